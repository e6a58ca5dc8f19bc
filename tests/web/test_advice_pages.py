"""The advice of a case at the counter: asked in one act, received, accepted, sent back, reused."""

from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from tests.casework.desks import put
from tests.web.people import secrets_on, words_on
from tests.web.test_record import record_of, requested

ALWAYS = ["education", "educational_psychology", "health", "social_care", "parent"]


@pytest.fixture
def assessing(engine) -> str:
    """A case whose family has been told that the authority will assess."""
    case = requested(engine)
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-16", by="Morgan Eastlake")
    return case


def asked(engine, case, party="health", on="2026-02-17") -> str:
    put(engine, case, Kind.ADVICE_REQUESTED, on, party)
    return f"/cases/{case}/advice/{party}"


def last(engine, case):
    entry = record_of(engine, case)[-1]
    return entry.kind, entry.party, entry.happened_on, entry.details


def test_all_requests_are_sent_in_one_act(engine, kim, assessing):
    path = f"/cases/{assessing}/advice/send-all"
    page = kim.page(path)
    assert page.count("checked") == len(ALWAYS)
    done = kim.fill_in(path, kinds=ALWAYS, on=date(2026, 2, 27), family="no")
    assert done.headers["location"] == f"/cases/{assessing}/advice?said=advice-asked"
    asked_of = [e.party for e in record_of(engine, assessing) if e.kind is Kind.ADVICE_REQUESTED]
    assert asked_of == ALWAYS
    words = words_on(kim.page(f"/cases/{assessing}/advice"))
    assert "10 Apr 2026" in words
    assert "Not asked yet" not in words


def test_what_the_family_asked_for_is_sought_with_its_reason(engine, kim, assessing):
    done = kim.fill_in(
        f"/cases/{assessing}/advice/send-all",
        kinds=["health"],
        on=date(2026, 2, 27),
        family="sought",
        asked_of="The private speech therapist",
        reason="She has seen the child for two years",
    )
    assert done.status_code == 303
    assert last(engine, assessing) == (
        Kind.ADVICE_REQUESTED,
        "requested_by_family",
        date(2026, 2, 27),
        {
            "asked_of": "The private speech therapist",
            "reason": "She has seen the child for two years",
        },
    )


def test_what_is_not_sought_is_kept_with_its_reason(engine, kim, assessing):
    done = kim.fill_in(
        f"/cases/{assessing}/advice/send-all",
        on=date(2026, 2, 27),
        family="not_sought",
        asked_of="An astrologer",
        reason="It would say nothing about needs",
    )
    assert done.status_code == 303
    kind, _, _, details = last(engine, assessing)
    assert kind is Kind.NOTE_ADDED
    assert "An astrologer" in details["note"]
    assert "It would say nothing about needs" in details["note"]


def test_nothing_is_sent_where_one_request_cannot_be(engine, kim, assessing):
    answer = kim.fill_in(
        f"/cases/{assessing}/advice/send-all", kinds=ALWAYS, on=date(2025, 1, 1), family="no"
    )
    assert answer.status_code == 400
    assert Kind.ADVICE_REQUESTED not in {each.kind for each in record_of(engine, assessing)}
    assert answer.text.count("checked") == len(ALWAYS) + 1


def test_the_decision_about_what_the_family_wants_needs_its_reason(kim, assessing):
    answer = kim.fill_in(
        f"/cases/{assessing}/advice/send-all",
        kinds=["health"],
        on=date(2026, 3, 2),
        family="sought",
    )
    assert answer.status_code == 400
    words = words_on(answer.text)
    assert "Enter from whom the family wants advice" in words
    assert "Enter the reason of the decision" in words


@pytest.mark.parametrize(
    ("act", "kind", "fields", "details"),
    [
        ("received", Kind.ADVICE_RECEIVED, {}, {}),
        (
            "acknowledged",
            Kind.ADVICE_ACKNOWLEDGED,
            {"visit_on": date(2026, 3, 20)},
            {"visit_on": "2026-03-20"},
        ),
        ("missed", Kind.APPOINTMENT_MISSED, {}, {}),
        ("nil", Kind.NIL_REPLY, {"note": "Not on their list."}, {"note": "Not on their list."}),
        ("cancel", Kind.ADVICE_REQUEST_CANCELLED, {"reason": "Moved"}, {"reason": "Moved"}),
    ],
)
def test_each_act_about_a_request_is_a_small_form(
    engine, kim, assessing, act, kind, fields, details
):
    path = asked(engine, assessing)
    done = kim.fill_in(f"{path}/{act}", on=date(2026, 2, 26), **fields)
    assert done.headers["location"] == f"/cases/{assessing}/advice?said=recorded"
    assert last(engine, assessing) == (kind, "health", date(2026, 2, 26), details)


def test_advice_that_came_is_accepted(engine, kim, assessing):
    path = asked(engine, assessing)
    put(engine, assessing, Kind.ADVICE_RECEIVED, "2026-02-25", "health")
    overview = f"/cases/{assessing}/advice"
    assert "To be looked at" in words_on(kim.page(overview))
    assert kim.fill_in(f"{path}/accept", on=date(2026, 2, 26)).status_code == 303
    assert last(engine, assessing)[:2] == (Kind.ADVICE_ACCEPTED, "health")
    assert "To be looked at" not in words_on(kim.page(overview))


def test_advice_is_sent_back_only_with_reasons(engine, kim, assessing):
    path = asked(engine, assessing)
    put(engine, assessing, Kind.ADVICE_RECEIVED, "2026-02-25", "health")
    answer = kim.fill_in(f"{path}/return", on=date(2026, 2, 26))
    assert answer.status_code == 400
    assert "Enter the reason" in words_on(answer.text)
    assert (
        kim.fill_in(f"{path}/return", on=date(2026, 2, 26), reason="No outcomes").status_code == 303
    )
    assert last(engine, assessing)[3] == {"reason": "No outcomes"}
    assert "sent back 1 time" in words_on(kim.page(f"/cases/{assessing}/advice"))


def test_existing_advice_stands_only_with_its_three_agreements(engine, kim, assessing):
    path = f"/cases/{assessing}/advice/health/reuse"
    days = {
        "author_agreed_on": date(2026, 2, 20),
        "authority_agreed_on": date(2026, 2, 23),
        "family_agreed_on": date(2026, 2, 24),
    }
    for missing in days:
        some = {name: day for name, day in days.items() if name != missing}
        answer = kim.fill_in(path, on=date(2026, 2, 24), advice="Dr Fell, May 2025", **some)
        assert answer.status_code == 400
    assert (
        kim.fill_in(path, on=date(2026, 2, 24), advice="Dr Fell, May 2025", **days).status_code
        == 303
    )
    kind, party, _, details = last(engine, assessing)
    assert (kind, party) == (Kind.EXISTING_ADVICE_USED, "health")
    assert details == {
        "author_agrees": "yes",
        "authority_agrees": "yes",
        "family_agrees": "yes",
        "author_agreed_on": "2026-02-20",
        "authority_agreed_on": "2026-02-23",
        "family_agreed_on": "2026-02-24",
        "advice": "Dr Fell, May 2025",
    }


def test_an_agreement_cannot_come_after_the_use(kim, assessing):
    day = date(2026, 2, 24)
    answer = kim.fill_in(
        f"/cases/{assessing}/advice/health/reuse",
        on=day,
        advice="Dr Fell, May 2025",
        author_agreed_on=day,
        authority_agreed_on=day,
        family_agreed_on=date(2026, 2, 27),
    )
    assert answer.status_code == 400
    assert "after the entry itself" in words_on(answer.text)


def test_an_act_that_has_no_place_says_why_before_anything_is_typed(engine, kim, assessing):
    asked(engine, assessing)
    words = words_on(kim.page(f"/cases/{assessing}/advice/health/accept"))
    assert "No health advice has come" in words
    words = words_on(kim.page(f"/cases/{assessing}/advice/education/received"))
    assert "No request for education advice waits" in words


def test_what_is_no_advice_is_not_found(kim, assessing):
    for path in ("x/accept", "health/x", "health/accept/x"):
        assert kim.get(f"/cases/{assessing}/advice/{path}").status_code == 404


def test_who_reads_sees_the_advice_and_no_act(engine, signed_in, assessing):
    path = asked(engine, assessing)
    inspector = signed_in("Only Reads", "inspector")
    page = inspector.page(f"/cases/{assessing}/advice")
    assert "Health" in words_on(page)
    assert f"{path}/received" not in page
    assert inspector.get(f"{path}/received").status_code == 403


def test_the_page_of_advice_is_not_for_those_who_may_not_see_the_case(kim):
    assert kim.get("/cases/ZZZ-ZZZ/advice").status_code == 404


def test_a_second_click_asks_for_nothing_twice(engine, kim, assessing):
    path = f"/cases/{assessing}/advice/send-all"
    secrets = secrets_on(kim.page(path))
    fields = {"kinds": ALWAYS, "on": date(2026, 2, 27), "family": "no"}
    kim.send_again(path, secrets, **fields)
    again = kim.send_again(path, secrets, **fields)
    assert again.headers["location"] == f"/cases/{assessing}/advice?said=already"
    found = [e for e in record_of(engine, assessing) if e.kind is Kind.ADVICE_REQUESTED]
    assert len(found) == len(ALWAYS)


def late(**more):
    return {
        "on": date(2026, 3, 2),
        "reason": "Staff sickness",
        "promised_on": date(2026, 3, 12),
    } | more


def test_why_it_is_late_comes_first_and_the_day_is_promised(engine, kim, assessing):
    path = asked(engine, assessing)
    assert "Late: reason and promised day" in words_on(kim.page(f"/cases/{assessing}/advice"))
    assert "Waiting for information from others" in kim.page(f"{path}/late")
    done = kim.fill_in(f"{path}/late", **late())
    assert done.headers["location"] == f"/cases/{assessing}/advice?said=recorded"
    kept = {"promised_on": "2026-03-12", "reason": "Staff sickness"}
    assert last(engine, assessing) == (Kind.ADVICE_PROMISED, "health", date(2026, 3, 2), kept)
    shown = words_on(kim.page(f"/cases/{assessing}/advice"))
    assert "Promised for Thursday 12 March 2026 (in 10 days): Staff sickness" in shown
    assert "Promised for 12 Mar 2026" in words_on(kim.page(f"/cases/{assessing}"))


def test_another_reason_is_typed(engine, kim, assessing):
    path = f"{asked(engine, assessing)}/late"
    answer = kim.fill_in(path, **late(reason="other"))
    assert "Enter the reason." in words_on(answer.text)
    assert kim.fill_in(path, **late(reason="other", other="A flood")).status_code == 303
    assert last(engine, assessing)[3]["reason"] == "A flood"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"reason": ""}, "Choose why it is late."),
        ({"reason": "<script>"}, "Choose why it is late."),
        ({"promised_on": date(2026, 3, 1)}, "must be today or later"),
        ({"promised_on": date(2029, 3, 1)}, "within a year from now"),
    ],
)
def test_a_promise_without_a_reason_or_for_a_day_that_is_over_is_refused(
    engine, kim, assessing, fields, says
):
    path = f"{asked(engine, assessing)}/late"
    before = len(record_of(engine, assessing))
    answer = kim.fill_in(path, **late(**fields))
    assert answer.status_code == 400
    assert says in words_on(answer.text)
    assert len(record_of(engine, assessing)) == before


def test_of_a_request_that_was_sent_back_no_promise_is_shown_as_broken(engine, kim, assessing):
    asked(engine, assessing)
    promise = {"promised_on": "2026-02-27", "reason": "Staff sickness"}
    put(engine, assessing, Kind.ADVICE_PROMISED, "2026-02-23", "health", **promise)
    put(engine, assessing, Kind.ADVICE_REQUEST_RETURNED, "2026-02-24", "health", reason="Not ours")
    for page in (f"/cases/{assessing}", f"/cases/{assessing}/advice"):
        shown = words_on(kim.page(page))
        assert "Promised for" not in shown
        assert not [tag for tag in ("Not kept", "Promise not kept") if tag in shown]


def test_a_promise_that_is_not_kept_shows_on_the_case_and_its_advice(engine, kim, assessing):
    asked(engine, assessing)
    for given, until in (("2026-02-18", "2026-02-20"), ("2026-02-23", "2026-02-27")):
        promise = {"promised_on": until, "reason": "Staff sickness"}
        put(engine, assessing, Kind.ADVICE_PROMISED, given, "health", **promise)
    shown = words_on(kim.page(f"/cases/{assessing}/advice"))
    assert "Not kept Promised for Friday 27 February 2026" in shown
    assert "1 day named before was not kept" in shown
    assert "Promise not kept" in words_on(kim.page(f"/cases/{assessing}"))
    put(engine, assessing, Kind.ADVICE_RECEIVED, "2026-02-28", "health")
    assert "Promise not kept" not in words_on(kim.page(f"/cases/{assessing}"))
