"""A number in an address or a form: a row's own, a page's, a count; none too large to be kept."""

from typing import Annotated, Final

from fastapi import Path

LARGEST: Final = 2**31 - 1
"""No row of any database has a larger number."""

_MOST_PAGES = 9_999

Number = Annotated[int, Path(ge=1, le=LARGEST)]
"""A row's own number in the path of an address."""

Version = Annotated[int, Path(ge=0, le=LARGEST)]
"""A version's number in the path of an address; 0 is what the council began with."""


def number_in(typed: str, *, most: int = LARGEST) -> int | None:
    """Read a whole number from 0 to `most`, written in the digits 0 to 9; None of anything else."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(most))):
        return None
    number = int(typed)
    return number if number <= most else None


def page_in(typed: str) -> int:
    """Read which page of a list is asked for; the first, where that is no number of a page."""
    return number_in(typed, most=_MOST_PAGES) or 1
