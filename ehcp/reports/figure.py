"""A figure: one number with its definition in words, and a report: all of them at one moment."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from ehcp.reports.part import Part
from ehcp.reports.plan_parts import (
    AmendmentCounts,
    Cohort,
    ComplaintCounts,
    DueList,
    ReturnColumns,
    ReviewCounts,
    Year,
)

Unit = Literal["cases", "percent", "weeks", "complaints", "plans", "words"]


class Month(Part):
    """What was done in time in one month.

    Attributes:
        complete: false for the month that still runs, of which only the days so far are counted.
    """

    month: str
    numerator: int
    denominator: int
    percent: float | None
    numerator_excluding_exceptions: int
    denominator_excluding_exceptions: int
    percent_excluding_exceptions: float | None
    complete: bool


class Week(Part):
    """A count on one day, mostly a Monday."""

    on: date
    value: int


class Rolling(Part):
    """A count in a month, and in the twelve months that end with it."""

    month: str
    received: int
    twelve_months: int
    complete: bool


class Kind(Part):
    """One kind of advice within a figure: its months, and how long it takes now."""

    name: str
    value: float | None
    numerator: int
    denominator: int
    percent_excluding_exceptions: float | None
    months_in_a_row: int | None = None
    colour: str | None = None
    received_in_13_weeks: int | None = None
    median_days: int | None = None
    ninetieth_percentile_days: int | None = None
    series: tuple[Month, ...]


class Flow(Part):
    """How last week's count became this week's."""

    since: date
    opening: int
    newly_over: int
    issued_late: int
    otherwise_closed_late: int
    corrections: int
    closing: int
    corrected: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()


class Fault(Part):
    """A rule of data quality and the cases that fail it; the first few by reference."""

    rule: str
    says: str
    count: int
    references: tuple[str, ...]


class Figure(Part):
    """One number, its definition in words, and what belongs to it.

    Attributes:
        value: the number, or a word; None prints as "none".
        definition: what is counted, in words that can be checked.
        colour: green, amber or red by the council's own rule, which is `colour_rule` in words.
    """

    id: str
    name: str
    unit: Unit
    value: float | int | str | None
    numerator: float | int | None
    denominator: float | int | None
    definition: str
    series: tuple[Month | Week | Rolling, ...]
    colour: str | None = None
    colour_rule: str | None = None
    month: str | None = None
    as_at: date | None = None
    numerator_excluding_exceptions: int | None = None
    denominator_excluding_exceptions: int | None = None
    percent_excluding_exceptions: float | None = None
    awaiting_decision: int | None = None
    still_open_past_limit: int | None = None
    last_week: int | None = None
    four_weeks_ago: int | None = None
    peak: Week | None = None
    oldest_weeks: float | None = None
    bands: dict[str, int] | None = None
    bands_by_stage: dict[str, dict[str, int]] | None = None
    by_kind: dict[str, int] | dict[str, Kind] | None = None
    flow: Flow | None = None
    themes: dict[str, int] | None = None
    percent: float | None = None
    by_officer: dict[str, int] | None = None
    highest: int | None = None
    unallocated: int | None = None
    rules: tuple[Fault, ...] | None = None
    years: tuple[Year, ...] | None = None
    twelve_months: Year | None = None
    reviews: ReviewCounts | None = None
    amendments: AmendmentCounts | None = None
    cohorts: tuple[Cohort, ...] | None = None
    columns: ReturnColumns | None = None
    complaints: ComplaintCounts | None = None


class Line(Part):
    """One case on a list, by reference: never a name."""

    reference: str
    days: int = Field(description="since the request")
    stage: str
    waiting_for: str
    officer: str | None
    due: date | None = None
    last_action: str
    last_action_on: date | None


class CaseList(Part):
    """A short list that the meeting works from.

    Attributes:
        restricted: how many of its cases are left out for whoever reads; they are in the total.
    """

    id: str
    name: str
    definition: str
    total: int
    lines: tuple[Line, ...]
    restricted: int | None = None


class BacklogReport(Part):
    """All the figures and lists at one moment.

    Attributes:
        number: of the stored snapshot; None where the report was made for whoever asked.
    """

    at: date
    council: str
    figures: tuple[Figure, ...]
    lists: tuple[CaseList, ...]
    due_lists: tuple[DueList, ...] = ()
    receives: tuple[str, ...] = ()
    number: int | None = None
    taken_at: datetime | None = None

    def figure(self, figure_id: str) -> Figure:
        """Give the figure with this number, such as N2."""
        return next(figure for figure in self.figures if figure.id == figure_id)

    def has(self, figure_id: str) -> bool:
        """Say whether the report has this figure; those stored by older versions lack the newer."""
        return any(figure.id == figure_id for figure in self.figures)
