"""The assessments that are open at the end of a day: counted in groups, or one by one.

Both are read by the same selects and asked the same questions, so that a figure and the list of
the cases behind it cannot differ.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, Connection, Select, case, func, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases
from ehcp.reports.assessments import ASSESSMENTS


@dataclass(frozen=True, slots=True)
class Open:
    """What is known of an open case, or of several alike: the start, the stage on the day."""

    started_on: date
    stage: Stage
    excepted: bool


@dataclass(frozen=True, slots=True)
class OpenCases(Open):
    """So many open cases that started on one day and stand at one stage."""

    count: int


@dataclass(frozen=True, slots=True)
class OpenCase(Open):
    """One open case."""

    id: int
    reference: str
    officer: str | None


Either = TypeVar("Either", bound=Open)


def over(found: Iterable[Either], length: timedelta, *, at: date) -> Iterator[Either]:
    """Choose those that have waited longer than this."""
    return (each for each in found if at - each.started_on > length)


def open_groups(connection: Connection, *, at: date) -> tuple[OpenCases, ...]:
    """Count the open cases by start, stage and exception: the figures that need no more."""
    groups = open_cases_at(
        at, cases.c.started_on, stage_at(at).label("stage"), cases.c.excepted
    ).subquery()
    rows = connection.execute(select(groups, func.count()).group_by(*groups.c).order_by(*groups.c))
    return tuple(OpenCases(day, Stage(stage), bool(e), count) for day, stage, e, count in rows)


def open_case_columns(at: date) -> tuple[Any, ...]:
    """Give the columns that `read_open_cases` reads."""
    c = cases.c
    return c.id, c.reference, c.started_on, stage_at(at).label("stage"), c.officer, c.excepted


def read_open_cases(
    connection: Connection, query: Select[Any] | CompoundSelect[Any]
) -> list[OpenCase]:
    """Read the cases that a query of those columns finds."""
    return [
        OpenCase(
            row.started_on,
            Stage(row.stage),
            bool(row.excepted),
            row.id,
            row.reference,
            " ".join((row.officer or "").split()) or None,
        )
        for row in connection.execute(query)
    ]


def open_cases_at(at: date, *columns: ColumnElement[Any]) -> CompoundSelect[Any]:
    """Select from the assessments that are open at the end of a day.

    Two selects, since each reads its own index: those open still, and those that ended later.
    """
    return union_all(*open_parts_at(at, *columns))


def open_parts_at(at: date, *columns: ColumnElement[Any]) -> tuple[Select[Any], Select[Any]]:
    """Give the two selects of `open_cases_at` apart, for further joins and conditions."""
    started = cases.c.started_on <= at
    return (
        select(*columns).where(ASSESSMENTS, cases.c.ended_on.is_(None), started),
        select(*columns).where(ASSESSMENTS, cases.c.ended_on > at, started),
    )


def stage_at(at: date) -> ColumnElement[str]:
    """Give the stage of an open case at the end of a day, from the days of its steps."""
    return case(
        (cases.c.drafted_on <= at, Stage.DRAFT.value),
        (cases.c.issuing_decided_on <= at, Stage.DRAFTING.value),
        (cases.c.decided_on <= at, Stage.ASSESSING.value),
        else_=Stage.REQUESTED.value,
    )
