"""S4 and S5: review decisions in time, the review columns of the return, and phase transfers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import FromClause, and_, exists, func, not_, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.kinds import Kind
from ehcp.register.columns import days_after, days_between
from ehcp.register.tables import cases, deadlines
from ehcp.reports.days import a_year_before
from ehcp.reports.figure import Figure
from ehcp.reports.figures.transfers import is_owed
from ehcp.reports.measure import Measure
from ehcp.reports.plan_parts import ReturnColumns, Year
from ehcp.reports.position import Position
from ehcp.reports.reviews import AMEND, FOUR_WEEKS, REVIEWS, open_reviews, undecided
from ehcp.reports.share import percent
from ehcp.reports.transfers import Transfer
from ehcp.reports.yearly import Measured, Years

_MAINTAIN = Kind.TOLD_WILL_MAINTAIN.value.removeprefix("told_")
_CEASE = Kind.REVIEW_DECIDED_TO_CEASE.value


def review_decisions(at: date) -> Measure:
    """S4 counts the decisions after a review by the day on which the family was told."""
    day, met = cases.c.decided_on, cases.c.met_on
    return Measure(
        day=day,
        in_time=day <= days_after(met, FOUR_WEEKS.days),
        where=(
            REVIEWS,
            day.between(Years(at).first_day, at),
            day.is_not(None),
            met.is_not(None),
        ),
        started=met,
        took=days_between(met, day),
    )


def due_by_a_published_day(transfers: Iterable[Transfer], *, at: date) -> Iterator[Transfer]:
    """Choose the transfers that S5 counts: owed by a published day of these years."""
    years = Years(at).shown
    return (
        transfer
        for transfer in transfers
        if transfer.published_on is not None
        and transfer.published_on.year in years
        and is_owed(transfer)
    )


def review_decisions_within_four_weeks(position: Position) -> Figure:
    """S4: of the review decisions of the calendar year, those within four weeks of the meeting."""
    at, years = position.at, Years(position.at)
    measure, year_ago = review_decisions(at), a_year_before(at)
    twelve = [0, 0]
    rows = position.connection.execute(
        select(measure.day, func.count(), func.count().filter(measure.in_time))
        .where(*measure.where)
        .group_by(measure.day)
    )
    for on, every, timely in rows:
        years.add([Measured(on, excepted=False, count=every, in_time=timely)])
        if on > year_ago:
            twelve = [twelve[0] + timely, twelve[1] + every]
    series = years.series()
    now = series[-1]
    return Figure(
        id="S4",
        name="Review decisions within 4 weeks of the meeting",
        unit="percent",
        value=now.percent,
        numerator=now.numerator,
        denominator=now.denominator,
        definition=(
            "Decisions after a review (to maintain, to amend, to cease) of which the family was "
            "told in the calendar year on or before the 28th day after the meeting, of all told "
            "in it (44.4 % in England in 2024). Decisions of reviews without a meeting on record "
            "are in neither number; no exception lifts this limit. The calendar year so far, the "
            "year before, months, and the last twelve months. With it, over the plans in force on "
            "the day, the columns of the return from 2026 on, whose meaning is ours where the "
            "guide is not public: a review is expected unless the plan was first made in the last "
            "twelve months; completed in the year by its decision; completed before it; not "
            "completed: no decision after a review is on record. The outcome, and whether it came "
            "within 28 days of the meeting, are those of the reviews completed in the year; for "
            "one that was completed before the record begins there is none."
        ),
        series=years.months,
        as_at=at,
        years=series,
        twelve_months=Year(
            year=at.year,
            numerator=twelve[0],
            denominator=twelve[1],
            percent=percent(*twelve),
            numerator_excluding_exceptions=twelve[0],
            denominator_excluding_exceptions=twelve[1],
            percent_excluding_exceptions=percent(*twelve),
            complete=False,
        ),
        columns=_columns(position),
    )


def phase_transfers_by_the_published_day(position: Position) -> Figure:
    """S5: of the phase transfers due in the calendar year, those final by the published day."""
    at, years = position.at, Years(position.at)
    for transfer in due_by_a_published_day(position.transfers, at=at):
        due = transfer.published_on or transfer.due_on
        in_time = int(transfer.is_final_by_published)
        years.add([Measured(due, excepted=False, count=1, in_time=in_time)])
    series = years.series()
    now = series[-1]
    return Figure(
        id="S5",
        name="Phase transfers final by the published day",
        unit="percent",
        value=now.percent,
        numerator=now.numerator,
        denominator=now.denominator,
        definition=(
            "Children and young people whose phase transfer is due on 15 February or 31 March of "
            "the calendar year and whose plan for the next phase was final by that day, of all "
            "who are due in it. Those whose plan ended or moved away by the strict day are in "
            "neither number. Until the day has come this is the share that is final so far."
        ),
        series=(),
        as_at=at,
        years=series,
    )


@dataclass(frozen=True)
class Columns:
    """The review columns of the return: what each counts of the plans in force.

    Attributes:
        source: the plans in force with the last review completed before, and the limit that runs.
        asked: for each column its condition; those that are a difference of two are not among them.
        completed_on: the day of the last review completed.
        before: that review.
    """

    source: FromClause
    asked: Mapping[str, ColumnElement[bool]]
    completed_on: ColumnElement[date]
    before: FromClause


def columns(at: date) -> Columns:
    """Say what each of the review columns counts on a day."""
    first_day = date(at.year, 1, 1)
    before, limit = cases.alias("before"), deadlines.alias("limit")
    completed_on = func.coalesce(before.c.decided_on, limit.c.started_on)
    this_year = completed_on >= first_day
    prior = completed_on < first_day
    in_four_weeks = days_after(before.c.met_on, FOUR_WEEKS.days)
    within = and_(this_year, before.c.decided_on <= in_four_weeks)
    expected = ~_first_made_since(a_year_before(at))
    with_meeting = and_(this_year, before.c.met_on.is_not(None))
    source = cases.outerjoin(
        before,
        and_(before.c.id == cases.c.follows_case_id, before.c.journey == cases.c.journey),
    ).outerjoin(limit, and_(limit.c.case_id == cases.c.id, limit.c.rule_id == "review_next"))
    return Columns(
        source=source,
        completed_on=completed_on,
        before=before,
        asked={
            "in_force": true(),
            "review_expected": expected,
            "review_not_expected": not_(expected),
            "review_completed": this_year,
            "review_completed_prior": prior,
            "review_not_completed": completed_on.is_(None),
            "outcome_amended": and_(this_year, before.c.decision == AMEND),
            "outcome_maintained": and_(this_year, before.c.decision == _MAINTAIN),
            "outcome_ceased": and_(this_year, before.c.decision == _CEASE),
            "no_outcome_recorded": and_(
                this_year, or_(before.c.id.is_(None), before.c.decision.is_(None))
            ),
            "decision_4_weeks": within,
            "decision_over_4_weeks": and_(
                with_meeting,
                or_(before.c.decided_on.is_(None), before.c.decided_on > in_four_weeks),
            ),
        },
    )


def _columns(position: Position) -> ReturnColumns:
    """Count the plans in force by the last review completed, in one pass over them."""
    at = position.at
    of = columns(at)
    counts = dict.fromkeys(of.asked, 0)
    for part in open_reviews(at):
        found = position.connection.execute(
            select(*(func.count().filter(each) for each in of.asked.values()))
            .select_from(of.source)
            .where(part, undecided(at))
        ).one()
        counts = {name: counts[name] + more for name, more in zip(of.asked, found, strict=True)}
    return ReturnColumns(year=at.year, **counts)


def _first_made_since(day: date) -> ColumnElement[bool]:
    """Find plans whose first review runs from the making of the plan, after a day."""
    first, limit = cases.alias("first"), deadlines.alias("its_limit")
    made: ColumnElement[bool] = (
        exists()
        .where(
            first.c.person_id == cases.c.person_id,
            limit.c.case_id == first.c.id,
            limit.c.rule_id == "review_first",
            limit.c.started_on > day,
        )
        .correlate(cases)
    )
    return made
