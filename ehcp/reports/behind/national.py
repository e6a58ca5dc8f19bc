"""Behind S1 to S5: the national measures, by calendar year and month, in time and late."""

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import select

from ehcp.register.tables import cases
from ehcp.reports.behind.counted import Counted, Find, Line, Numbers, in_order, yes
from ehcp.reports.behind.plans import TRANSFER_HEADS, transfer_line
from ehcp.reports.behind.shares import (
    Among,
    Pick,
    days_of_month,
    days_of_year,
    month_said,
    share_of,
)
from ehcp.reports.days import DAY, a_year_before
from ehcp.reports.figure import Figure, Month
from ehcp.reports.figures.national import measures, undecided_and_late
from ehcp.reports.figures.national_reviews import (
    columns,
    due_by_a_published_day,
    review_decisions,
)
from ehcp.reports.measure import MeasuredCase, cases_measured
from ehcp.reports.plan_parts import ReturnColumns, Year
from ehcp.reports.position import Position
from ehcp.reports.reviews import open_reviews, undecided
from ehcp.reports.yearly import A_YEAR_OF_WEEKS

_HEADS = ("Request", "Counted by", "Days", "On time", "Exception")
_REVIEW_HEADS = ("Meeting held", "Decision told", "Days", "On time", "Exception")
_COLUMN_HEADS = ("Last review completed", "Its meeting", "Its decision")

_Read = Callable[[Position, date, date], list[MeasuredCase]]
_Choose = Callable[[MeasuredCase], bool]


def _national(figure_id: str) -> Numbers:
    """Give the numbers of S1, S2 or S3."""

    def read(position: Position, first: date, last: date) -> list[MeasuredCase]:
        found = [
            case
            for measure in measures(position, figure_id)
            for case in cases_measured(position.connection, measure, first=first, last=last)
        ]
        if figure_id == "S2":
            found += [
                MeasuredCase(
                    reference=case.reference,
                    started_on=case.started_on,
                    on=case.started_on,
                    decided_on=None,
                    issued_on=None,
                    ended_on=None,
                    in_time=False,
                    excepted=case.excepted,
                )
                for case in undecided_and_late(position.every_open_case, at=position.at)
                if first <= case.started_on <= last
            ]
        return found

    def numbers(figure: Figure, _at: date) -> Iterator[Counted]:
        yield from _years_and_months(figure, read, _HEADS, what="cases")
        for year in figure.years or ():
            if year.weeks_20_to_52 is not None:
                yield from _lengths(year, read)

    return numbers


s1, s2, s3 = (_national(figure_id) for figure_id in ("S1", "S2", "S3"))


def s4(figure: Figure, at: date) -> Iterator[Counted]:
    """Behind S4: the review decisions, and the review columns of the return."""

    def read(position: Position, first: date, last: date) -> list[MeasuredCase]:
        measure = review_decisions(position.at)
        return cases_measured(position.connection, measure, first=first, last=last)

    yield from _years_and_months(figure, read, _REVIEW_HEADS, what="reviews")
    if figure.twelve_months is not None:
        yield from share_of(
            figure.twelve_months,
            part="12_months",
            says="in the last 12 months",
            heads=_REVIEW_HEADS,
            pick=_picked(read, a_year_before(at) + DAY, at),
            what="reviews",
        )
    if figure.columns is not None:
        yield from _columns(figure.columns)


def s5(figure: Figure, _at: date) -> Iterator[Counted]:
    """Behind S5: the phase transfers of each year."""
    for year in figure.years or ():
        for part in _parts(year, figure):
            yield from share_of(
                year,
                part=part,
                says=_year_said(year),
                heads=TRANSFER_HEADS,
                pick=_transfers(year.year),
                what="plans",
            )


def _years_and_months(
    figure: Figure, read: _Read, heads: tuple[str, ...], *, what: str
) -> Iterator[Counted]:
    for year in figure.years or ():
        for part in _parts(year, figure):
            yield from share_of(
                year,
                part=part,
                says=_year_said(year),
                heads=heads,
                pick=_picked(read, *days_of_year(year.year)),
                what=what,
            )
    for month in figure.series:
        if isinstance(month, Month):
            yield from share_of(
                month,
                part=month.month,
                says=month_said(month),
                heads=heads,
                pick=_picked(read, *days_of_month(month.month)),
                what=what,
            )


def _parts(year: Year, figure: Figure) -> tuple[str, ...]:
    """Name the parts of a year: the newest one is the figure's own."""
    newest = figure.years is not None and year is figure.years[-1]
    return ("", f"{year.year}") if newest else (f"{year.year}",)


def _year_said(year: Year) -> str:
    return f"{year.year}" if year.complete else f"{year.year} so far"


def _picked(read: _Read, first: date, last: date) -> Pick:
    def pick(among: Among) -> Find:
        return _chosen(read, first, last, lambda case: among(case.in_time, case.excepted))

    return pick


def _chosen(read: _Read, first: date, last: date, choose: _Choose) -> Find:
    return lambda position: in_order(
        _line(case) for case in read(position, first, last) if choose(case)
    )


def _line(case: MeasuredCase) -> Line:
    timely, excepted = yes(case.in_time), yes(case.excepted)
    return Line(case.reference, (case.started_on, case.on, case.took, timely, excepted))


def _lengths(year: Year, read: _Read) -> Iterator[Counted]:
    """Give those that were late by how long they took."""
    first, last = days_of_year(year.year)
    lengths: tuple[tuple[str, str, int | None, _Choose], ...] = (
        (
            "20_to_52",
            "after 20 to 52 weeks",
            year.weeks_20_to_52,
            lambda case: not case.in_time and (case.took or 0) <= A_YEAR_OF_WEEKS,
        ),
        (
            "over_52",
            "after more than 52 weeks",
            year.over_52_weeks,
            lambda case: (case.took or 0) > A_YEAR_OF_WEEKS,
        ),
    )
    for name, words, number, choose in lengths:
        yield Counted(
            part=f"{year.year}.{name}",
            says=f"{words}, {_year_said(year)}",
            number=number or 0,
            heads=_HEADS,
            find=_chosen(read, first, last, choose),
            group=f"{year.year}",
        )


def _transfers(year: int) -> Pick:
    def pick(among: Among) -> Find:
        return lambda position: [
            transfer_line(each)
            for each in due_by_a_published_day(position.transfers, at=position.at)
            if (each.published_on or each.due_on).year == year
            and among(each.is_final_by_published, False)  # noqa: FBT003 - no exception lifts it
        ]

    return pick


def _columns(counts: ReturnColumns) -> Iterator[Counted]:
    for name in ReturnColumns.model_fields:
        if name != "year":
            yield Counted(
                part=f"columns.{name}",
                says=f"in the column {name.replace('_', ' ')}",
                number=getattr(counts, name),
                heads=_COLUMN_HEADS,
                find=_column(name),
                group="columns",
                what="plans",
            )


def _column(name: str) -> Find:
    def find(position: Position) -> list[Line]:
        at = position.at
        of = columns(at)
        return in_order(
            Line(row[0], tuple(row[1:]))
            for part in open_reviews(at)
            for row in position.connection.execute(
                select(cases.c.reference, of.completed_on, of.before.c.met_on, of.before.c.decision)
                .select_from(of.source)
                .where(part, undecided(at), of.asked[name])
            )
        )

    return find
