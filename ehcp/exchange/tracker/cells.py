"""What one cell of a tracker says: a day, words, or something that is refused with its reason."""

from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from ehcp.exchange.tracker.written_days import NotADay, day_written

_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_FIRST_SERIAL = 7_306
"""1 January 1920: a smaller number in a date cell is no day of anybody's assessment."""
_LAST_SERIAL = 73_415
"""31 December 2100."""
_LONGEST_ID = 1e16
_WRITTEN_TOGETHER = 8

__all__ = ["NotADay", "as_day", "as_text"]


def as_day(value: Any, *, from_1904: bool = False) -> date | str | None:  # noqa: ANN401 - a cell
    """Read a cell of a column of days: the day, or the words that stand there instead, or None.

    Raises:
        NotADay: it is written like a day, and is impossible or can be read in two ways.
    """
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time | timedelta):
        if value in (time(0), timedelta(0)):
            return None  # a formula's 0 in a date format, which Excel shows as 00/01/1900
        raise NotADay("it holds a time of day, not a date")
    if isinstance(value, int | float):
        return _from_number(value, from_1904=from_1904)
    text = " ".join(str(value).split())
    number = _number(text)
    return day_written(text) if number is None else _from_number(number, from_1904=from_1904)


def as_text(value: Any) -> str:  # noqa: ANN401 - a cell
    """Write a cell as plain text: a whole number without its .0, a day as 2026-01-05."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _LONGEST_ID:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())


def _number(text: str) -> float | None:
    """Read text that is nothing but a number, as a day number is in a CSV file."""
    whole, _, part = text.partition(".")
    is_number = text.isascii() and whole.isdigit() and (not part or part.isdigit())
    return float(text) if is_number and len(text) <= len("99999.999999") else None


def _from_number(value: float, *, from_1904: bool) -> date | str | None:
    if value == 0:
        return None
    if isfinite(value) and value == int(value) and len(str(int(value))) == _WRITTEN_TOGETHER:
        return day_written(str(int(value)))
    if not _FIRST_SERIAL <= value <= _LAST_SERIAL:
        raise NotADay("a number of that size is no day (Excel counts days from 1900)")
    return (_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(days=int(value))
