"""What one cell of a tracker says: a day, words, or something that is refused with its reason."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_FIRST_SERIAL = 7_306
"""1 January 1920: a smaller number in a date cell is no day of anybody's assessment."""
_LAST_SERIAL = 73_415
"""31 December 2100."""

_AN_ID = 1e16

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(_MONTHS)
_ORDINAL = r"(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?[ ,.]*)?"
_TIME = r"(?:[ t]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(rf"{_WEEKDAY}(\d{{1,2}}) ?[/.\- ] ?(\d{{1,2}}) ?[/.\- ] ?(\d+){_TIME}")
_IN_WORDS = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}}){_ORDINAL}(?: of)?[ \-/.,]*({_MONTH})[ \-/.,']*(\d*){_TIME}"
)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}({_MONTH})[ \-/.]*(\d{{1,2}}){_ORDINAL}[ ,\-/.]*(\d*)")
_MONTH_ALONE = re.compile(rf"(?:{_MONTH})[ \-/.']*\d{{4}}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NOTHING = re.compile(r"[\s\-–—_./?*]*")
_A_YEAR_HAS_DIGITS = 4
_HOW = "Write the day as 05/01/2026 or 2026-01-05, or give the cell a date format."


@dataclass(frozen=True, slots=True)
class Typed:
    """Words where a day was expected: kept as a note."""

    text: str


class NotADay(ValueError):
    """A cell that means to be a day and is none. Carries the reason and what to do."""

    def __init__(self, reason: str, fix: str = _HOW) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix


def as_day(value: Any, *, from_1904: bool = False) -> date | Typed | None:  # noqa: ANN401 - a cell
    """Read a cell of a column of days; None where it is empty.

    Raises:
        NotADay: it is written like a day, and is impossible or can be read in two ways.
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return Typed(str(value))
    if isinstance(value, int | float):
        return _from_serial(value, from_1904=from_1904)
    if isinstance(value, time | timedelta):
        if not value or value == time(0):
            return None  # a formula's 0 in a date format, which Excel shows as 00/01/1900
        raise NotADay("it holds a time of day, not a date")
    return _from_text(str(value), from_1904=from_1904)


def as_text(value: Any) -> str:  # noqa: ANN401 - a cell
    """Write a cell as plain text: a whole number without its .0, a day as 2026-01-05."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _AN_ID:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())


def days_in(text: str) -> list[date]:
    """Find the days that a sentence names, in their order; those that are none are left out."""
    found: list[date] = []
    pattern = rf"\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|\d{{1,2}}{_ORDINAL} (?:{_MONTH}) \d{{4}}"
    for written in re.findall(pattern, text.lower()):
        try:
            day = _from_text(written, from_1904=False)
        except NotADay:
            continue
        if isinstance(day, date):
            found.append(day)
    return found


def _from_serial(value: float, *, from_1904: bool) -> date | None:
    if value == 0:
        return None
    if not isfinite(value):
        raise NotADay("it is not a number")
    if value == int(value) and _COMPACT.fullmatch(str(int(value))):
        return _from_text(str(int(value)), from_1904=from_1904)
    if not _FIRST_SERIAL <= value <= _LAST_SERIAL:
        raise NotADay(f"the number {as_text(value)} is no day (Excel counts days from 1900)")
    return (_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(days=int(value))


def _from_text(text: str, *, from_1904: bool) -> date | Typed | None:
    plain = " ".join(text.replace("\u00a0", " ").split()).lower().rstrip(".,;")
    if _NOTHING.fullmatch(plain):
        return None
    if found := _ISO.fullmatch(plain):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _COMPACT.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(plain):
        year = _year(found[3])
        return _day(year, int(found[2]), int(found[1]), typed_day_first=True)
    if found := _IN_WORDS.fullmatch(plain):
        return _day(_year(found[3]), _MONTHS[found[2]], int(found[1]))
    if _MONTH_ALONE.fullmatch(plain):
        raise NotADay("it names a month and no day")
    if found := _MONTH_FIRST.fullmatch(plain):
        return _day(_year(found[3]), _MONTHS[found[1]], int(found[2]))
    if _NUMBER.fullmatch(plain):
        return _from_serial(float(plain), from_1904=from_1904)
    if not any(c.isalpha() for c in plain):
        raise NotADay("it is not a date that can be read in one way")
    return Typed(" ".join(text.split()))


def _year(digits: str) -> int:
    if not digits:
        raise NotADay("the year is missing")
    if len(digits) != _A_YEAR_HAS_DIGITS:
        reason = "the year has two digits" if len(digits) == 2 else "the year is not four digits"  # noqa: PLR2004
        raise NotADay(reason, "Write the year in full: 05/01/2026.")
    return int(digits)


def _day(year: int, month: int, day: int, *, typed_day_first: bool = False) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        if typed_day_first and 12 < month <= 31 and 1 <= day <= 12:  # noqa: PLR2004
            raise NotADay(
                f"there is no month {month}; it looks as if the month was written first",
                "Write the day first: 05/01/2026 is 5 January.",
            ) from None
        if not 1 <= month <= 12:  # noqa: PLR2004
            raise NotADay(f"there is no month {month}") from None
        raise NotADay(
            "there is no such day in that month", "Check the day and the month."
        ) from None
