"""Killed while a workbook is taken in, and started again: every entry is there once."""

import json

import pytest
from sqlalchemy import func, select

from ehcp.law.rules import load_rules
from ehcp.register.engine import reading
from ehcp.register.tables import cases, events, messages, people
from ehcp.register.verify import verify
from tests.faults.conftest import KILLS
from tests.faults.trackers import tracker

ROWS_A_WEEK = 20
KILLS_A_WEEK = 5


def record_of(engine) -> list[tuple[str, ...]]:
    """Give every entry of every case, by the child that it is about."""
    with reading(engine) as connection:
        rows = connection.execute(
            select(
                people.c.external_id,
                events.c.sequence,
                events.c.kind,
                events.c.happened_on,
                events.c.party,
                events.c.corrects,
            )
            .join(cases, cases.c.id == events.c.case_id)
            .join(people, people.c.id == cases.c.person_id)
        )
        return sorted(tuple(map(str, row)) for row in rows)


@pytest.mark.fault
def test_no_entry_is_lost_and_none_comes_twice(
    nursery, database_url, twin_url, opened, tmp_path
) -> None:
    engine, twin = opened(database_url), opened(twin_url)
    hits = week = 0
    while hits < KILLS:
        week += 1
        assert week < KILLS, "the moments of killing are badly chosen"
        book = str(tracker(tmp_path / f"{week}.xlsx", week=week, rows_a_week=ROWS_A_WEEK))
        unharmed = nursery.run("import", book, EHCP_DATABASE_URL=twin_url)
        assert unharmed.status == 0, unharmed.said
        struck = True
        for _ in range(KILLS_A_WEEK):
            # Once it has ended, there is nothing left to strike in this workbook.
            struck = struck and nursery.kill("import", book, within=unharmed.seconds)
            hits += struck
            found = verify(engine, rules=load_rules())
            assert [str(finding) for finding in found.findings] == []
            assert found.cases in (ROWS_A_WEEK * (week - 1), ROWS_A_WEEK * week)
        assert nursery.run("import", book).status == 0
        again = nursery.run("import", book, "--json")
        told = json.loads(again.said)
        assert (told["created"], told["updated"]) == (0, 0)
        assert record_of(engine) == record_of(twin)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(messages)) == 0
