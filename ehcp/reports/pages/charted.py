"""Which charts a report has, and the figures that each of them shows."""

from collections.abc import Callable, Mapping, Sequence

from ehcp.reports.figure import BacklogReport, Figure
from ehcp.reports.figures.advice_in_time import advice_as_it_came
from ehcp.reports.figures.amendments import amendment_backlog
from ehcp.reports.figures.awaiting_advice import awaiting_any_advice
from ehcp.reports.figures.backlog import backlog
from ehcp.reports.figures.flow import flow_check
from ehcp.reports.figures.open_cases import long_waits
from ehcp.reports.position import Position

AMENDMENTS = "amendments"
"""The chart of the amended plans owed, drawn where any were in the last year."""

CHARTED: Mapping[str, Sequence[Callable[[Position], Figure]]] = {
    "bands": (long_waits,),
    "weeks": (backlog, awaiting_any_advice),
    "days": (advice_as_it_came,),
    "flow": (flow_check,),
    AMENDMENTS: (amendment_backlog,),
}


def charts_shown(report: BacklogReport) -> Sequence[str]:
    """Name the charts of this report."""
    amending = report.has("A1") and report.figure("A1").peak is not None
    return [name for name in CHARTED if amending or name != AMENDMENTS]
