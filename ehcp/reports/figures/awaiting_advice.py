"""N6 and N7: open cases that have waited over six weeks for advice."""

from datetime import timedelta

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.reports.days import WEEK
from ehcp.reports.figure import Figure
from ehcp.reports.figures.colouring import coloured
from ehcp.reports.position import Position
from ehcp.reports.weekly import OverTime

_OVER = (
    "Open assessments in which {what} was asked for more than 42 days ago, counted from the day "
    "on which the service got the request (the day it was sent, unless the record says "
    "otherwise), and has not come, by the day. A reply that the service does not know the child "
    "is an answer; a report that was sent back is awaited again; a request that was taken back is "
    "not. "
)


def awaiting_any_advice(position: Position) -> Figure:
    """N6: how many cases wait for any advice over six weeks, each case once."""
    return _waiting(
        position,
        position.awaiting_over_time,
        figure_id="N6",
        name="Awaiting any advice over 6 weeks",
        definition=_OVER.format(what="any advice") + "A case is counted once.",
    )


def awaiting_a_psychologist(position: Position) -> Figure:
    """N7: how many cases wait for the psychologist's advice over six weeks; and each other kind."""
    by_kind = position.awaiting_over_time_by_kind
    kinds = [*AdviceKind, *(kind for kind in by_kind if kind not in set(AdviceKind))]
    nobody = OverTime((), until=position.at)
    figure = _waiting(
        position,
        by_kind.get(AdviceKind.EDUCATIONAL_PSYCHOLOGY, nobody),
        figure_id="N7",
        name="Awaiting educational psychology advice over 6 weeks",
        definition=_OVER.format(what="the educational psychologist's advice")
        + "Shown for every kind of advice; a case that waits for two kinds is counted in both.",
    )
    counts = {str(kind): by_kind.get(kind, nobody).on(position.at) for kind in kinds}
    return figure.model_copy(update={"by_kind": counts})


def _waiting(
    position: Position, waiting: OverTime, *, figure_id: str, name: str, definition: str
) -> Figure:
    at, now = position.at, waiting.on(position.at)
    return coloured(
        Figure(
            id=figure_id,
            name=name,
            unit="cases",
            value=now,
            numerator=now,
            denominator=position.open_count,
            definition=definition,
            series=waiting.weeks,
            last_week=waiting.on(at - WEEK),
            four_weeks_ago=waiting.on(at - timedelta(weeks=4)),
            peak=waiting.peak,
        ),
        position,
    )
