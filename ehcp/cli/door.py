"""The door of the command line: settings, council, clock and register, opened when asked for."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ehcp.council.policy import alert_policy_of, closures_of, desk_of, rules_of
from ehcp.refusal import Refusal

__all__ = [
    "BadDay",
    "alert_policy_of",
    "close",
    "closures_of",
    "council",
    "day_from",
    "day_within_reach",
    "desk",
    "desk_of",
    "register",
    "rules_of",
    "show",
    "show_json",
    "warn",
    "who",
]

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.council import Council
    from ehcp.cases.desk import Desk


_LAW_BEGAN = date(2014, 9, 1)
_FURTHEST = timedelta(days=731)

_opened: dict[str, Engine] = {}


class BadDay(Refusal):
    """Text that is no day of the calendar."""


def day_from(text: str, *, name: str) -> date:
    """Read a day as it is typed: 2026-02-10.

    Raises:
        BadDay: it is not written so, or there is no such day.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadDay(
            f"{name}: '{text}' is not a day. Write year-month-day, for example 2026-02-10, "
            "and check that the month has that day."
        ) from None


def day_within_reach(text: str | None, *, name: str) -> date:
    """Read a day that the register can say something about, or give today where none is named.

    Raises:
        BadDay: it is no day, or lies before the law began or more than two years ahead.
    """
    from config import clock

    if not text:
        return clock.today()
    day = day_from(text, name=name)
    last = clock.today() + _FURTHEST
    if not _LAW_BEGAN <= day <= last:
        raise BadDay(
            f"{name}: {day} is out of reach. Name a day from {_LAW_BEGAN}, when the law of these "
            f"assessments began, to {last}."
        )
    return day


def council() -> Council:
    """Give the council's policy in force: its files, and what was changed at the counter.

    The files alone, where there is no register yet; none is made by asking.
    """
    from config.settings import read_settings
    from ehcp.council.changes import council_in_force

    return council_in_force(register(), folder=read_settings().council)


def register() -> Engine:
    """Open the register that EHCP_DATABASE_URL names, once for a command."""
    from config.settings import read_settings
    from ehcp.register.engine import open_engine

    url = read_settings().database_url
    if url not in _opened:
        _opened[url] = open_engine(url)
    return _opened[url]


def close() -> None:
    """Close the registers that this command opened."""
    while _opened:
        _opened.popitem()[1].dispose()


def desk(*, by: str | None = None, today: date | None = None) -> Desk:
    """Sit down at the desk: who acts (the machine's user unless named), on which day, now."""
    from config import clock

    return desk_of(
        council(),
        by=by or who(),
        today=today or clock.today(),
        at=clock.now(),
    )


def who() -> str:
    """Name whoever types: the machine's user."""
    return os.environ.get("USER") or "command line"


def show(text: str) -> None:
    """Print a result."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """Say something beside the result, on standard error."""
    sys.stderr.write(text + "\n")


def show_json(value: object) -> None:
    """Print a result for another program."""
    show(json.dumps(value, indent=2, ensure_ascii=False, default=str))
