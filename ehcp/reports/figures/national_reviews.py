"""S4 and S5: review decisions in time, the review columns of the return, and phase transfers."""

from datetime import date

from sqlalchemy import and_, exists, func, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.kinds import Kind
from ehcp.register.columns import days_after
from ehcp.register.tables import cases, deadlines
from ehcp.reports.days import a_year_before
from ehcp.reports.figure import Figure
from ehcp.reports.figures.transfers import is_owed
from ehcp.reports.plan_parts import ReturnColumns, Year
from ehcp.reports.position import Position
from ehcp.reports.reviews import AMEND, FOUR_WEEKS, REVIEWS, open_reviews, undecided
from ehcp.reports.share import percent
from ehcp.reports.yearly import Measured, Years

_MAINTAIN = Kind.TOLD_WILL_MAINTAIN.value.removeprefix("told_")
_CEASE = Kind.REVIEW_DECIDED_TO_CEASE.value


def review_decisions_within_four_weeks(position: Position) -> Figure:
    """S4: of the review decisions of the calendar year, those within four weeks of the meeting."""
    at, years = position.at, Years(position.at)
    day, met = cases.c.decided_on, cases.c.met_on
    in_time = day <= days_after(met, FOUR_WEEKS.days)
    year_ago = a_year_before(at)
    twelve = [0, 0]
    rows = position.connection.execute(
        select(day, func.count(), func.count().filter(in_time))
        .where(REVIEWS, day.between(years.first_day, at), day.is_not(None), met.is_not(None))
        .group_by(day)
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
    for transfer in position.transfers:
        due = transfer.published_on
        if due is not None and due.year in years.shown and is_owed(transfer):
            in_time = transfer.final_on is not None and transfer.final_on <= due
            years.add([Measured(due, excepted=False, count=1, in_time=int(in_time))])
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


def _columns(position: Position) -> ReturnColumns:
    """Count the plans in force by the last review completed, in one pass over them."""
    at = position.at
    first_day = date(at.year, 1, 1)
    before, limit = cases.alias("before"), deadlines.alias("limit")
    completed_on = func.coalesce(before.c.decided_on, limit.c.started_on)
    this_year = completed_on >= first_day
    within = and_(this_year, before.c.decided_on <= days_after(before.c.met_on, FOUR_WEEKS.days))
    outcomes = [and_(this_year, before.c.decision == word) for word in (AMEND, _MAINTAIN, _CEASE)]
    joined = cases.outerjoin(
        before,
        and_(before.c.id == cases.c.follows_case_id, before.c.journey == cases.c.journey),
    ).outerjoin(limit, and_(limit.c.case_id == cases.c.id, limit.c.rule_id == "review_next"))
    asked: list[ColumnElement[bool]] = [
        true(),
        ~_first_made_since(a_year_before(at)),
        this_year,
        completed_on < first_day,
        *outcomes,
        and_(this_year, or_(before.c.id.is_(None), before.c.decision.is_(None))),
        within,
        and_(this_year, before.c.met_on.is_not(None)),
    ]
    counts = [0] * len(asked)
    for part in open_reviews(at):
        found = position.connection.execute(
            select(*(func.count().filter(each) for each in asked))
            .select_from(joined)
            .where(part, undecided(at))
        ).one()
        counts = [one + more for one, more in zip(counts, found, strict=True)]
    in_force, expected, done, prior, amended, maintained, ceased, none, in_four, with_meeting = (
        counts
    )
    return ReturnColumns(
        year=at.year,
        in_force=in_force,
        review_expected=expected,
        review_not_expected=in_force - expected,
        review_completed=done,
        review_completed_prior=prior,
        review_not_completed=in_force - done - prior,
        outcome_amended=amended,
        outcome_maintained=maintained,
        outcome_ceased=ceased,
        no_outcome_recorded=none,
        decision_4_weeks=in_four,
        decision_over_4_weeks=with_meeting - in_four,
    )


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
