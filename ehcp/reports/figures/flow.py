"""N13: whether this week's backlog follows from last week's, case by case."""

from datetime import date

from sqlalchemy import CompoundSelect, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.stages import Stage
from ehcp.register.columns import days_after
from ehcp.register.tables import cases
from ehcp.reports.assessments import ASSESSMENTS
from ehcp.reports.corrections import AGREES, DOES_NOT_AGREE, differences
from ehcp.reports.days import DAY, WEEK
from ehcp.reports.figure import Figure, Flow
from ehcp.reports.figures.colouring import coloured
from ehcp.reports.history import TWENTY_WEEKS
from ehcp.reports.position import Position


def flow_check(position: Position) -> Figure:
    """N13: check this backlog against the last one, what came, what went and what was corrected."""
    earlier = position.earlier
    since = earlier.at if earlier else position.at - WEEK
    newly, issued, otherwise = _moved(position, since=since)
    closing = position.backlog_over_time.on(position.at)
    corrected: dict[str, int] = {}
    unexplained: list[str] = []
    opening = position.backlog_over_time.on(since)
    if earlier is not None:
        opening = len(earlier.over_20_weeks)
        corrected, unexplained = differences(
            position,
            earlier=earlier,
            as_reported=earlier.over_20_weeks,
            by_record=position.connection.execute(over_on(earlier.at)).scalars().all(),
        )
    flow = Flow(
        since=since,
        opening=opening,
        newly_over=newly,
        issued_late=issued,
        otherwise_closed_late=otherwise,
        corrections=sum(corrected.values()),
        closing=closing,
        corrected=tuple(sorted(corrected)),
        unexplained=tuple(sorted(unexplained)),
    )
    agrees = not unexplained and _sum(flow) == closing
    value = None if earlier is None else AGREES if agrees else DOES_NOT_AGREE
    return coloured(
        Figure(
            id="N13",
            name="Flow check",
            unit="words",
            value=value,
            numerator=_sum(flow),
            denominator=closing,
            definition=(
                "The cases over 20 weeks in the last stored report, plus those newly over, minus "
                "those whose plan was issued late, minus those otherwise closed late, plus or "
                "minus corrections, is the number over 20 weeks now (numerator and denominator). "
                "A case of the last report that by today's record was not over then, or was and "
                "is missing from it, is a correction if something was recorded on it since; if "
                "nothing was, it is named and the check does not agree. Before the first stored "
                "report there is nothing to check: the flow of the last seven days is shown."
            ),
            series=(),
            flow=flow,
        ),
        position,
    )


def _sum(flow: Flow) -> int:
    gone = flow.issued_late + flow.otherwise_closed_late
    return flow.opening + flow.newly_over - gone + flow.corrections


ISSUED = cases.c.stage == Stage.PLAN_ISSUED.value
"""Of the cases that ended late: those whose plan was issued."""


def newly_over(*, since: date, at: date) -> tuple[ColumnElement[bool], ...]:
    """Choose the cases that passed twenty weeks between two days."""
    length = TWENTY_WEEKS + DAY
    return (
        ASSESSMENTS,
        cases.c.started_on > since - length,
        cases.c.started_on <= at - length,
        or_(cases.c.ended_on.is_(None), cases.c.ended_on > _first_late_day()),
    )


def ended_late(*, since: date, at: date) -> tuple[ColumnElement[bool], ...]:
    """Choose the cases over twenty weeks that ended between two days."""
    ended = cases.c.ended_on
    return ASSESSMENTS, ended > since, ended <= at, ended > _first_late_day()


def _first_late_day() -> ColumnElement[date]:
    return days_after(cases.c.started_on, TWENTY_WEEKS.days + 1)


def _moved(position: Position, *, since: date) -> tuple[int, int, int]:
    """Count the cases that passed twenty weeks, and those over it that ended, between two days."""
    at, connection = position.at, position.connection
    newly = connection.execute(
        select(func.count()).where(*newly_over(since=since, at=at))
    ).scalar_one()
    late_issued, every = connection.execute(
        select(func.count().filter(ISSUED), func.count()).where(*ended_late(since=since, at=at))
    ).one()
    return newly, late_issued, every - late_issued


def over_on(day: date) -> CompoundSelect[tuple[str]]:
    """Select the references of the cases that were over twenty weeks on a day."""
    started: ColumnElement[bool] = cases.c.started_on < day - TWENTY_WEEKS
    still, later = cases.c.ended_on.is_(None), cases.c.ended_on > day
    return (
        select(cases.c.reference)
        .where(ASSESSMENTS, started, still)
        .union_all(select(cases.c.reference).where(ASSESSMENTS, started, later))
    )


def over_twenty_weeks(position: Position) -> list[str]:
    """Give the references of the backlog, in order, as a snapshot keeps them."""
    return sorted(position.connection.execute(over_on(position.at)).scalars())
