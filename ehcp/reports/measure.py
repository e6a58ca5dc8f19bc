"""What a share in time is of: which cases, by which day, and which of them were in time.

The figure counts them by day; the list behind it reads them one by one. Both ask with these.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, FromClause, literal, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.register.tables import cases

_NO_DAY = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What one share counts.

    Attributes:
        day: by which the cases are counted; `later`, where a limit is that much after it.
        in_time: which of them are in time.
        where: which are counted at all.
        started: the day from which the time runs.
        took: in days, where the measure has lengths.
        source: the table, or the join, that the others are read from.
    """

    day: ColumnElement[date]
    in_time: ColumnElement[bool]
    where: tuple[ColumnElement[bool], ...]
    later: timedelta = _NO_DAY
    started: ColumnElement[date] = cases.c.started_on
    took: ColumnElement[int] | None = None
    source: FromClause = cases


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasuredCase:
    """One case of a measure, with the day by which it is counted and what it came to."""

    reference: str
    started_on: date
    on: date
    decided_on: date | None
    issued_on: date | None
    ended_on: date | None
    in_time: bool
    excepted: bool
    took: int | None = None


def cases_measured(
    connection: Connection, measure: Measure, *, first: date, last: date
) -> list[MeasuredCase]:
    """Read the cases that a measure counts from one day to another, both included."""
    c = cases.c
    took = literal(None) if measure.took is None else measure.took
    rows = connection.execute(
        select(
            c.reference,
            measure.started,
            measure.day,
            c.decided_on,
            c.issued_on,
            c.ended_on,
            measure.in_time,
            c.excepted,
            took,
        )
        .select_from(measure.source)
        .where(*measure.where, measure.day.between(first - measure.later, last - measure.later))
        .order_by(measure.day, c.reference)
    )
    return [
        MeasuredCase(
            reference=reference,
            started_on=started,
            on=day + measure.later,
            decided_on=decided,
            issued_on=issued,
            ended_on=ended,
            in_time=bool(timely),
            excepted=bool(excepted),
            took=length,
        )
        for reference, started, day, decided, issued, ended, timely, excepted, length in rows
    ]
