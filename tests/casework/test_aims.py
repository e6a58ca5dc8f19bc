"""Promises about aims: days of our own that no law sets. Passing one is no breach."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from ehcp.cases.alerts import AlertPolicy
from ehcp.cases.kinds import Kind
from ehcp.casework.case_choice import Choice, Due
from ehcp.casework.case_list import case_page
from ehcp.casework.caseload import caseload
from ehcp.casework.open_case import open_case
from ehcp.casework.raise_alerts import raise_alerts
from ehcp.law.rules import load_rules
from ehcp.law.targets import with_targets
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import alerts
from tests.casework.desks import BORN, desk

TODAY = date(2026, 3, 12)
WITH_TARGETS = with_targets(load_rules(), shorter={"decide_to_assess": "5 weeks"})


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def review(engine) -> str:
    """Its meeting was aimed at for 19 February; the law wants the review by 19 March."""
    return open_case(
        engine,
        desk=desk("2026-01-05"),
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, date(2025, 3, 20)),
        person={"born_on": BORN},
        officer="Kim",
    )


@pytest.fixture
def request_(engine) -> str:
    """Its decision was aimed at for 9 March, and is due by 16 March."""
    return open_case(
        engine,
        desk=desk("2026-02-02", rules=WITH_TARGETS),
        received_on=date(2026, 2, 2),
        officer="Kim",
    )


def listed(engine, due=None) -> list[str]:
    page = case_page(engine, sight=None, choice=Choice(due=due), today=TODAY)
    return [line.reference for line in page.lines]


def test_limits_of_the_law_come_first_whatever_was_aimed_at(engine, review, request_):
    assert listed(engine) == [request_, review]


def test_an_aim_that_has_passed_is_no_case_overdue(engine, review, request_):
    assert listed(engine, Due.OVERDUE) == []
    assert listed(engine, Due.AIM_PASSED) == [request_, review]
    assert listed(engine, Due.AHEAD) == [request_, review]
    with reading(engine) as connection:
        every = caseload(connection, sight=None, today=TODAY, stalled_working_days=10)
    assert sum(load.overdue for load in every) == 0


def test_a_line_tells_the_limit_and_beside_it_the_aim(engine, review, request_):
    page = case_page(engine, sight=None, choice=Choice(), today=TODAY)
    said = {line.reference: (line.due_on, line.due_is_aim, line.aim_on) for line in page.lines}
    assert said[request_] == (date(2026, 3, 16), False, date(2026, 3, 9))
    assert said[review] == (date(2026, 3, 19), False, date(2026, 2, 19))


def test_an_aim_climbs_to_nobody_above_the_caseworker(engine, review):
    day = date(2026, 3, 18)  # more than two weeks after the aim, a day before the limit
    at = datetime(2026, 3, 18, 6, tzinfo=UTC)
    raise_alerts(engine, day=day, at=at, policy=AlertPolicy(), rules=load_rules())
    with reading(engine) as connection:
        rows = connection.execute(
            select(alerts.c.level, alerts.c.audience).where(alerts.c.rule_id == "review_meeting_by")
        ).all()
    assert review
    assert {tuple(row) for row in rows} == {("amber", "caseworker")}
