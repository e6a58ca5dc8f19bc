"""Promises about when a late step may be expected: measured here, on cases as late as it is."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, update

from ehcp.cases.stages import Stage
from ehcp.casework.expected import FEWEST, expected
from ehcp.register.engine import open_engine, writing
from ehcp.register.tables import cases, people

TODAY = date(2026, 6, 1)
A_DAY = timedelta(days=1)


@pytest.fixture
def register(database_url):
    """Give a connection to a register in which nothing is checked but what this reads."""
    engine = open_engine(database_url)
    with writing(engine) as connection:
        yield connection
    engine.dispose()


def decided(connection, *days, journey="needs_assessment", on=TODAY - A_DAY):
    """Keep cases that were decided after so many days each."""
    person = connection.execute(insert(people).values(more={}).returning(people.c.id)).scalar_one()
    for number, length in enumerate(days):
        reference = f"{journey[:2]}{on.isoformat()}{number}-{length}"
        connection.execute(
            insert(cases).values(
                number=hash(reference) % 10**9,
                reference=reference,
                journey=journey,
                person_id=person,
                version=1,
                head_hash="x",
                opened_at=datetime(2026, 1, 1, tzinfo=UTC),
                stage=Stage.NOT_ASSESSED,
                stage_since=on,
                started_on=on - length * A_DAY,
                decided_on=on,
                last_event_on=on,
                excepted=False,
                woken_version=0,
            )
        )


def waiting(days, *, journey="needs_assessment", stage=Stage.REQUESTED):
    started = TODAY - days * A_DAY
    return SimpleNamespace(journey=journey, stage=stage, started_on=started, decided_on=None)


def test_it_lies_between_the_fifth_that_was_fastest_and_the_fifth_that_was_slowest(register):
    decided(register, *range(50, 60))
    found = expected(register, waiting(45), day=TODAY)
    assert found is not None
    started = TODAY - 45 * A_DAY
    assert (found.earliest, found.latest) == (started + 52 * A_DAY, started + 57 * A_DAY)


def test_a_case_that_is_late_is_not_measured_by_those_that_never_were(register):
    decided(register, *[30] * 40, *range(50, 60))
    found = expected(register, waiting(45), day=TODAY)
    assert found is not None
    assert found.earliest > TODAY


@pytest.mark.parametrize(
    "others",
    [
        {"days": range(50, 50 + FEWEST - 1)},
        {"days": range(30, 45)},
        {"days": range(50, 70), "journey": "reassessment"},
        {"days": range(50, 70), "on": TODAY - 400 * A_DAY},
    ],
    ids=["too few", "all of them faster", "of another journey", "too long ago"],
)
def test_nothing_is_said_where_nothing_is_known(register, others):
    more = dict(others)
    decided(register, *more.pop("days"), **more)
    assert expected(register, waiting(45), day=TODAY) is None


def test_a_stage_whose_step_cannot_be_measured_has_no_date(register):
    assert expected(register, waiting(45, stage=Stage.REVIEW_DUE), day=TODAY) is None


def test_no_plan_is_expected_before_a_family_has_had_its_time_to_comment(register):
    decided(register, *range(100, 120))
    register.execute(update(cases).values(issued_on=TODAY - A_DAY, decided_on=cases.c.started_on))
    case = waiting(99, stage=Stage.ASSESSING)
    case.decided_on = case.started_on
    found = expected(register, case, day=TODAY)
    assert found is not None
    assert found.earliest == TODAY + 15 * A_DAY  # the fastest fifth would be within five days
