"""One case, one ground, one act: claimed with evidence by one person, decided by another."""

import inspect
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from ehcp.cases.closures import Closure, Closures, SettingClosures
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework import exceptions
from ehcp.casework.exceptions import approve, claim, refuse
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import deadlines
from ehcp.register.verify import verify
from tests.casework.desks import desk, put, record_of

SUMMER = Closures(
    (
        SettingClosures(
            name="Ash Lane School",
            urn="123456",
            closures=(Closure(closed_from=date(2026, 7, 18), reopens=date(2026, 9, 2)),),
        ),
    )
)


@pytest.fixture
def engine(sqlite_url):
    engine = open_engine(sqlite_url)
    yield engine
    assert verify(engine, rules=load_rules()).found == 0
    engine.dispose()


@pytest.fixture
def reference(engine) -> str:
    """The school was asked for advice four days before its summer closure."""
    found = open_case(
        engine,
        desk=desk("2026-06-01"),
        received_on=date(2026, 6, 1),
        person={"setting": "Ash Lane School", "setting_urn": "123456"},
    )
    put(engine, found, Kind.TOLD_WILL_ASSESS, "2026-07-10")
    put(engine, found, Kind.ADVICE_REQUESTED, "2026-07-14", "education")
    return found


def at(by: str = "Kim", on: str = "2026-09-14"):
    return desk(on, by, closures=SUMMER)


def excepted(engine) -> list[str | None]:
    with reading(engine) as connection:
        query = select(deadlines.c.excepted_by).where(deadlines.c.rule_id == "final_plan")
        return list(connection.scalars(query))


CLOSED: dict[str, Any] = {"ground": "school_closed", "evidence": "the school's own calendar"}


def test_what_one_claims_another_approves_with_the_days_of_the_calendar(engine, reference) -> None:
    claimed = claim(engine, desk=at(), reference=reference, **CLOSED, facts={"school": "123456"})
    assert claimed.details["closed_from"] == "2026-07-18"
    assert excepted(engine) == [None]
    with pytest.raises(NotPossible, match="somebody else"):
        approve(engine, desk=at(), reference=reference, ground="school_closed")
    approved = approve(engine, desk=at("Morgan"), reference=reference, ground="school_closed")
    assert approved.details["closed_from"] == "2026-07-18"
    assert excepted(engine) == ["school_closed"]
    refuse(
        engine, desk=at("Morgan"), reference=reference, ground="school_closed", reason="A mistake."
    )
    assert excepted(engine) == [None]


@pytest.mark.parametrize(
    ("facts", "evidence", "words"),
    [
        ({"school": "123456"}, "", "needs its evidence"),
        ({}, "seen", "needs the setting that was closed"),
        ({"school": "Elm Road"}, "seen", "has no 'Elm Road'"),
        ({"school": "123456", "closed_from": "2026-07-01"}, "seen", "has no closure"),
    ],
)
def test_a_claim_that_does_not_hold_leaves_nothing(
    engine, reference, facts, evidence, words
) -> None:
    before = record_of(engine, reference)
    named = {"engine": engine, "desk": at(), "reference": reference}
    with pytest.raises(NotPossible, match=words):
        claim(**named, ground="school_closed", evidence=evidence, facts=facts)
    details = {"ground": "school_closed", "evidence": evidence} | facts
    with pytest.raises(NotPossible, match=words):
        record(
            **named,
            kind=Kind.EXCEPTION_CLAIMED,
            happened_on=date(2026, 9, 14),
            details=details,
        )
    assert record_of(engine, reference) == before


def test_nobody_approves_or_refuses_what_was_not_claimed(engine, reference) -> None:
    decisions: list[tuple[Any, dict[str, Any]]] = [(approve, {}), (refuse, {"reason": "no"})]
    for decide, more in decisions:
        with pytest.raises(NotPossible, match="Nobody has claimed"):
            decide(engine, desk=at("Morgan"), reference=reference, ground="E3", **more)


def test_there_is_no_way_to_claim_for_a_list_of_cases() -> None:
    for act in (exceptions.claim, exceptions.approve, exceptions.refuse):
        asked = inspect.signature(act).parameters
        assert asked["reference"].annotation is str
        assert all(
            each.kind is each.KEYWORD_ONLY for name, each in asked.items() if name != "engine"
        )
