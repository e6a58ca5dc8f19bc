"""N1, N3, N4 and N5: the cases that are open, and how long they have waited."""

from datetime import timedelta

from ehcp.cases.stages import OPEN_ASSESSMENT, Stage
from ehcp.reports.figure import Figure
from ehcp.reports.figures.colouring import coloured
from ehcp.reports.history import TWENTY_WEEKS
from ehcp.reports.open_cases import over
from ehcp.reports.position import Position
from ehcp.reports.share import in_weeks, percent

LONG_WAIT = timedelta(weeks=30)
BANDS = (
    ("to 6", 6),
    ("6-16", 16),
    ("16-20", 20),
    ("20-30", 30),
    ("30-40", 40),
    ("40-52", 52),
    ("over 52", None),
)
"""Each band reaches to this many weeks, the last day included."""


def open_assessments(position: Position) -> Figure:
    """N1: how many assessments are open."""
    awaiting = sum(g.count for g in position.open_cases if g.stage is Stage.REQUESTED)
    return Figure(
        id="N1",
        name="Open assessments",
        unit="cases",
        value=position.open_count,
        numerator=position.open_count,
        denominator=None,
        definition=(
            "Requests received on or before the day and not ended by it. A case ends when the "
            "family is told that there will be no assessment or no plan, when the final plan is "
            "issued, when the request is withdrawn, when the child moves to another authority or "
            "dies. Counted from the request; the part that still awaits the six-week decision is "
            "shown with it."
        ),
        series=position.open_over_time.weeks,
        awaiting_decision=awaiting,
        peak=position.open_over_time.peak,
    )


def inside_twenty_weeks(position: Position) -> Figure:
    """N3: the share of open cases that are not over twenty weeks."""
    every, late = (
        position.open_count,
        sum(g.count for g in over(position.open_cases, TWENTY_WEEKS, at=position.at)),
    )
    excepted = sum(g.count for g in position.open_cases if g.excepted)
    late_rest = sum(
        g.count for g in over(position.open_cases, TWENTY_WEEKS, at=position.at) if not g.excepted
    )
    share = percent(every - late, every)
    return coloured(
        Figure(
            id="N3",
            name="Open assessments inside 20 weeks",
            unit="percent",
            value=share,
            numerator=every - late,
            denominator=every,
            definition=(
                "Open assessments (N1) that are not over 20 weeks (N2), of all open assessments. "
                "One decimal, half rounding up; 100 only when every case is inside. Without "
                "exceptions: cases in which an approved exception lifts the 20 weeks are left out "
                "of both numbers."
            ),
            series=(),
            numerator_excluding_exceptions=every - excepted - late_rest,
            denominator_excluding_exceptions=every - excepted,
            percent_excluding_exceptions=percent(every - excepted - late_rest, every - excepted),
        ),
        position,
    )


def long_waits(position: Position) -> Figure:
    """N4: open cases by how long they have waited."""
    bands = {name: 0 for name, _ in BANDS}
    stages = {name: {stage.value: 0 for stage in OPEN_ASSESSMENT} for name, _ in BANDS}
    for group in position.open_cases:
        name = band_of((position.at - group.started_on).days)
        bands[name] += group.count
        stages[name][group.stage.value] += group.count
    longer = sum(g.count for g in over(position.open_cases, LONG_WAIT, at=position.at))
    return Figure(
        id="N4",
        name="Open over 30 weeks, and every band of waiting",
        unit="cases",
        value=longer,
        numerator=longer,
        denominator=position.open_count,
        definition=(
            "Open assessments by the weeks since the request: to 6, 6 to 16, 16 to 20, 20 to 30, "
            "30 to 40, 40 to 52 and over 52. The last day of a band belongs to it: day 140 is the "
            "last of 20 weeks. The number shown is that of all open over 30 weeks."
        ),
        series=(),
        bands=bands,
        bands_by_stage=stages,
    )


def waits_of_the_backlog(position: Position) -> Figure:
    """N5: the mean and the longest wait of the cases over twenty weeks."""
    late = list(over(position.open_cases, TWENTY_WEEKS, at=position.at))
    count = sum(g.count for g in late)
    days = sum((position.at - g.started_on).days * g.count for g in late)
    longest = max(((position.at - g.started_on).days for g in late), default=None)
    return Figure(
        id="N5",
        name="Mean and longest wait of those over 20 weeks",
        unit="weeks",
        value=in_weeks(days, cases=count),
        numerator=in_weeks(days),
        denominator=count,
        definition=(
            "Days since the request divided by seven, for the cases over 20 weeks (N2): the mean, "
            "and the longest. The numerator is the sum of their weeks."
        ),
        series=(),
        oldest_weeks=None if longest is None else in_weeks(longest),
    )


def band_of(days: int) -> str:
    """Name the band of a case that has waited so many days."""
    return next(name for name, weeks in BANDS if weeks is None or days <= weeks * 7)
