"""Rows that count from one day until another: how many more and fewer each day, which on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Connection, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.reports.days import DAY

_NO_DAY = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Which rows count, from which day and until which.

    Attributes:
        begins: a row counts from this day on; from the day after it, where `a_day_later`.
        ends: on this day it counts no longer; a row without one counts still.
        where: the rows that ever count, in the words of the indexes.
    """

    begins: Column[date]
    ends: Column[date]
    where: tuple[ColumnElement[bool], ...]
    a_day_later: bool = False

    def changes(
        self, connection: Connection, *by: ColumnElement[Any]
    ) -> Iterator[tuple[date, int, tuple[Any, ...]]]:
        """Give each day with how many more and fewer rows count, for each value of `by`."""
        begins_later = DAY if self.a_day_later else _NO_DAY
        for column, later, sign in ((self.begins, begins_later, 1), (self.ends, _NO_DAY, -1)):
            rows = connection.execute(
                select(column, func.count(), *by).where(*self.where).group_by(column, *by)
            )
            for day, count, *values in rows:
                if day is not None:
                    yield day + later, sign * count, tuple(values)

    def on(self, day: date) -> ColumnElement[bool]:
        """Choose the rows that count on a day."""
        begun = self.begins < day if self.a_day_later else self.begins <= day
        return and_(*self.where, begun, or_(self.ends.is_(None), self.ends > day))
