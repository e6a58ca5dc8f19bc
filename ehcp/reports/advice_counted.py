"""The advice that came and that which was due, counted by month: by its kind, or by the service."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Column, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.register.columns import days_between
from ehcp.register.tables import advice
from ehcp.reports.assessments import THEIR_ADVICE
from ehcp.reports.days import DAY, first_of, months_shown
from ehcp.reports.measure import Measure
from ehcp.reports.monthly import Months
from ehcp.reports.position import ExceptedAdvice, Position

RECENT = timedelta(weeks=13)
Whose = tuple[str, ...]
"""Whose advice is counted together: the kind alone, or the kind and the code of the service."""

BY_KIND: Final = ("party",)
BY_SERVICE: Final = ("party", "service")


def came_by_day(at: date) -> Measure:
    """N12a counts the advice by the day on which it came."""
    return _measure(at, advice.c.received_on, until=at)


def was_due_by_day(at: date) -> Measure:
    """N12b counts the advice by the day on which it was due."""
    still_due = or_(advice.c.cancelled_on.is_(None), advice.c.cancelled_on > advice.c.due_on)
    # The limit of these is over: advice that still has today has not missed it.
    return _measure(at, advice.c.due_on, still_due, until=at - DAY)


def came_recently(at: date) -> tuple[ColumnElement[bool], ...]:
    """Choose the advice of the last thirteen weeks."""
    came = advice.c.received_on
    return THEIR_ADVICE, came > at - RECENT, came <= at


def months_in_which_it_came(
    position: Position, by: Whose = BY_KIND, *, kinds: Collection[str] | None = None
) -> dict[Whose, Months]:
    """Count what came by month; of these `kinds` alone, where they are given."""
    at = position.at

    def came(asked: ExceptedAdvice) -> date | None:
        return asked.received_on if asked.received_on and asked.received_on <= at else None

    return _add_excepted(_months(position, came_by_day(at), by, kinds), position, by, came)


def months_in_which_it_was_due(
    position: Position, by: Whose = BY_KIND, *, kinds: Collection[str] | None = None
) -> dict[Whose, Months]:
    """Count what was due by month; of these `kinds` alone, where they are given."""
    at = position.at

    def was_due(asked: ExceptedAdvice) -> date | None:
        gone = asked.cancelled_on is not None and asked.cancelled_on <= asked.due_on
        return asked.due_on if asked.due_on < at and not gone else None

    return _add_excepted(_months(position, was_due_by_day(at), by, kinds), position, by, was_due)


def days_to_come(
    position: Position, by: Whose = BY_KIND, *, kinds: Collection[str] | None = None
) -> dict[Whose, Counter[int]]:
    """Count the days that the advice of the last thirteen weeks took to come."""
    took = days_between(advice.c.requested_on, advice.c.received_on)
    whose = [advice.c[name] for name in by]
    rows = position.connection.execute(
        select(took, func.count(), *whose)
        .where(*came_recently(position.at), *_of(kinds))
        .group_by(took, *whose)
    )
    days: dict[Whose, Counter[int]] = defaultdict(Counter)
    for length, count, *theirs in rows:
        days[tuple(theirs)][length] += count
    return days


def _measure(at: date, day: Column[Any], *where: ColumnElement[bool], until: date) -> Measure:
    shown = day.between(first_of(months_shown(at)[0]), until)
    return Measure(
        day=day,
        in_time=advice.c.received_on <= advice.c.due_on,
        where=(THEIR_ADVICE, shown, *where),
        started=advice.c.requested_on,
        source=advice,
    )


def _of(kinds: Collection[str] | None) -> tuple[ColumnElement[bool], ...]:
    return () if kinds is None else (advice.c.party.in_(sorted(kinds)),)


def _months(
    position: Position, measure: Measure, by: Whose, kinds: Collection[str] | None
) -> dict[Whose, Months]:
    months: dict[Whose, Months] = defaultdict(lambda: Months(position.at))
    whose = [advice.c[name] for name in by]
    count = func.count()
    rows = position.connection.execute(
        select(measure.day, count, count.filter(measure.in_time), *whose)
        .where(*measure.where, *_of(kinds))
        .group_by(measure.day, *whose)
    )
    for on, every, timely, *theirs in rows:
        months[tuple(theirs)].add_days([(on, every, timely, 0, 0)])
    return months


def _add_excepted(
    months: dict[Whose, Months],
    position: Position,
    by: Whose,
    day: Callable[[ExceptedAdvice], date | None],
) -> dict[Whose, Months]:
    """Add the advice of the excepted cases: few, so they are looked at one by one."""
    for asked in position.excepted_advice:
        on, whose = day(asked), tuple(getattr(asked, name) for name in by)
        if on is not None and whose in months:
            timely = asked.received_on is not None and asked.received_on <= asked.due_on
            months[whose].add_days([(on, 0, 0, 1, int(timely))])
    return months
