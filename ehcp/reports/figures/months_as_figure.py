"""A figure counted month by month: its number is that of the last full month."""

from ehcp.reports.figure import Figure, Kind
from ehcp.reports.figures.colouring import coloured
from ehcp.reports.monthly import Months
from ehcp.reports.position import Position


def figure_of_months(
    position: Position,
    months: Months,
    *,
    figure_id: str,
    name: str,
    definition: str,
    by_kind: dict[str, Kind] | None = None,
) -> Figure:
    """Make the figure of these months, with and without exceptions."""
    last = months.last_full
    return coloured(
        Figure(
            id=figure_id,
            name=name,
            unit="percent",
            value=last.percent,
            numerator=last.numerator,
            denominator=last.denominator,
            definition=definition,
            series=months.series,
            month=last.month,
            numerator_excluding_exceptions=last.numerator_excluding_exceptions,
            denominator_excluding_exceptions=last.denominator_excluding_exceptions,
            percent_excluding_exceptions=last.percent_excluding_exceptions,
            by_kind=by_kind,
        ),
        position,
    )
