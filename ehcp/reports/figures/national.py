"""S1 to S3: the 20-, 6- and 16-week measures as the national statistics (SEN2) count them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, literal_column, select

from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY
from ehcp.cases.stages import Stage
from ehcp.register.columns import days_between
from ehcp.register.tables import cases
from ehcp.register.tables.indexes import only
from ehcp.reports.assessments import ASSESSMENTS
from ehcp.reports.figure import Figure
from ehcp.reports.figures.timeliness import undecided_too_long
from ehcp.reports.history import SIX_WEEKS, SIXTEEN_WEEKS, TWENTY_WEEKS
from ehcp.reports.measure import Measure
from ehcp.reports.open_cases import Either
from ehcp.reports.position import Position
from ehcp.reports.yearly import A_YEAR_OF_WEEKS, Measured, Years

_BOTH = (
    " Without exceptions: cases in which an approved exception lifts the 20 weeks are taken out of "
    "both numbers; with them, a late one is late. Where nothing is left to divide by, the share is "
    "none (published as x). The calendar year so far, the year before, and months."
)
_LEFT_OUT = (
    " Assessments that an order, an agreement or a conceded appeal brought about after a refusal "
    "are left out, as the council's own policy has it."
)
_TAKEN_IN = (
    " Assessments that an order, an agreement or a conceded appeal brought about after a refusal "
    "to assess are counted from the first request, as the council's own policy has it."
)
_NO_PLAN = cases.c.stage == literal_column(f"'{Stage.NO_PLAN.value}'")


def plans_within_twenty_weeks(position: Position) -> Figure:
    """S1: of the plans issued in the calendar year, those issued within twenty weeks."""
    return _figure(
        position,
        figure_id="S1",
        name="Plans issued within 20 weeks",
        with_lengths=True,
        definition=(
            "First plans issued in the calendar year on or before the 140th day after the request "
            "was received, of all first plans issued in it. The headline of the national "
            "statistics is the share without exceptions: 46.4 % in England in 2024, 45.9 % with "
            "them. Shown with it: issued after 20 to 52 weeks, after more than 52, and the mean."
            + (_LEFT_OUT if position.leave_out_disputed else _TAKEN_IN)
            + _BOTH
        ),
    )


def decisions_within_six_weeks(position: Position) -> Figure:
    """S2: of the requests of the calendar year, those decided within six weeks."""
    return _figure(
        position,
        figure_id="S2",
        name="Requests decided within 6 weeks",
        definition=(
            "Requests received in the calendar year of which the family was told by the 42nd day "
            "after it whether there will be an assessment: agreements and refusals both. Of all "
            "requests of the year that are decided, and of those not decided and past their 42nd "
            "day, which count as late; one that was withdrawn, or whose child moved or died, "
            "before the decision is in neither number. The year is that of the request, since "
            "only so do the published numbers add up (148,753 of the 151,972 requests of 2024 "
            "that were not withdrawn; 84.8 % on time). N10 counts by the month of the decision. "
            "A refusal that is overturned later stays the decision that it was, on its day." + _BOTH
        ),
    )


def no_plan_within_sixteen_weeks(position: Position) -> Figure:
    """S3: of the decisions of the calendar year not to issue a plan, those told in time."""
    return _figure(
        position,
        figure_id="S3",
        name="No plan: told within 16 weeks",
        definition=(
            "Families told in the calendar year, on or before the 112th day after the request, "
            "that no plan will be issued after the assessment, of all told so in it (34.1 % in "
            "England in 2024). Agreements to issue a plan have no limit of sixteen weeks and are "
            "not counted." + (_LEFT_OUT if position.leave_out_disputed else _TAKEN_IN) + _BOTH
        ),
    )


def measures(position: Position, figure_id: str) -> tuple[Measure, ...]:
    """Give what a national measure counts; S2 counts the undecided and late beside it."""
    at = position.at
    if figure_id == "S2":
        return (_decided(at),)
    plan = figure_id == "S1"
    day = cases.c.issued_on if plan else cases.c.ended_on
    limit = TWENTY_WEEKS if plan else SIXTEEN_WEEKS
    counted = _ended(at, day, limit, *(() if plan else (_NO_PLAN,)))
    if position.leave_out_disputed:
        return (counted,)
    ending = Stage.PLAN_ISSUED if plan else Stage.NO_PLAN
    return counted, _after_a_dispute(at, day, ending, limit)


def undecided_and_late(found: Iterable[Either], *, at: date) -> Iterator[Either]:
    """Choose the requests of these years that are past six weeks and await the decision: late."""
    since = Years(at).first_day
    return (each for each in undecided_too_long(found, at=at) if each.started_on >= since)


def _ended(
    at: date, day: ColumnElement[date], limit: timedelta, *where: ColumnElement[bool]
) -> Measure:
    """Count the assessments that came to this on a day of these years."""
    took = days_between(cases.c.started_on, day)
    return Measure(
        day=day,
        in_time=took <= limit.days,
        where=(ASSESSMENTS, day.between(Years(at).first_day, at), *where),
        took=took,
    )


def _decided(at: date) -> Measure:
    """Count the decided requests by the day of the request; they were decided since."""
    c, since = cases.c, Years(at).first_day
    took = days_between(c.started_on, c.decided_on)
    return Measure(
        day=c.started_on,
        in_time=took <= SIX_WEEKS.days,
        where=(ASSESSMENTS, c.decided_on.between(since, at), c.started_on >= since),
        took=took,
    )


def _after_a_dispute(
    at: date, day: ColumnElement[date], ending: Stage, limit: timedelta
) -> Measure:
    """Count the endings of assessments that had been refused first, from the first request.

    Where a plan had been refused after an assessment that outcome stays in the return, whatever
    followed; so only a refusal to assess opens the way to a second outcome.
    """
    c, first = cases.c, cases.alias("first")
    took = days_between(first.c.started_on, day)
    return Measure(
        day=day,
        in_time=took <= limit.days,
        where=(
            only(cases, "ordered_assessment"),
            c.stage == ending.value,
            day.between(Years(at).first_day, at),
            first.c.stage == Stage.NOT_ASSESSED.value,
            first.c.journey == NEEDS_ASSESSMENT_JOURNEY,
        ),
        started=first.c.started_on,
        took=took,
        source=cases.join(first, first.c.id == c.follows_case_id),
    )


def _counted(position: Position, measure: Measure) -> Iterator[Measured]:
    """Count the cases of each day, with and without exception, and how long they took."""
    count = func.count()
    took = days_between(measure.started, measure.day) if measure.took is None else measure.took
    rows = position.connection.execute(
        select(
            measure.day,
            cases.c.excepted,
            count,
            count.filter(measure.in_time),
            count.filter(took > A_YEAR_OF_WEEKS),
            func.sum(took),
        )
        .select_from(measure.source)
        .where(*measure.where)
        .group_by(measure.day, cases.c.excepted)
    )
    for on, excepted, every, in_time, over_a_year, days in rows:
        yield Measured(on, bool(excepted), every, in_time, over_a_year, int(days))


def _years(position: Position, figure_id: str) -> Years:
    years = Years(position.at)
    for measure in measures(position, figure_id):
        years.add(_counted(position, measure))
    if figure_id == "S2":
        late = undecided_and_late(position.open_cases, at=position.at)
        years.add(Measured(g.started_on, g.excepted, g.count, 0) for g in late)
    return years


def _figure(
    position: Position,
    *,
    figure_id: str,
    name: str,
    definition: str,
    with_lengths: bool = False,
) -> Figure:
    """Make the figure; its number is that of the year so far."""
    years = _years(position, figure_id)
    series = years.series(with_lengths=with_lengths)
    now = series[-1]
    return Figure(
        id=figure_id,
        name=name,
        unit="percent",
        value=now.percent,
        numerator=now.numerator,
        denominator=now.denominator,
        definition=definition,
        series=years.months,
        as_at=position.at,
        numerator_excluding_exceptions=now.numerator_excluding_exceptions,
        denominator_excluding_exceptions=now.denominator_excluding_exceptions,
        percent_excluding_exceptions=now.percent_excluding_exceptions,
        years=series,
    )
