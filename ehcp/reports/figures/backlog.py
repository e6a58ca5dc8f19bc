"""N2: the backlog, the open cases that are over twenty weeks."""

from datetime import timedelta

from ehcp.reports.days import WEEK
from ehcp.reports.figure import Figure
from ehcp.reports.figures.colouring import coloured
from ehcp.reports.history import TWENTY_WEEKS
from ehcp.reports.open_cases import over
from ehcp.reports.position import Position


def backlog(position: Position) -> Figure:
    """N2: how many open cases are over twenty weeks."""
    at, weeks = position.at, position.backlog_over_time
    groups = list(over(position.open_cases, TWENTY_WEEKS, at=at))
    late = sum(group.count for group in groups)
    excepted = sum(group.count for group in groups if group.excepted)
    earlier = [float(week.value) for week in weeks.weeks if week.on < at]
    return coloured(
        Figure(
            id="N2",
            name="Backlog: open over 20 weeks",
            unit="cases",
            value=late,
            numerator=late,
            denominator=position.open_count,
            definition=(
                "Open assessments (N1) on a day later than 140 days after the request. The day of "
                "the request is not counted; on day 140 itself a case is still inside. The highest "
                "week is looked for among all Mondays of the register."
            ),
            series=weeks.weeks,
            numerator_excluding_exceptions=late - excepted,
            last_week=weeks.on(at - WEEK),
            four_weeks_ago=weeks.on(at - timedelta(weeks=4)),
            peak=weeks.peak,
        ),
        position,
        before=earlier,
    )
