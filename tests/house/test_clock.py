"""The promise that one place reads the time, so that every answer can be asked for any day."""

import ast
from pathlib import Path

import pytest

from tests.house.building import ROOT, named, python_files

THE_CLOCK = ROOT / "config" / "clock.py"

# Ways to ask what time it is, as owner and name; None is any owner. Measuring how long something
# takes (monotonic, perf_counter) is not asking what time it is.
_ASKING = {
    ("date", "today"),
    ("datetime", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("func", "now"),
    ("func", "current_timestamp"),
    ("func", "current_date"),
}
# The database has a clock of its own, which cannot be set for a test.
_ASKING_IN_SQL = ("current_timestamp", "current_date", "now()", "'now'")


def readings(source: str) -> list[int]:
    """Find the lines on which a program reads the time, by itself or through SQL."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", None)
            if (name, node.attr) in _ASKING:
                found.append(node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            if {"time", "time_ns", "localtime", "gmtime"} & {alias.name for alias in node.names}:
                found.append(node.lineno)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            said = node.value.lower()
            is_sql = any(word in said for word in ("select ", "insert ", "update ", "default "))
            if is_sql and any(asking in said for asking in _ASKING_IN_SQL):
                found.append(node.lineno)
    return found


def test_only_the_clock_reads_the_time():
    found = [
        f"{named(path)}:{line}"
        for path in python_files()
        if path not in (THE_CLOCK, Path(__file__))
        for line in readings(path.read_text())
    ]
    assert found == []


def test_the_clock_itself_reads_it_once():
    assert len(readings(THE_CLOCK.read_text())) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date\nd = date.today()",
        "import datetime\nd = datetime.datetime.now(datetime.UTC)",
        "from datetime import datetime\nf = datetime.utcnow",
        "import time\nt = time.time()",
        "from time import time",
        "from sqlalchemy import func\nq = func.now()",
        'q = "UPDATE cases SET seen_at = CURRENT_TIMESTAMP"',
        "q = \"SELECT date('now')\"",
    ],
)
def test_every_way_of_asking_the_time_would_be_found(source):
    assert readings(source)


@pytest.mark.parametrize(
    "source",
    [
        "from config import clock\nd = clock.today()",
        "import time\nt = time.perf_counter()",
        "from datetime import datetime\nd = datetime(2026, 1, 5)",
    ],
)
def test_being_told_the_day_or_timing_a_run_is_not_asking(source):
    assert readings(source) == []
