"""A share in time opened up: all, in time, late, with and without exceptions."""

from collections.abc import Callable, Iterator
from datetime import date

from ehcp.reports.behind.counted import Counted, Find
from ehcp.reports.days import first_of, month_in_words, next_month
from ehcp.reports.figure import Month
from ehcp.reports.plan_parts import Year

Among = Callable[[bool, bool], bool]
"""Of what is told whether it was in time and whether an exception lifts the limit: say if it is."""

Pick = Callable[[Among], Find]
"""Finds those of a month or a year that are chosen so."""

_AMONG: dict[str, tuple[str, Among]] = {
    "": ("all that are counted", lambda _timely, _excepted: True),
    "in_time": ("on time", lambda timely, _excepted: timely),
    "late": ("late", lambda timely, _excepted: not timely),
    "rest": ("without exceptions", lambda _timely, excepted: not excepted),
    "rest.in_time": (
        "on time, without exceptions",
        lambda timely, excepted: timely and not excepted,
    ),
    "rest.late": ("late, without exceptions", lambda timely, excepted: not (timely or excepted)),
}


def share_of(
    counts: Month | Year, *, part: str, says: str, heads: tuple[str, ...], pick: Pick, what: str
) -> Iterator[Counted]:
    """Give the numbers of one share; `part` is '' where it is the figure's own."""
    late = counts.denominator - counts.numerator
    rest = counts.denominator_excluding_exceptions
    rest_in_time = counts.numerator_excluding_exceptions
    numbers = {
        "": counts.denominator,
        "in_time": counts.numerator,
        "late": late,
        "rest": rest,
        "rest.in_time": rest_in_time,
        "rest.late": rest - rest_in_time,
    }
    for name, number in numbers.items():
        words, among = _AMONG[name]
        yield Counted(
            part=".".join(piece for piece in (part, name) if piece),
            says=f"{words}, {says}",
            number=number,
            heads=heads,
            find=pick(among),
            group=part,
            what=what,
        )


def days_of_month(month: str) -> tuple[date, date]:
    """Give the first and the last day of a month."""
    return first_of(month), date.fromordinal(first_of(next_month(month)).toordinal() - 1)


def days_of_year(year: int) -> tuple[date, date]:
    """Give the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def month_said(month: Month) -> str:
    """Name a month."""
    return month_in_words(month.month) + ("" if month.complete else " so far")
