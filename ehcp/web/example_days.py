"""The day that a hint gives as an example: one near the day of the visit, on training days too."""

import re
from datetime import date, timedelta
from typing import Final

_A_DAY = re.compile(r"\b(\d{1,2}) (\d{1,2}) (\d{4})\b")
_WRITTEN_IN: Final = 2026
_A_FORTNIGHT: Final = timedelta(days=14)


def with_example(hint: str, today: date) -> str:
    """Write a hint with days as they would be typed today; one without a day stays as it is.

    A day that may not lie ahead is a fortnight ago, and one that may not lie behind a fortnight on.
    Any other is as far from this year as it was from the year in which the hints were written.
    """
    if "earlier day" in hint:
        near = today - _A_FORTNIGHT
    elif "or later" in hint:
        near = today + _A_FORTNIGHT
    else:
        return _A_DAY.sub(lambda found: _this_year(found, today), hint)
    return _A_DAY.sub(f"{near.day} {near.month} {near.year}", hint)


def _this_year(found: re.Match[str], today: date) -> str:
    day, month, year = found.groups()
    return f"{day} {month} {int(year) - _WRITTEN_IN + today.year}"
