"""The claims that wait for a manager, over all cases: those that wait in each, and no others."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from ehcp.cases.claims_waiting import claims_waiting
from ehcp.cases.kinds import Kind
from ehcp.casework.claims_to_decide import claims_to_decide
from ehcp.casework.correct import correct
from ehcp.casework.exceptions import approve, claim, refuse
from ehcp.casework.open_case import open_case
from ehcp.register import files
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import cases
from tests.casework.desks import desk, move, put, strike_out

MISSED, ABSENT = "missed_appointment", "absent_four_weeks"
HEALTH, EP = "health", "educational_psychology"
AWAY = {"absent_from": "2026-01-19", "absent_until": "2026-02-22"}


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def case(engine) -> str:
    """Two bodies' appointments were missed (entries 5 and 6), and the child was away (7)."""
    found = open_case(engine, desk=desk("2026-01-12"), received_on=date(2026, 1, 12), person={})
    put(engine, found, Kind.TOLD_WILL_ASSESS, "2026-01-20")
    for body in (HEALTH, EP):
        put(engine, found, Kind.ADVICE_REQUESTED, "2026-01-21", body)
    for body in (HEALTH, EP):
        claims(engine, found, MISSED, body, missed_on="2026-02-10")
    claims(engine, found, ABSENT, None, **AWAY)
    return found


def claims(
    engine: Engine, case: str, ground: str, party: str | None, on: str = "2026-03-02", **facts: str
) -> None:
    claim(
        engine,
        desk=desk(on),
        reference=case,
        ground=ground,
        party=party,
        evidence="Letter",
        facts=facts,
    )


def listed(engine: Engine) -> list[tuple[str, int]]:
    """Give what the list has, which is what the cases have themselves."""
    with reading(engine) as connection:
        found = claims_to_decide(connection, sight=None)
        every = files.load_many(connection, connection.scalars(select(cases.c.id)))
        by_case = {(held.case_id, each) for held in every for each in _of(held)}
        assert {(each.held.case_id, each.claim.sequence) for each in found} == by_case
    return sorted((str(each.claim.party), each.claim.sequence) for each in found)


def _of(held: files.Held) -> list[int]:
    return [each.sequence for each in claims_waiting(held.file)]


def decide(engine: Engine, case: str, ground: str, party: str | None, *, no: bool = False) -> None:
    morgan = desk("2026-03-03", "Morgan")
    if no:
        refuse(engine, desk=morgan, reference=case, ground=ground, party=party, reason="No")
    else:
        approve(engine, desk=morgan, reference=case, ground=ground, party=party)


@pytest.mark.parametrize("no", [False, True])
def test_a_decision_about_one_body_leaves_the_claim_of_another_waiting(engine, case, no) -> None:
    assert listed(engine) == [("None", 7), (EP, 6), (HEALTH, 5)]
    decide(engine, case, ABSENT, None, no=no)
    decide(engine, case, MISSED, HEALTH, no=no)
    assert listed(engine) == [(EP, 6)]
    decide(engine, case, MISSED, EP, no=no)
    assert listed(engine) == []


def test_what_was_struck_out_or_claimed_again_waits_as_its_case_says(engine, case) -> None:
    decide(engine, case, MISSED, HEALTH, no=True)
    claims(engine, case, MISSED, HEALTH, on="2026-03-03", missed_on="2026-02-10")
    assert listed(engine) == [("None", 7), (EP, 6), (HEALTH, 9)]
    decide(engine, case, ABSENT, None)
    strike_out(engine, case, 10)
    strike_out(engine, case, 6)
    assert listed(engine) == [("None", 7), (HEALTH, 9)]


def test_a_claim_moved_behind_its_refusal_waits_again(engine, case) -> None:
    decide(engine, case, MISSED, HEALTH, no=True)
    assert (HEALTH, 5) not in listed(engine)
    move(engine, case, 5, "2026-03-04")
    assert (HEALTH, 5) in listed(engine)


def test_a_claim_that_is_about_another_body_is_decided_with_that_body(engine, case) -> None:
    strike_out(engine, case, 6)
    decide(engine, case, MISSED, HEALTH, no=True)
    assert listed(engine) == [("None", 7)]
    correct(engine, desk=desk("2026-03-04"), reference=case, sequence=5, party=EP)
    assert listed(engine) == [("None", 7), (EP, 5)]
