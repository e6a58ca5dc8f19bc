"""Twenty-six weeks of a count: of the backlog and advice, and of amended plans owed."""

from collections.abc import Mapping, Sequence

import altair as alt

from ehcp.reports.figure import BacklogReport, Week
from ehcp.reports.pages.charts.look import (
    DEEP,
    LATE,
    NARROW,
    SMALL,
    Chart,
    Row,
    counts_axis,
    rows_of,
)

_LINES = {"N2": "Over 20 weeks", "N6": "Awaiting advice over 6 weeks"}
_AMENDMENTS = {"A1": "Amended plans owed after a review"}
_WEEKS = 27
_RIGHT = 76


def weeks(report: BacklogReport, width: int) -> Chart:
    """Draw the backlog and the cases that wait for advice."""
    return _lines(report, width, lines=_LINES, colours=[LATE, DEEP])


def amended_plans(report: BacklogReport, width: int) -> Chart:
    """Draw the amended plans that were owed."""
    return _lines(report, width, lines=_AMENDMENTS, colours=[DEEP])


def _lines(
    report: BacklogReport, width: int, *, lines: Mapping[str, str], colours: Sequence[str]
) -> Chart:
    """Draw these lines, each with its latest number at its end."""
    rows: list[Row] = [
        {"line": name, "on": f"{week.on}T12:00:00", "cases": week.value}
        for figure_id, name in lines.items()
        for week in report.figure(figure_id).series[-_WEEKS:]
        if isinstance(week, Week)
    ]
    # A single line needs no key: the heading says what it is.
    key = alt.Legend() if len(lines) > 1 else None
    scale = alt.Scale(domain=list(lines.values()), range=list(colours))
    colour = alt.Color("line:N", scale=scale, legend=key)
    narrow = width == NARROW
    x = alt.X(
        "on:T",
        title=None,
        axis=alt.Axis(
            format="%b", tickCount={"interval": "month", "step": 2 if narrow else 1}, grid=False
        ),
    )
    y = alt.Y(
        "cases:Q",
        title=None,
        scale=alt.Scale(zero=True),
        axis=counts_axis(),
    )
    base = alt.Chart(rows_of(rows)).encode(x=x, y=y, color=colour)
    drawn = base.mark_line(strokeWidth=2.5, interpolate="monotone")
    last = {row["line"]: row for row in rows}
    ends = list(last.values())
    highest = max((row["cases"] for row in rows), default=1)
    dots = (
        alt.Chart(rows_of(ends))
        .mark_point(filled=True, size=55, opacity=1)
        .encode(x=x, y=y, color=colour)
    )
    said = (
        alt.Chart(rows_of(_apart(ends, of=highest)))
        .mark_text(align="left", dx=8, fontSize=SMALL + 1, fontWeight="bold")
        .encode(x=x, y=alt.Y("at:Q"), text="cases:Q", color=colour)
    )
    return alt.layer(drawn, dots, said).properties(width=width - _RIGHT, height=220)


def _apart(ends: list[Row], *, of: int) -> list[Row]:
    """Move two labels apart that would be written on one another; the dots stay."""
    by_size = sorted(ends, key=lambda end: end["cases"])
    least = -of
    for end in by_size:
        end["at"] = least = max(end["cases"], least + of * 0.09)
    return by_size
