"""A day in what somebody typed, as people write one: 2/3/15, 2.3.2015, 2 March 2015, 2015-03-02."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_BETWEEN: Final = r"\s*[/.\-\s]\s*"
_WAYS: Final = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b", re.ASCII),
    re.compile(
        rf"\b(?P<day>\d{{1,2}}){_BETWEEN}(?P<month>\d{{1,2}}){_BETWEEN}(?P<year>\d{{4}}|\d{{2}})\b",
        re.ASCII,
    ),
    re.compile(
        r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-]*(?P<month>[a-z]{3,9})[\s,\-]*"
        r"(?P<year>\d{4}|\d{2})\b",
        re.ASCII | re.IGNORECASE,
    ),
)
_CENTURY: Final = 100


def day_in(text: str, *, today: date) -> tuple[date | None, str]:
    """Give the first real day in a text, and the text without it.

    A year of two digits is the last such year that is not ahead.
    """
    for way in _WAYS:
        for found in way.finditer(text):
            for day in _as_day(found, today):
                return day, f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def _as_day(found: re.Match[str], today: date) -> Iterator[date]:
    month, year = found["month"], int(found["year"])
    if not month.isdigit():
        named = [n for n, name in enumerate(_MONTHS, 1) if name.startswith(month.lower())]
        if len(named) != 1:
            return
        month = str(named[0])
    if year < _CENTURY:
        year += today.year // _CENTURY * _CENTURY
        year -= _CENTURY if year > today.year else 0
    try:
        yield date(year, int(month), int(found["day"]))
    except ValueError:
        return
