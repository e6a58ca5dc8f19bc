"""N8 to N11: plans and decisions in time, month by month, with and without exceptions."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, not_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.stages import Stage
from ehcp.register.columns import days_after
from ehcp.register.tables import cases
from ehcp.reports.assessments import ASSESSMENTS
from ehcp.reports.days import DAY, first_of, months_shown
from ehcp.reports.figure import Figure
from ehcp.reports.figures.months_as_figure import figure_of_months
from ehcp.reports.history import SIX_WEEKS, SIXTEEN_WEEKS, TWENTY_WEEKS
from ehcp.reports.measure import Measure
from ehcp.reports.monthly import Months
from ehcp.reports.open_cases import Either, over
from ehcp.reports.position import Position

_WITHOUT = (
    " Without exceptions: cases in which an approved exception lifts the 20 weeks are left out of "
    "both numbers."
)
_LAST_MONTH = " The number shown is that of the last full month."
_NOT_COUNTED = tuple(
    stage.value
    for stage in (
        Stage.NOT_ASSESSED,
        Stage.NOT_NEEDED,
        Stage.WITHDRAWN,
        Stage.MOVED_OUT,
        Stage.DIED,
    )
)


def plans_issued(at: date) -> Measure:
    """N8 counts the final plans by the day on which they were issued."""
    return Measure(
        day=cases.c.issued_on,
        in_time=cases.c.issued_on <= days_after(cases.c.started_on, TWENTY_WEEKS.days),
        where=(ASSESSMENTS, _within(cases.c.issued_on, at)),
    )


def due_and_answered(at: date) -> Measure:
    """N9 counts the cases by the day on which their twenty weeks ended."""
    due = days_after(cases.c.started_on, TWENTY_WEEKS.days)
    # The notice that there will be no plan has a limit of its own: sixteen weeks (reg 10(1)).
    no_plan_in_time = and_(
        cases.c.stage == Stage.NO_PLAN.value,
        cases.c.ended_on <= days_after(cases.c.started_on, SIXTEEN_WEEKS.days),
    )
    left = and_(cases.c.stage.in_(_NOT_COUNTED), cases.c.ended_on <= at)
    earliest = first_of(months_shown(at)[0]) - TWENTY_WEEKS
    return Measure(
        day=cases.c.started_on,
        in_time=or_(cases.c.issued_on <= due, no_plan_in_time),
        # The limit of these is over: a case that still has today has not missed it.
        where=(
            ASSESSMENTS,
            cases.c.started_on.between(earliest, at - TWENTY_WEEKS - DAY),
            not_(left),
        ),
        later=TWENTY_WEEKS,
    )


def decisions_told(at: date) -> Measure:
    """N10 counts the decisions by the day on which the family was told."""
    return Measure(
        day=cases.c.decided_on,
        in_time=cases.c.decided_on <= days_after(cases.c.started_on, SIX_WEEKS.days),
        where=(ASSESSMENTS, _within(cases.c.decided_on, at)),
    )


def no_plan_notices(at: date) -> Measure:
    """N11 counts the notices of no plan by the day on which they were given."""
    # Written out, not bound: so both databases see that the index of these cases will do.
    no_plan = cases.c.stage == literal_column(f"'{Stage.NO_PLAN.value}'")
    return Measure(
        day=cases.c.ended_on,
        in_time=cases.c.ended_on <= days_after(cases.c.started_on, SIXTEEN_WEEKS.days),
        where=(ASSESSMENTS, no_plan, _within(cases.c.ended_on, at)),
    )


def undecided_too_long(found: Iterable[Either], *, at: date) -> Iterator[Either]:
    """Choose the open cases that still await the decision to assess past their six weeks."""
    return (each for each in over(found, SIX_WEEKS, at=at) if each.stage is Stage.REQUESTED)


def plans_issued_on_time(position: Position) -> Figure:
    """N8: of the plans issued in a month, those issued within twenty weeks."""
    return _monthly(
        position,
        plans_issued(position.at),
        figure_id="N8",
        name="Plans issued within 20 weeks",
        definition=(
            "Final plans issued in the month on or before the 140th day after the request, of all "
            "final plans issued in the month." + _WITHOUT + _LAST_MONTH
        ),
    )


def due_on_time(position: Position) -> Figure:
    """N9: of the cases whose twenty weeks ended in a month, those answered by then."""
    return _monthly(
        position,
        due_and_answered(position.at),
        figure_id="N9",
        name="Cases due in the month, answered within 20 weeks",
        definition=(
            "Cases whose 140th day after the request fell in the month and is over, in which the "
            "final plan was issued by that day, or the family was told by the 112th day, its own "
            "limit, that no plan will be issued; of all such cases but those in which the council "
            "refused to assess (N10 measures these), the request was withdrawn, or the child "
            "moved to another authority or died. A case that is still open counts as not "
            "answered, so that nothing improves by waiting." + _WITHOUT + _LAST_MONTH
        ),
    )


def decisions_on_time(position: Position) -> Figure:
    """N10: of the decisions whether to assess, those told within six weeks."""
    past = sum(g.count for g in undecided_too_long(position.open_cases, at=position.at))
    figure = _monthly(
        position,
        decisions_told(position.at),
        figure_id="N10",
        name="Decisions whether to assess within 6 weeks",
        definition=(
            "Decisions, to assess and not to assess, of which the family was told in the month on "
            "or before the 42nd day after the request, of all of which it was told in the month. "
            "Shown with it: cases that await the decision on a day later than that."
            + _WITHOUT
            + _LAST_MONTH
        ),
    )
    return figure.model_copy(update={"still_open_past_limit": past})


def no_plan_notices_on_time(position: Position) -> Figure:
    """N11: of the notices that no plan will be issued, those given within sixteen weeks."""
    return _monthly(
        position,
        no_plan_notices(position.at),
        figure_id="N11",
        name="Notices of no plan within 16 weeks",
        definition=(
            "Families told in the month, on or before the 112th day after the request, that no "
            "plan will be issued after the assessment; of all told so in the month."
            + _WITHOUT
            + _LAST_MONTH
        ),
    )


def _by_day(measure: Measure) -> Select[Any]:
    """Count the cases of each day: all, in time, excepted, excepted and in time."""
    excepted = cases.c.excepted
    count = func.count()
    return (
        select(
            measure.day,
            count,
            count.filter(measure.in_time),
            count.filter(excepted),
            count.filter(and_(excepted, measure.in_time)),
        )
        .where(*measure.where)
        .group_by(measure.day)
    )


def _within(day: ColumnElement[Any], at: date) -> ColumnElement[bool]:
    return day.between(first_of(months_shown(at)[0]), at)


def _monthly(
    position: Position, measure: Measure, *, figure_id: str, name: str, definition: str
) -> Figure:
    months = Months(position.at).add_days(
        (day + measure.later, *counts)
        for day, *counts in position.connection.execute(_by_day(measure))
    )
    return figure_of_months(position, months, figure_id=figure_id, name=name, definition=definition)
