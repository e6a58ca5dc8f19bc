"""A number of the report with the cases behind it: what it says, and how they are found."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ehcp.reports.figure import Figure, Week
from ehcp.reports.position import Position

Value = date | int | str | None
"""A day or a fact that decided."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case behind a number, with the days that decided.

    Attributes:
        reference: None for what is no case here: a complaint of an imported list.
    """

    reference: str | None
    values: tuple[Value, ...]


Find = Callable[[Position], Sequence[Line]]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One number of a figure.

    Attributes:
        part: its name within the figure, as it stands in an address; '' for the figure's own.
        says: which part of the figure it is, in words; '' for the figure's own.
        number: as the report prints it.
        heads: what the values of each line are.
        group: the part that it belongs to: a band, a month; its neighbours on a page.
        what: is counted: cases, plans, complaints.
        find: finds the cases by the record as it is now, as at the position's day.
    """

    part: str
    says: str
    number: int
    heads: tuple[str, ...]
    find: Find
    group: str = ""
    what: str = "cases"


Numbers = Callable[[Figure, date], Iterator[Counted]]
"""Gives the numbers of a figure of the report of a day; a figure stored long ago has fewer."""


def on_other_days(
    figure: Figure, at: date, *, heads: tuple[str, ...], find: Find, what: str = "cases"
) -> Iterator[Counted]:
    """Give the counts of a figure's other days: its weeks, the highest, a week and four before."""
    for day, number in _days_of(figure, at).items():
        yield Counted(
            part=f"on.{day}",
            says=f"on {day.day} {day:%B %Y}",
            number=number,
            heads=heads,
            find=_at(day, find),
            group="weeks",
            what=what,
        )


def _days_of(figure: Figure, at: date) -> dict[date, int]:
    weeks = (*figure.series, figure.peak)
    days = {week.on: week.value for week in weeks if isinstance(week, Week)}
    for ago, count in ((1, figure.last_week), (4, figure.four_weeks_ago)):
        if count is not None:
            days[date.fromordinal(at.toordinal() - 7 * ago)] = count
    return days


def _at(day: date, find: Find) -> Find:
    return lambda position: find(position.on(day))


def yes(fact: object) -> str:
    """Say yes or no."""
    return "yes" if fact else "no"


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Put lines in the order of their first day, and by reference within it."""
    return sorted(lines, key=lambda line: (str(line.values[0] or ""), line.reference or ""))
