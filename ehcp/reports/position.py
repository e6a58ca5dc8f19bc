"""The position of the register at a day: what several figures ask, asked once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection, func, or_, select

from config.colours import ColourRule
from ehcp.register.tables import advice, cases
from ehcp.reports import history
from ehcp.reports.assessments import ASSESSMENTS
from ehcp.reports.days import first_of, months_shown
from ehcp.reports.open_cases import (
    OpenCase,
    OpenCases,
    open_case_columns,
    open_cases_at,
    open_groups,
    read_open_cases,
)
from ehcp.reports.reviews import Review, reviews_to_look_at
from ehcp.reports.transfers import Transfer, transfers_of_the_last_years
from ehcp.reports.weekly import OverTime


@dataclass(frozen=True, slots=True)
class ExceptedAdvice:
    """An advice request in a case in which an approved exception lifts the twenty weeks."""

    party: str
    service: str
    due_on: date
    received_on: date | None
    cancelled_on: date | None


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The stored report that this one is checked against.

    Attributes:
        over_20_weeks: the references that were over twenty weeks, as it was then known.
        amending: those of the reviews whose amended plan was owed; None where the report was
            stored before there was such a figure.
    """

    at: date
    number: int
    taken_at: datetime
    over_20_weeks: Sequence[str]
    amending: Sequence[str] | None = None


class Position:
    """The register as it stands at the end of a day, seen through one connection."""

    def __init__(
        self,
        connection: Connection,
        *,
        at: date,
        colours: Mapping[str, ColourRule],
        earlier: Earlier | None = None,
        leave_out_disputed: bool = True,
    ) -> None:
        self.connection = connection
        self.at = at
        self.colours = colours
        self.earlier = earlier
        self.leave_out_disputed = leave_out_disputed

    def on(self, day: date) -> "Position":
        """Give the position of another day, of which no earlier report is looked for."""
        return Position(
            self.connection,
            at=day,
            colours=self.colours,
            leave_out_disputed=self.leave_out_disputed,
        )

    @cached_property
    def open_cases(self) -> tuple[OpenCases, ...]:
        """Count the open cases by start, stage and exception: the figures that need no more."""
        return open_groups(self.connection, at=self.at)

    @cached_property
    def every_open_case(self) -> tuple[OpenCase, ...]:
        """Read the same cases one by one, the oldest first: for the lists behind the figures."""
        query = open_cases_at(self.at, *open_case_columns(self.at))
        found = read_open_cases(self.connection, query)
        return tuple(sorted(found, key=lambda case: (case.started_on, case.reference)))

    @cached_property
    def open_count(self) -> int:
        """Count the open cases."""
        return sum(group.count for group in self.open_cases)

    @cached_property
    def _cases_over_time(self) -> tuple[OverTime, OverTime]:
        opened, late = history.cases_over_time(self.connection)
        return OverTime(opened, until=self.at), OverTime(late, until=self.at)

    @property
    def open_over_time(self) -> OverTime:
        """The number of open cases on any day so far."""
        return self._cases_over_time[0]

    @property
    def backlog_over_time(self) -> OverTime:
        """The number of open cases over twenty weeks on any day so far."""
        return self._cases_over_time[1]

    @cached_property
    def awaiting_over_time(self) -> OverTime:
        """The number of cases that wait for any advice over six weeks on any day so far."""
        return OverTime(history.cases_awaiting_late_advice(self.connection), until=self.at)

    @cached_property
    def awaiting_over_time_by_kind(self) -> dict[str, OverTime]:
        """The same for each kind of advice."""
        changes = history.late_advice_by_kind(self.connection)
        return {kind: OverTime(changes[kind], until=self.at) for kind in sorted(changes)}

    @cached_property
    def reviews(self) -> list[Review]:
        """The open reviews about which there is something to say, the first due first."""
        return reviews_to_look_at(self.connection, at=self.at)

    @cached_property
    def transfers(self) -> list[Transfer]:
        """The phase transfers of the last years, the first due first."""
        return transfers_of_the_last_years(self.connection, at=self.at)

    @cached_property
    def excepted_advice(self) -> tuple[ExceptedAdvice, ...]:
        """The advice of the excepted cases that came or was due in the months shown.

        They are few, and not counted by the database: asked for sums by day, SQLite would begin
        with all the advice of those days. For the same reason the days are wrapped.
        """
        c = advice.c
        first = first_of(months_shown(self.at)[0])
        came_or_was_due = or_(
            func.coalesce(c.received_on, c.due_on) >= first,
            func.coalesce(c.due_on, c.received_on) >= first,
        )
        rows = self.connection.execute(
            select(c.party, c.service, c.due_on, c.received_on, c.cancelled_on)
            .select_from(cases.join(advice, c.case_id == cases.c.id))
            .where(ASSESSMENTS, cases.c.excepted, came_or_was_due)
        )
        return tuple(ExceptedAdvice(*row) for row in rows)
