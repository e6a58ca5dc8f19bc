"""How every chart looks: colours, sizes, and the kinds of thing that a chart is made of."""

from typing import Any

import altair as alt

NARROW, WIDE = 340, 560
"""The widths in which each chart is drawn, for a telephone and for half a page."""

MARGIN = 60
"""What the axis and its numbers take of the width."""

PADDING = {"left": 12, "right": 12, "top": 4, "bottom": 4}
"""Around a chart: a number at its edge may be wider in a browser's font than it was measured."""

SMALL = 12
WIDEST_LETTER = 7.7
"""What a letter of `SMALL` takes at most, on average, in the fonts that a browser may have."""

FONT = "Arial, Helvetica, sans-serif"
INK, MUTED, GRID = "#1b2733", "#566372", "#e3e7ec"
DEEP, WARM, LATE, EASED = "#1d4f77", "#a8590f", "#a32018", "#2b7a4b"

Row = dict[str, Any]
Chart = alt.LayerChart | alt.FacetChart


def rows_of(rows: list[Row]) -> alt.InlineData:
    """Give a chart its rows."""
    return alt.InlineData(values=rows)


def counts_axis() -> alt.Axis:
    """Give the axis of a count: whole numbers, a few faint lines."""
    return alt.Axis(tickCount=4, domain=False, ticks=False, format="d")
