"""Whoever records a decision to assess says which of several services is asked because of it."""

from datetime import date
from typing import Any

import pytest

from ehcp.cases.decision_to_assess import SERVICES
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Role
from ehcp.casework.look_up import file_of
from ehcp.casework.panel_days import set_panels
from ehcp.law.notices import complete
from tests.casework.desks import desk, follow, put
from tests.web.conftest import TODAY
from tests.web.links import mail_to, post
from tests.web.people import secrets_on, words_on
from tests.web.test_bulk import of, to_send
from tests.web.test_panel_pages import DECISION
from tests.web.test_record import NOTICE, requested
from tests.web.trusts import NORTH, SOUTH, A, B, two_trusts

ASKS = "Which health service is asked for advice?"
FIELD = "services-health"
SURE = {"confirmed": "yes", "right_people": "yes"}


@pytest.fixture
def case(engine) -> str:
    """A request that waits for its decision, where two trusts give health advice."""
    two_trusts(engine)
    return requested(engine)


def path(case: str) -> str:
    return f"/cases/{case}/record/told_will_assess"


def decides(morgan, case: str, trust: str, **more: Any) -> None:
    filled = NOTICE | {FIELD: trust} | more
    check = morgan.fill_in(path(case), **filled)
    done = morgan.send_again(path(case), secrets_on(check.text), **filled, **SURE)
    assert done.status_code == 303, words_on(done.text)


def decision(engine, case: str) -> dict[str, str]:
    return file_of(engine, case).events[-1].details


def asked(engine, case: str) -> dict[str, str | None]:
    found = file_of(engine, case).of((Kind.ADVICE_REQUESTED,))
    return {event.party or "": event.details.get("service") for _, event in found}


def test_the_form_of_the_decision_asks_which_trust_and_the_usual_one_is_chosen(morgan, case):
    page = morgan.page(path(case))
    words = words_on(page)
    assert words.count("Which") == 1, "only health advice has a choice"
    assert f"{ASKS} The request goes there as soon as this is on record." in words
    assert "North Trust (usually asked) South Trust" in words
    assert f'value="{A}" checked' in page
    assert f'value="{B}" checked' not in page


def test_where_there_is_no_choice_nothing_is_asked(engine, morgan):
    assert "asked for advice?" not in words_on(morgan.page(path(requested(engine))))


def test_no_other_entry_asks_which_service(morgan, case):
    for kind in ("told_will_not_assess", "notified_considering", "note_added"):
        assert ASKS not in words_on(morgan.page(f"/cases/{case}/record/{kind}")), kind


def test_the_other_trust_is_asked_and_written_to_and_the_usual_one_is_not(engine, morgan, case):
    decides(morgan, case, B)
    assert decision(engine, case)[SERVICES] == B
    follow(engine, case, "2026-03-02")
    assert asked(engine, case) == {"education": None, "educational_psychology": None, "health": B}
    post(engine)
    assert len(mail_to(engine, SOUTH, letter="advice_needed")) == 1
    assert mail_to(engine, NORTH) == []


def test_the_usual_trust_leaves_nothing_on_the_record(engine, morgan, case):
    decides(morgan, case, A)
    assert SERVICES not in decision(engine, case)
    follow(engine, case, "2026-03-02")
    assert asked(engine, case)["health"] is None
    post(engine)
    assert len(mail_to(engine, NORTH, letter="advice_needed")) == 1
    assert mail_to(engine, SOUTH) == []


def test_the_page_that_checks_it_names_the_trust_and_what_follows_by_itself(morgan, case):
    check = words_on(morgan.fill_in(path(case), **NOTICE, **{FIELD: B}).text)
    assert f"{ASKS} South Trust" in check
    assert "Health: South Trust" in check, "among those who are written to"
    assert "North Trust" not in check
    check = words_on(morgan.fill_in(path(case), **NOTICE, **{FIELD: A}).text)
    assert f"{ASKS} North Trust" in check
    assert "Health: North Trust" in check
    assert "South Trust" not in check


def test_from_the_check_one_goes_back_with_the_trust_that_was_chosen(morgan, case):
    check = morgan.fill_in(path(case), **NOTICE, **{FIELD: B})
    again = morgan.send_again(path(case), secrets_on(check.text), **NOTICE, change="yes")
    assert f'value="{B}" checked' in again.text


@pytest.mark.parametrize("sent", ["", "health-9", "social_care", f"{A},{B}"])
def test_a_form_that_was_tampered_with_decides_nothing(engine, morgan, case, sent):
    answer = morgan.fill_in(path(case), **NOTICE, **{FIELD: sent})
    assert answer.status_code == 400
    assert "Choose which health service is asked for advice" in words_on(answer.text)
    assert len(file_of(engine, case).recorded) == 1


def test_the_case_says_in_words_which_trust_was_chosen(morgan, case):
    decides(morgan, case, B)
    assert "Chosen for advice: health: South Trust" in words_on(morgan.page(f"/cases/{case}"))


def test_until_the_requests_are_made_every_form_that_asks_proposes_it(engine, kim, case):
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-16", services=B)
    for form in ("send-all", "health/ask"):
        page = kim.page(f"/cases/{case}/advice/{form}")
        assert f'value="{B}" checked' in page, form
        assert f'value="{A}" checked' not in page, form
    several = "/cases/bulk/requests"
    words = words_on(kim.page(of(several, [case])))
    assert "health: South Trust" in words
    assert "health: North Trust" not in words
    kim.fill_in(several, page=of(several, [case]), case=to_send(engine, [case]))
    assert asked(engine, case)["health"] == B


def test_an_order_that_opens_a_case_asks_which_trust_too(engine, morgan, case):
    form = f"/cases/{case}/open/assessment_ordered"
    assert ASKS in words_on(morgan.page(form))
    filled = {"on": date(2026, 2, 27), "basis": "order", "officer": "nobody", FIELD: B}
    for order, kept in (("make_plan", None), ("assess", B)):
        opened = morgan.fill_in(form, **filled, order=order)
        assert opened.status_code == 303, words_on(opened.text)
        new = opened.headers["location"].split("/")[2]
        assert decision(engine, new).get(SERVICES) == kept
        follow(engine, new, "2026-03-02")
        assert asked(engine, new).get("health") == kept
        if kept is None:
            put(engine, new, Kind.WITHDRAWN, "2026-03-02")


def test_a_reassessment_of_our_own_for_somebody_new_asks_and_shows_which_trust(engine, morgan):
    two_trusts(engine)
    form = "/cases/new/reassessment_decided"
    page = morgan.page(form)
    assert ASKS in words_on(page)
    filled = {
        "forename": "Alex",
        "surname": "Hartley",
        "on": date(2026, 2, 27),
        "born": date(2015, 3, 2),
        FIELD: B,
        **complete("reassessment_decided", "reassessment"),
    }
    check = morgan.send_again(f"{form}/check", secrets_on(page), **filled)
    assert f"{ASKS} South Trust" in words_on(check.text)
    secrets = secrets_on(check.text)
    opened = morgan.send_again(f"{form}/open", secrets, **filled, officer="nobody")
    assert opened.status_code == 303, words_on(opened.text)
    assert decision(engine, opened.headers["location"].split("/")[2])[SERVICES] == B


def test_where_the_panel_decides_the_step_that_follows_asks_which_trust(engine, morgan, case):
    (panel,) = set_panels(engine, desk=desk("2026-03-02", may=frozenset(Role)), days=[TODAY])
    at_panel = f"/panels/{panel}/cases/{case}"
    assert ASKS not in words_on(morgan.page(at_panel)), "nothing is decided in law by it"
    assert morgan.fill_in(at_panel, **DECISION).status_code == 303
    assert f'href="{path(case)}"' in morgan.page(at_panel)
    assert ASKS in words_on(morgan.page(path(case)))
