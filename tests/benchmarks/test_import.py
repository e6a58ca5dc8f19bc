"""Importing 5,000 new rows against reading the workbook alone, and writing the rows alone."""

import shutil
import sqlite3
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from ehcp.cases.desk import Desk
from ehcp.exchange.tracker.intake import How
from ehcp.exchange.tracker.reading import read_workbook
from ehcp.exchange.tracker.take_in import take_in
from ehcp.law.rules import load_rules
from ehcp.register.engine import open_engine
from tests.benchmarks.paired import in_turn, peak_megabytes, say, seconds_of
from tests.exchange.trackers import write_sheet

ROWS = 5_000
TARGET = 10
TODAY = date(2019, 7, 22)
SERVICES = ("EP", "Health", "Social care", "School", "Parent")
TABLES = ("people", "cases", "events", "deadlines", "advice")


def _tracker(path: Path) -> Path:
    """Write a tracker of 5,000 requests at every stage, forty columns wide."""
    luck = Random(2019)  # noqa: S311 - not a secret
    rows = []
    for number in range(ROWS):
        received = date(2018, 1, 1) + timedelta(days=luck.randint(0, 540))
        desk = received + timedelta(days=luck.randint(25, 45))
        will = luck.random() < 0.76
        row = {
            "Pupil ID": f"P{number:05d}",
            "Surname": f"Invented{number}",
            "Forename": "Child",
            "DOB": received - timedelta(days=luck.randint(1000, 6000)),
            "UPN": f"A{number:011d}B",
            "Gender": "F",
            "NCY": 5,
            "School": "Invented School",
            "Request received": received,
            "Requested by": "School",
            "Caseworker": f"Officer {number % 8}",
            "Week 6 due": received + timedelta(days=42),
            "Decision": "Yes" if will else "No",
            "Decision date": desk,
            "Draft due": received + timedelta(days=112),
            "Final due": received + timedelta(days=140),
            "Primary need": "ASD",
        }
        for service in SERVICES if will else ():
            asked = desk + timedelta(days=2)
            came = asked + timedelta(days=luck.randint(10, 60))
            row[f"{service} requested"] = asked
            row[f"{service} due"] = asked + timedelta(days=42)
            row[f"{service} received"] = came if came <= TODAY else ""
        final = desk + timedelta(days=105)
        if will and final <= TODAY:
            row["Draft issued"] = desk + timedelta(days=80)
            row["Parent response"] = desk + timedelta(days=90)
            row["Final issued"] = final
            row["On time"] = "Y"
        rows.append(row)
    return write_sheet(path, sorted(rows, key=lambda row: -len(row)))


@pytest.mark.bench
@pytest.mark.timeout(900)
def test_importing_against_reading_the_workbook_alone(sqlite_template, tmp_path):
    path = _tracker(tmp_path / "tracker.xlsx")
    desk = Desk(by="Kim", today=TODAY, at=datetime(2019, 7, 22, 9, tzinfo=UTC), rules=load_rules())
    fresh = (tmp_path / f"register{number}.db" for number in count())
    made: list[Path] = []

    def ours() -> None:
        made.append(next(fresh))
        shutil.copyfile(sqlite_template, made[-1])
        engine = open_engine(f"sqlite:///{made[-1]}")
        outcome = take_in(engine, path=path, desk=desk, how=How())
        engine.dispose()
        assert outcome.created == ROWS

    read = in_turn(ours=ours, limit=lambda: read_workbook(path), times=5)
    peak = peak_megabytes()
    rows = _rows_of(made[0])
    floor = in_turn(
        ours=lambda: _write_alone(rows, sqlite_template, next(fresh)),
        limit=lambda: read_workbook(path),
        times=5,
    )
    say(
        f"Importing {ROWS:,} rows, against reading the workbook with calamine",
        ratio=read.ratio,
        most=TARGET,
        more=f"({read.ours:.2f} s; {peak:.0f} MB; writing the same rows with the bare driver, "
        f"nothing read or worked out, is {floor.ratio:.1f} x already)",
    )
    slow = seconds_of(lambda: _openpyxl(path))
    say(
        f"Importing {ROWS:,} rows, against reading the workbook with openpyxl",
        ratio=read.ours / slow,
        most=TARGET,
    )


def _openpyxl(path: Path) -> None:
    from openpyxl import load_workbook

    for sheet in load_workbook(path, read_only=True).worksheets:
        assert sum(1 for _ in sheet.iter_rows(values_only=True)) > ROWS


def _rows_of(filled: Path) -> dict[str, list[tuple[object, ...]]]:
    source = sqlite3.connect(filled)
    rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    source.close()
    return rows


def _write_alone(rows: dict[str, list[tuple[object, ...]]], template: Path, empty: Path) -> None:
    """Write what an import wrote: the same rows, one statement a table, one commit, synchronous."""
    shutil.copyfile(template, empty)
    target = sqlite3.connect(empty, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        target.execute(f"PRAGMA {pragma}")
    target.execute("BEGIN IMMEDIATE")
    for table, lines in rows.items():
        marks = ", ".join("?" * len(lines[0]))
        target.executemany(f"INSERT INTO {table} VALUES ({marks})", lines)
    target.execute("COMMIT")
    target.close()
