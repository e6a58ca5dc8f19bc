"""Behind N8 to N11: the plans and decisions of each month, in time and late."""

from collections.abc import Callable, Iterator
from datetime import date

from ehcp.reports.behind.counted import Counted, Find, Line, Numbers, yes
from ehcp.reports.behind.open_cases import HEADS as OPEN_HEADS
from ehcp.reports.behind.open_cases import line_of
from ehcp.reports.behind.shares import Among, Pick, days_of_month, month_said, share_of
from ehcp.reports.figure import Figure, Month
from ehcp.reports.figures.timeliness import (
    decisions_told,
    due_and_answered,
    no_plan_notices,
    plans_issued,
    undecided_too_long,
)
from ehcp.reports.measure import Measure, MeasuredCase, cases_measured
from ehcp.reports.position import Position

OfADay = Callable[[date], Measure]


def heads(counted_by: str) -> tuple[str, ...]:
    """Give the headings of a measure's cases."""
    return ("Request", counted_by, "Plan issued", "Case ended", "On time", "Exception")


def line_of_measured(case: MeasuredCase) -> Line:
    """Write a measured case as a line."""
    return Line(
        case.reference,
        (
            case.started_on,
            case.on,
            case.issued_on,
            case.ended_on,
            yes(case.in_time),
            yes(case.excepted),
        ),
    )


def measured(measure: OfADay, first: date, last: date) -> Pick:
    """Find the cases of a measure between two days."""

    def pick(among: Among) -> Find:
        def find(position: Position) -> list[Line]:
            asked = measure(position.at)
            found = cases_measured(position.connection, asked, first=first, last=last)
            return [line_of_measured(case) for case in found if among(case.in_time, case.excepted)]

        return find

    return pick


def _monthly(measure: OfADay, counted_by: str) -> Numbers:
    def numbers(figure: Figure, _at: date) -> Iterator[Counted]:
        for month in figure.series:
            if isinstance(month, Month):
                own = ["", month.month] if month.month == figure.month else [month.month]
                for part in own:
                    yield from share_of(
                        month,
                        part=part,
                        says=month_said(month),
                        heads=heads(counted_by),
                        pick=measured(measure, *days_of_month(month.month)),
                        what="cases",
                    )

    return numbers


n8 = _monthly(plans_issued, "Plan issued")
n9 = _monthly(due_and_answered, "20 weeks ended")
_decisions = _monthly(decisions_told, "Decision told")
n11 = _monthly(no_plan_notices, "Family told")


def n10(figure: Figure, at: date) -> Iterator[Counted]:
    """Behind N10: the decisions of each month, and the cases that still await it too long."""
    yield from _decisions(figure, at)
    yield Counted(
        part="waiting",
        says="still awaiting the decision past six weeks",
        number=figure.still_open_past_limit or 0,
        heads=OPEN_HEADS,
        find=lambda position: [
            line_of(case, at=position.at)
            for case in undecided_too_long(position.every_open_case, at=position.at)
        ],
    )
