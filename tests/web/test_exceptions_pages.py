"""Exceptions at the counter: one ground on one case, tested, and decided by somebody else."""

from datetime import date

import pytest
from sqlalchemy import update

from ehcp.cases.kinds import Kind
from ehcp.register.engine import writing
from ehcp.register.tables import people
from tests.casework.desks import put, strike_out
from tests.web.people import secrets_on, staff_member, words_on
from tests.web.test_record import record_of, requested

AWAY = {
    "absent_from": date(2026, 1, 19),
    "absent_until": date(2026, 2, 22),
    "evidence": "Letter of 3 March, in the file",
}
GROUND = "absent_four_weeks"


@pytest.fixture
def case(engine) -> str:
    return requested(engine, on="2026-01-12")


def claim(guest, case, **fields):
    """Fill the form of the ground in, look at the check, and confirm."""
    path = f"/cases/{case}/exceptions/claim"
    shown = guest.fill_in(path, page=f"{path}?ground={GROUND}", **(AWAY | fields))
    assert shown.status_code == 200, words_on(shown.text)
    return guest.send_again(path, secrets_on(shown.text), **(AWAY | fields), confirmed="yes")


def decision_of(case) -> str:
    return f"/cases/{case}/exceptions/{GROUND}/decide"


def test_only_grounds_that_could_lift_a_limit_are_offered(kim, case):
    page = kim.page(f"/cases/{case}/exceptions/claim")
    assert 'value="absent_four_weeks"' in page
    assert 'value="order_absent_two_weeks"' not in page
    assert kim.get(f"/cases/{case}/exceptions/claim?ground=no_such").status_code == 400


def test_the_answer_of_the_test_is_shown_before_the_claim_is_made(engine, kim, case):
    path = f"/cases/{case}/exceptions/claim"
    shown = kim.fill_in(path, page=f"{path}?ground={GROUND}", **AWAY)
    words = words_on(shown.text)
    assert "What the test of the ground says" in words
    assert "Applies" in words
    assert len(record_of(engine, case)) == 1
    done = kim.send_again(path, secrets_on(shown.text), **AWAY, confirmed="yes")
    assert done.headers["location"] == f"/cases/{case}/exceptions?said=claimed"
    entry = record_of(engine, case)[-1]
    assert entry.kind is Kind.EXCEPTION_CLAIMED
    assert entry.details == {
        "ground": GROUND,
        "absent_from": "2026-01-19",
        "absent_until": "2026-02-22",
        "evidence": "Letter of 3 March, in the file",
    }


def test_a_claim_whose_test_fails_is_refused_with_the_answer(engine, kim, case):
    path = f"/cases/{case}/exceptions/claim"
    short = AWAY | {"absent_until": date(2026, 1, 25)}
    answer = kim.fill_in(path, page=f"{path}?ground={GROUND}", **short)
    assert answer.status_code == 400
    words = words_on(answer.text)
    assert "does not apply" in words
    assert GROUND not in words
    assert len(record_of(engine, case)) == 1


def test_a_claim_needs_its_evidence(kim, case):
    path = f"/cases/{case}/exceptions/claim"
    answer = kim.fill_in(path, page=f"{path}?ground={GROUND}", **(AWAY | {"evidence": " "}))
    assert "Enter what shows it, and where it is kept" in words_on(answer.text)


def test_a_closed_school_is_picked_from_the_calendar_and_its_days_come_from_there(engine, kim):
    case = requested(engine, on="2025-07-07")
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2025-07-14", by="Morgan Eastlake")
    put(
        engine,
        case,
        Kind.ADVICE_REQUESTED,
        "2025-07-18",
        "education",
        urn="999001",
        setting="Lark Rise Primary School",
    )
    path = f"/cases/{case}/exceptions/claim"
    page = f"{path}?ground=school_closed"
    assert "Lark Rise Primary School" in kim.page(page)
    facts = {"school": "999001", "evidence": "The calendar"}
    shown = kim.fill_in(path, page=page, **facts)
    assert shown.status_code == 200, words_on(shown.text)
    kim.send_again(path, secrets_on(shown.text), **facts, confirmed="yes")
    details = record_of(engine, case)[-1].details
    assert details["closed_from"] == "2025-07-24"
    assert details["school"] == "Lark Rise Primary School"


def test_a_claim_waits_for_a_manager_who_approves_it(engine, kim, morgan, case):
    claim(kim, case)
    assert case in morgan.page("/exceptions")
    assert "Waits for a manager" in words_on(kim.page(f"/cases/{case}/exceptions"))
    done = morgan.fill_in(decision_of(case), decision="approve")
    assert done.headers["location"] == f"/cases/{case}/exceptions?said=recorded"
    assert record_of(engine, case)[-1].kind is Kind.EXCEPTION_APPROVED
    assert case not in morgan.page("/exceptions")
    assert "Approved by Morgan Eastlake" in words_on(kim.page(f"/cases/{case}/exceptions"))


def test_a_claim_is_refused_only_with_a_reason(engine, kim, morgan, case):
    claim(kim, case)
    answer = morgan.fill_in(decision_of(case), decision="refuse")
    assert answer.status_code == 400
    assert "Enter the reason" in words_on(answer.text)
    morgan.fill_in(decision_of(case), decision="refuse", reason="They were here")
    entry = record_of(engine, case)[-1]
    assert (entry.kind, entry.details["reason"]) == (Kind.EXCEPTION_REFUSED, "They were here")
    assert "They were here" in words_on(kim.page(f"/cases/{case}/exceptions"))


def test_nobody_decides_about_their_own_claim(engine, counter, case):
    both = staff_member(counter, "Robin Both", "caseworker", "manager")
    claim(both, case)
    page = both.page(decision_of(case))
    assert "somebody else decides" in words_on(page)
    elsewhere = f"/cases/{case}/record/note_added"
    for decision in ("approve", "refuse"):
        answer = both.fill_in(decision_of(case), page=elsewhere, decision=decision, reason="mine")
        assert answer.status_code == 400
        assert "so somebody else" in words_on(answer.text)
    assert record_of(engine, case)[-1].kind is Kind.EXCEPTION_CLAIMED


def test_a_caseworker_decides_nothing(kim, case):
    claim(kim, case)
    assert kim.get(decision_of(case)).status_code == 403
    assert kim.get("/exceptions").status_code == 403


def test_what_was_decided_is_not_decided_again(engine, kim, morgan, counter, case):
    claim(kim, case)
    page = morgan.page(decision_of(case))
    other = staff_member(counter, "Pat Farrier", "manager")
    other.fill_in(decision_of(case), decision="approve")
    answer = morgan.send_again(decision_of(case), secrets_on(page), decision="refuse", reason="No")
    assert answer.status_code == 400
    assert "changed while you were reading" in words_on(answer.text)
    assert record_of(engine, case)[-1].kind is Kind.EXCEPTION_APPROVED


def test_a_decision_that_was_struck_out_leaves_the_claim_waiting(engine, kim, morgan, case):
    claim(kim, case)
    morgan.fill_in(decision_of(case), decision="refuse", reason="No")
    assert case not in morgan.page("/exceptions")
    strike_out(engine, case, 3)
    assert case in morgan.page("/exceptions")


def test_a_restricted_case_of_another_team_is_in_no_list_of_claims(engine, kim, signed_in, case):
    claim(kim, case)
    with writing(engine) as connection:
        connection.execute(update(people).values(restricted_to="South"))
    north = signed_in("Northern Manager", "manager", team="North")
    south = signed_in("Southern Manager", "manager", team="South")
    assert case not in north.page("/exceptions")
    assert north.get(decision_of(case)).status_code == 404
    assert case in south.page("/exceptions")


def test_a_ground_of_the_bodies_names_whose_advice(engine, kim, case):
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-01-20", by="Morgan Eastlake")
    put(engine, case, Kind.ADVICE_REQUESTED, "2026-01-21", "health")
    path = f"/cases/{case}/exceptions/claim"
    fields = {"missed_on": date(2026, 2, 10), "evidence": "Clinic's letter"}
    page = f"{path}?ground=missed_appointment"
    answer = kim.fill_in(path, page=page, **fields)
    assert "Choose whose advice it is" in words_on(answer.text)
    shown = kim.fill_in(path, page=page, party="health", **fields)
    assert shown.status_code == 200, words_on(shown.text)
    kim.send_again(path, secrets_on(shown.text), party="health", **fields, confirmed="yes")
    assert record_of(engine, case)[-1].party == "health"
