"""Recording what happened: every kind of every journey has its form, and the form records it."""

from datetime import date

import pytest
from sqlalchemy import select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.facts import facts_of
from ehcp.cases.journeys import JOURNEYS, journey_named, passage
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from ehcp.casework.open_case import open_case
from ehcp.casework.provider_changes import set_provider
from ehcp.casework.record import record
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.register.tables import audit
from ehcp.web.staff.acts.entry_form import EntryForm
from ehcp.web.staff.acts.fact_words import words_of
from tests.casework.desks import desk, put
from tests.web.people import secrets_on, staff_member, words_on
from tests.web.stages import NOW, answers_for, case_at, kinds_at, party_for, places

BORN = date(2015, 3, 2)


def requested(engine, on: str = "2026-01-12") -> str:
    """A request whose family waits for the decision."""
    return open_case(
        engine,
        desk=desk(on),
        received_on=date.fromisoformat(on),
        person={
            "born_on": BORN,
            "external_id": "77",
            "forename": "Ada",
            "surname": "Example",
            "setting": "Lark Rise Primary School",
            "setting_urn": "999001",
        },
        officer="Kim Ashdown",
    )


def file_of(engine, reference) -> CaseFile:
    with reading(engine) as connection:
        return files.load(connection, reference).file


def record_of(engine, reference):
    return file_of(engine, reference).recorded


@pytest.fixture
def both(counter):
    """Somebody who may put anything on record."""
    return staff_member(counter, "Robin Both", "caseworker", "manager")


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_at_every_stage_each_next_kind_has_its_form(engine, both, journey):
    opened = set()
    for stage in journey.stages:
        case = case_at(engine, journey, stage)
        file = file_of(engine, case)
        assert passage(file).stage == stage
        form_kinds = kinds_at(journey, stage)
        for kind in journey.next_kinds(stage):
            # Every form is made; its page is asked for once in each journey.
            form = EntryForm(kind, file)
            assert form.when, (stage, kind)
            assert form.fields >= {"on-day", "note"}, (stage, kind)
            if kind in opened:
                continue
            opened.add(kind)
            answer = both.get(f"/cases/{case}/record/{kind.value}")
            if kind in form_kinds:
                assert answer.status_code == 200, (stage, kind)
                assert "<form" in answer.text.partition("<main")[2], (stage, kind)
            else:
                page = both.get(answer.headers["location"])
                assert page.status_code == 200, (stage, kind)


def _first_places() -> list[tuple[str, Stage, Kind]]:
    """Give each kind once, at the first stage that has it; and each notice in each journey."""
    found: dict[tuple[str, str], tuple[str, Stage, Kind]] = {}
    for journey, stage in places():
        for kind in kinds_at(journey, stage):
            found.setdefault((kind.value, ""), (journey.name, stage, kind))
    return list(found.values())


REFUSED_AS_FILLED_IN = frozenset({Kind.REQUEST_RECEIVED})
"""A second request in a case that began with one: there both roads refuse."""


@pytest.mark.parametrize(("journey", "stage", "kind"), _first_places(), ids=str)
def test_a_filled_form_records_what_the_command_line_would(engine, both, journey, stage, kind):
    at = journey_named(journey)
    case, twin = case_at(engine, at, stage), case_at(engine, at, stage)
    form = EntryForm(kind, file_of(engine, case))
    fields, details = answers_for(form, stage)
    party = party_for(form)
    if party is not None:
        fields["party"] = party
    told = {
        "desk": desk("2026-03-02", "Robin Both", authority="Exampleshire County Council"),
        "reference": twin,
        "kind": kind,
        "happened_on": NOW,
        "party": party,
        "details": details,
    }
    path = f"/cases/{case}/record/{kind.value}"
    before = len(record_of(engine, case))
    answer = both.fill_in(path, **fields)
    try:
        expected = record(engine, **told)
    except NotPossible:
        assert kind in REFUSED_AS_FILLED_IN
        assert answer.status_code == 400
        assert len(record_of(engine, case)) == before
        return
    if answer.status_code == 200:  # looked at once more
        assert len(record_of(engine, case)) == before
        sure = {"confirmed": "yes", "right_people": "yes"}
        answer = both.send_again(path, secrets_on(answer.text), **fields, **sure)
    assert answer.status_code == 303, words_on(answer.text)
    entry = record_of(engine, case)[-1]
    same = ("kind", "happened_on", "party", "details", "recorded_by", "corrects")
    assert {name: getattr(entry, name) for name in same} == {
        name: getattr(expected, name) for name in same
    }


def test_every_fact_of_every_kind_has_words():
    for journey in JOURNEYS:
        for kind in {step.when for step in journey.steps}:
            for name in facts_of(kind):
                assert words_of(kind, name).asks, (kind, name)


def test_a_note_is_recorded_at_once(engine, kim):
    case = requested(engine)
    answer = kim.fill_in(f"/cases/{case}/record/note_added", on=date(2026, 3, 1), note="Rang.")
    assert answer.headers["location"] == f"/cases/{case}?said=recorded"
    entry = record_of(engine, case)[-1]
    assert (entry.kind, entry.happened_on, entry.details) == (
        Kind.NOTE_ADDED,
        date(2026, 3, 1),
        {"note": "Rang."},
    )
    assert entry.recorded_by == "Kim Ashdown"


NOTICE = {
    "on": date(2026, 3, 2),
    "sent_to": ["family", "setting", "health_commissioner", "social_services", "advice_givers"],
    "contains": ["decision", "support_offer"],
}


def test_before_a_decision_is_served_the_services_that_are_written_to_are_named(engine, morgan):
    for kind, name in (
        (AdviceKind.HEALTH, "Northmoor Health Trust"),
        (AdviceKind.EDUCATIONAL_PSYCHOLOGY, "Exampleshire Psychology"),
    ):
        set_provider(
            engine,
            desk=desk("2026-01-05"),
            kind=kind,
            name=name,
            email="advice@service.example",
        )
    case = requested(engine)
    words = words_on(morgan.fill_in(f"/cases/{case}/record/told_will_assess", **NOTICE).text)
    assert "Health: Northmoor Health Trust" in words
    assert "Educational psychology: Exampleshire Psychology" in words
    assert "Social care" in words
    assert words.count("hose who are asked for advice") == 2  # ticked, and who they are


def test_before_a_decision_is_served_its_dates_and_its_recipients_are_shown(engine, morgan):
    case = requested(engine)
    path = f"/cases/{case}/record/told_will_assess"
    check = morgan.fill_in(path, **NOTICE)
    words = words_on(check.text)
    assert check.status_code == 200
    assert len(record_of(engine, case)) == 1
    assert "The case will then stand at ‘Awaiting advice’" in words
    assert "Met" in words
    assert "Monday 23 February 2026" in words, "when the decision was due"
    assert "Attended: Lark Rise Primary School" in words
    assert "The parent of Ada Example" in words

    unsure = morgan.send_again(path, secrets_on(check.text), **NOTICE, confirmed="yes")
    assert unsure.status_code == 400
    assert "Check to whom it goes" in words_on(unsure.text)
    assert len(record_of(engine, case)) == 1

    sure = {"confirmed": "yes", "right_people": "yes"}
    done = morgan.send_again(path, secrets_on(unsure.text), **NOTICE, **sure)
    assert done.status_code == 303
    assert record_of(engine, case)[-1].kind is Kind.TOLD_WILL_ASSESS


def test_from_the_check_one_goes_back_with_everything_filled_in(engine, morgan):
    case = requested(engine)
    path = f"/cases/{case}/record/told_will_assess"
    check = morgan.fill_in(path, **NOTICE, note="By hand")
    again = morgan.send_again(path, secrets_on(check.text), **NOTICE, note="By hand", change="yes")
    assert again.status_code == 200
    assert again.text.count("checked") == 7
    assert "By hand" in again.text


def test_a_notice_that_lacks_something_says_what_beside_its_field(engine, morgan):
    case = requested(engine)
    answer = morgan.fill_in(
        f"/cases/{case}/record/told_will_assess",
        on=date(2026, 3, 2),
        sent_to=["setting", "health_commissioner", "social_services"],
        contains=["decision"],
    )
    assert answer.status_code == 400
    words = words_on(answer.text)
    assert "It must be sent to the child&#39;s parent or the young person" in words
    assert "It must hold the offer of information, advice and support" in words
    assert "Say why it was not sent to those who are asked for advice" in words
    assert 'href="#no_advice_givers"' in answer.text
    assert len(record_of(engine, case)) == 1


def test_who_may_be_left_out_is_left_out_with_the_reason(engine, morgan):
    case = requested(engine)
    path = f"/cases/{case}/record/told_will_assess"
    fields = NOTICE | {
        "sent_to": ["family", "health_commissioner", "social_services"],
        "no_setting": "none attended",
        "no_advice_givers": "asked by telephone",
    }
    check = morgan.fill_in(path, **fields)
    sure = {"confirmed": "yes", "right_people": "yes"}
    assert morgan.send_again(path, secrets_on(check.text), **fields, **sure).status_code == 303
    assert record_of(engine, case)[-1].details == {
        "sent_to": "family,health_commissioner,social_services",
        "contains": "decision,support_offer",
        "no_setting": "none attended",
        "no_advice_givers": "asked by telephone",
    }


def test_what_ends_a_case_is_asked_with_all_weight(engine, kim):
    case = requested(engine)
    check = kim.fill_in(f"/cases/{case}/record/died", on=date(2026, 3, 1))
    words = words_on(check.text)
    assert "The child died: are you sure?" in words
    assert "No longer applies" in words
    assert "moj-interruption-card" in check.text


def test_a_day_that_lies_ahead_is_cautioned_about_before_it_is_recorded(engine, kim):
    case = requested(engine)
    check = kim.fill_in(f"/cases/{case}/record/note_added", on=date(2026, 4, 1), note="Later")
    assert check.status_code == 200
    assert "is ahead of today" in words_on(check.text)
    assert len(record_of(engine, case)) == 1


def test_only_advice_that_fits_can_be_chosen(engine, kim):
    case = requested(engine)
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-02", by="Morgan Eastlake")
    none = words_on(kim.page(f"/cases/{case}/record/advice_received"))
    assert "No advice is awaited" in none
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-02-03", "health")
    page = kim.page(f"/cases/{case}/record/advice_received")
    assert 'value="health"' in page
    assert 'value="education"' not in page
    asks = kim.page(f"/cases/{case}/record/advice_requested")
    assert 'value="education"' in asks
    assert 'value="health"' not in asks


def test_what_came_before_this_stage_says_so(engine, kim):
    case = requested(engine)
    words = words_on(kim.page(f"/cases/{case}/record/draft_meeting_held"))
    assert "The case stands at ‘Awaiting decision to assess’" in words
    answer = kim.fill_in(f"/cases/{case}/record/draft_meeting_held", on=date(2026, 3, 1))
    assert answer.status_code == 400
    assert "draft_meeting_held" not in words_on(answer.text)


def test_who_may_not_record_it_is_told_who_may(engine, kim, signed_in):
    case = requested(engine)
    answer = kim.get(f"/cases/{case}/record/told_will_assess")
    assert answer.status_code == 403
    assert "recorded by a manager" in words_on(answer.text)
    writer = signed_in("Pat Writer", "plan_writer")
    assert writer.get(f"/cases/{case}/record/note_added").status_code == 403


def test_what_is_no_kind_or_belongs_to_another_journey_is_not_found(engine, kim):
    case = requested(engine)
    for kind in ("corrected", "no_such", "review_meeting_held", "complaint_answered", "%00"):
        assert kim.get(f"/cases/{case}/record/{kind}").status_code == 404


def test_looking_and_recording_are_on_the_audit_record(engine, kim):
    case = requested(engine)
    kim.fill_in(f"/cases/{case}/record/note_added", on=date(2026, 3, 1), note="Rang.")
    with reading(engine) as connection:
        lines = connection.execute(select(audit.c.act, audit.c.about).order_by(audit.c.id)).all()
    assert [tuple(line) for line in lines] == [
        ("viewed", "form note_added"),
        ("recorded", "note_added"),
    ]
