"""Killed during the deadline check, and started again: no alert is lost and none comes twice."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from ehcp.register.engine import reading
from ehcp.register.tables import alerts, cases, people
from tests.faults.conftest import KILLS, TRIES
from tests.faults.trackers import tracker

DAYS_BETWEEN = 4


def alerts_of(engine) -> list[tuple[str, ...]]:
    """Give every alert by the child, the limit and the step, and the day that it was raised."""
    with reading(engine) as connection:
        rows = connection.execute(
            select(
                people.c.external_id,
                alerts.c.rule_id,
                alerts.c.party,
                alerts.c.started_on,
                alerts.c.step,
                alerts.c.level,
                alerts.c.audience,
                alerts.c.raised_on,
            )
            .join(cases, cases.c.id == alerts.c.case_id)
            .join(people, people.c.id == cases.c.person_id)
        )
        return sorted(tuple(map(str, row)) for row in rows)


@pytest.mark.fault
def test_every_alert_is_raised_once(nursery, database_url, twin_url, opened, tmp_path) -> None:
    engine, twin = opened(database_url), opened(twin_url)
    book = str(tracker(tmp_path / "tracker.xlsx", week=8, rows_a_week=50))
    for url in (database_url, twin_url):
        assert nursery.run("import", book, EHCP_DATABASE_URL=url).status == 0
    hits, day = 0, date(2018, 11, 1)
    for _ in range(TRIES):
        day += timedelta(days=DAYS_BETWEEN)
        words = ("check", "--on", day.isoformat())
        unharmed = nursery.run(*words, EHCP_DATABASE_URL=twin_url)
        assert unharmed.status == 0, unharmed.said
        hits += nursery.kill(*words, within=unharmed.seconds)
        assert nursery.run(*words).status == 0
        with reading(engine) as connection:
            raised = connection.scalar(
                select(func.count()).select_from(alerts).where(alerts.c.raised_on == day)
            )
        said = nursery.run(*words).said.splitlines()[-1]
        assert said == f"{day}: 0 raised now, {raised} had been raised before."
        if hits >= KILLS:
            break
    assert alerts_of(engine) == alerts_of(twin)
    assert len(alerts_of(engine)) > 10 * KILLS
    assert hits >= KILLS
