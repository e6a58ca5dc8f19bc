"""One recorded event against raw SQL that writes the same rows, on the same disk, as durably.

Case by case and event by event our public function records on one case, and the bare driver then
writes what came of it to the twin of that case. So the two take turns, and do equal work; only we
read the case first, check the step, seal the entry and work out the deadlines.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Json
from sqlalchemy.engine import make_url

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.register.engine import open_engine
from tests.benchmarks.paired import say

DESK = Desk(by="Kim", today=date(2026, 11, 21), at=datetime(2026, 11, 21, 9, tzinfo=UTC))
BEGAN = date(2026, 1, 5)
BODIES = ("education", "educational_psychology", "health", "social_care", "parent")
Step = tuple[Kind, int, str | None, dict[str, str]]
"""What happens, how many days after the beginning, about whom, and its facts."""

ASSESSMENT: list[Step] = [
    (Kind.TOLD_WILL_ASSESS, 36, None, {}),
    *((Kind.ADVICE_REQUESTED, 36, body, {}) for body in BODIES),
    (Kind.ADVICE_ACKNOWLEDGED, 40, "educational_psychology", {}),
    *((Kind.ADVICE_RECEIVED, 60 + place, body, {}) for place, body in enumerate(BODIES)),
    (Kind.NOTE_ADDED, 70, None, {}),
    (Kind.DECIDED_TO_ISSUE, 100, None, {}),
    (Kind.DRAFT_SERVED, 112, None, {}),
    (Kind.SETTING_CONSULTED, 113, "123456", {}),
    (Kind.SETTING_REPLIED, 120, "123456", {}),
    (Kind.REPRESENTATIONS_RECEIVED, 125, None, {}),
    (Kind.PLAN_FINALISED, 135, None, {}),
]
REVIEW: list[Step] = [
    (Kind.REVIEW_MEETING_FIXED, 200, None, {"meeting_on": "2026-09-14"}),
    (Kind.INVITATIONS_SENT, 220, None, {}),
    (Kind.REVIEW_ADVICE_RECEIVED, 230, None, {}),
    (Kind.REVIEW_ADVICE_CIRCULATED, 235, None, {}),
    (Kind.REVIEW_MEETING_HELD, 252, None, {}),
    (Kind.REVIEW_REPORT_SENT, 262, None, {}),
    (Kind.TOLD_WILL_AMEND, 273, None, {}),
    (Kind.AMENDMENT_NOTICE_SENT, 273, None, {}),
    (Kind.NOTE_ADDED, 280, None, {}),
    (Kind.REPRESENTATIONS_RECEIVED, 285, None, {}),
    (Kind.AMENDED_PLAN_FINALISED, 310, None, {}),
]
PATHS = {
    "needs_assessment": (Kind.REQUEST_RECEIVED, ASSESSMENT),
    "annual_review": (Kind.PLAN_FIRST_MADE, REVIEW),
}
TABLES = {
    "events": ("case_id", "sequence"),
    "deadlines": ("case_id", "rule_id", "party", "started_on"),
    "advice": ("case_id", "party", "requested_on"),
    "cases": ("id",),
}
OWN = ("id", "number", "reference", "person_id")
PAIRS = 40
MOST = 4

Row = dict[str, Any]
Write = tuple[str, Sequence[Any]]


class Bare:
    """The database's own driver, with what a careful person would write by hand."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self.sqlite = address.get_backend_name() == "sqlite"
        self.mark = "?" if self.sqlite else "%s"
        if self.sqlite:
            import sqlite3

            self.connection: Any = sqlite3.connect(str(address.database), isolation_level=None)
            self.connection.execute("PRAGMA synchronous = FULL")
            self.connection.execute("PRAGMA foreign_keys = ON")
            self.connection.execute("PRAGMA busy_timeout = 30000")
        else:
            plain = address.set(drivername="postgresql")
            self.connection = psycopg.connect(plain.render_as_string(hide_password=False))

    def rows(self, case_id: int) -> dict[str, dict[tuple[Any, ...], Row]]:
        """Read the rows of one case, by table and key, without the id of the case."""
        found: dict[str, dict[tuple[Any, ...], Row]] = {}
        for table, keys in TABLES.items():
            own = "id" if table == "cases" else "case_id"
            cursor = self.connection.execute(
                f"SELECT * FROM {table} WHERE {own} = {self.mark}", (case_id,)
            )
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            found[table] = {tuple(row[key] for key in keys[1:]): row for row in rows}
        if not self.sqlite:
            self.connection.commit()
        return found

    def writes(self, before: Any, after: Any, *, case_id: int) -> list[Write]:
        """Write down the statements that lead from the one to the other, for another case."""
        statements: list[Write] = []
        for table, keys in TABLES.items():
            for key, row in after[table].items():
                there = before[table].get(key)
                if there is None:
                    fresh = row | {"case_id": case_id}
                    marks = ", ".join(self.mark for _ in fresh)
                    statements.append(
                        (
                            f"INSERT INTO {table} ({', '.join(fresh)}) VALUES ({marks})",
                            [self.value(value) for value in fresh.values()],
                        )
                    )
                    continue
                new = {n: v for n, v in row.items() if v != there[n] and n not in OWN}
                if new:
                    sets = ", ".join(f"{name} = {self.mark}" for name in new)
                    where = " AND ".join(f"{name} = {self.mark}" for name in keys)
                    values = [*map(self.value, new.values()), case_id, *key]
                    statements.append((f"UPDATE {table} SET {sets} WHERE {where}", values))
        return statements

    def value(self, value: Any) -> Any:
        return Json(value) if isinstance(value, dict) else value

    def write(self, statements: list[Write]) -> None:
        """Write them in one transaction."""
        execute = self.connection.execute
        if self.sqlite:
            execute("BEGIN IMMEDIATE")
        for sql, values in statements:
            execute(sql, values)
        self.connection.commit()


@contextmanager
def timed(seconds: list[float]) -> Iterator[None]:
    start = perf_counter()
    yield
    seconds.append(perf_counter() - start)


@pytest.mark.bench
@pytest.mark.parametrize("journey", PATHS)
def test_recording_an_event_costs_at_most_four_times_the_bare_driver(
    database_url: str, journey: str
) -> None:
    engine = open_engine(database_url)
    bare = Bare(database_url)
    ours: dict[Kind, list[float]] = defaultdict(list)
    limit: dict[Kind, list[float]] = defaultdict(list)
    opens, steps = PATHS[journey]
    for _ in range(PAIRS):
        reference, _twin = (
            open_case(engine, desk=DESK, journey=journey, first=(opens, BEGAN)) for _ in range(2)
        )
        own, twin = _last_two(bare)
        for kind, day, party, facts in steps:
            before = bare.rows(own)
            details = complete(kind, journey) | facts
            with timed(ours[kind]):
                record(
                    engine,
                    desk=DESK,
                    reference=reference,
                    kind=kind,
                    happened_on=BEGAN + timedelta(days=day),
                    party=party,
                    details=details,
                )
            statements = bare.writes(before, bare.rows(own), case_id=twin)
            with timed(limit[kind]):
                bare.write(statements)
    engine.dispose()
    bare.connection.close()
    warm = {kind: [seconds[3:] for seconds in (ours[kind], limit[kind])] for kind in ours}
    for kind, (mine, theirs) in warm.items():
        print(  # noqa: T201
            f"\n  {kind:26} {median(mine) * 1e6:7.0f} µs  bare {median(theirs) * 1e6:6.0f} µs  "
            f"{median(mine) / median(theirs):.2f}",
            end="",
        )
    our_median, bare_median = (
        median([seconds for both in warm.values() for seconds in both[side]]) for side in (0, 1)
    )
    say(
        f"An event of {journey} on record ({'SQLite FULL' if bare.sqlite else 'PostgreSQL'})",
        ratio=our_median / bare_median,
        most=MOST,
        more=f"{our_median * 1e6:.0f} µs against {bare_median * 1e6:.0f} µs",
    )
    assert our_median / bare_median <= MOST


def _last_two(bare: Bare) -> tuple[int, int]:
    rows = bare.connection.execute("SELECT id FROM cases ORDER BY id DESC LIMIT 2").fetchall()
    return rows[1][0], rows[0][0]
