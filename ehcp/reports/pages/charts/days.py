"""How many days each service takes: the median, nine in ten, and the six weeks of the law."""

from math import ceil
from textwrap import wrap

import altair as alt

from ehcp.reports.figure import BacklogReport, Kind
from ehcp.reports.pages.charts.look import (
    DEEP,
    INK,
    LATE,
    NARROW,
    SMALL,
    WARM,
    WIDEST_LETTER,
    Chart,
    Row,
    rows_of,
)

_SIX_WEEKS = 42
_LETTERS_IN_A_LINE = {NARROW: 16}
_LETTERS_IN_A_WIDE_LINE = 28
_BESIDE_NAMES = 25
_LINE_HEIGHT = 14


def days(report: BacklogReport, width: int) -> Chart:
    """Draw a span for each service from its median to its nine in ten."""
    letters = _LETTERS_IN_A_LINE.get(width, _LETTERS_IN_A_WIDE_LINE)
    rows: list[Row] = [
        {
            "kind": "\n".join(wrap(kind.name, letters)),
            "median": kind.median_days,
            "ninetieth": kind.ninetieth_percentile_days,
        }
        for kind in (report.figure("N12a").by_kind or {}).values()
        if isinstance(kind, Kind) and kind.median_days is not None
    ]
    names = [row["kind"] for row in rows]
    lines = [name.split("\n") for name in names]
    room = ceil(WIDEST_LETTER * max((len(line) for name in lines for line in name), default=0))
    longest = max([row["ninetieth"] or 0 for row in rows] + [_SIX_WEEKS]) * 1.08
    y = alt.Y(
        "kind:N",
        sort=names,
        title=None,
        axis=alt.Axis(
            ticks=False,
            domain=False,
            labelColor=INK,
            labelExpr="split(datum.label, '\\n')",
            labelLineHeight=_LINE_HEIGHT,
            # A browser may write the names wider than they are measured here.
            minExtent=room,
        ),
    )
    scale = alt.Scale(domain=[0, longest], nice=False)
    axis = alt.Axis(tickCount=5, domain=False, ticks=False)
    base = alt.Chart(rows_of(rows)).encode(y=y)
    span = base.mark_rule(strokeWidth=3, color="#9db4c8").encode(
        x=alt.X("median:Q", scale=scale, title="Days from asking to coming", axis=axis),
        x2="ninetieth:Q",
    )
    shades = alt.Scale(domain=["half within", "9 in 10 within"], range=[DEEP, WARM])
    shapes = alt.Scale(domain=["half within", "9 in 10 within"], range=["circle", "diamond"])
    points = [
        base.transform_calculate(what=f"'{what}'")
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            x=alt.X(f"{field}:Q", scale=scale),
            color=alt.Color("what:N", scale=shades),
            shape=alt.Shape("what:N", scale=shapes),
        )
        for field, what in (("median", "half within"), ("ninetieth", "9 in 10 within"))
    ]
    line = (
        alt.Chart(rows_of([{"days": _SIX_WEEKS}]))
        .mark_rule(color=LATE, strokeWidth=2, strokeDash=[5, 3])
        .encode(x=alt.X("days:Q", scale=scale))
    )
    label = (
        alt.Chart(rows_of([{"days": _SIX_WEEKS, "says": "42 days"}]))
        .mark_text(color=LATE, align="left", dx=4, dy=-4, fontSize=SMALL, baseline="bottom")
        .encode(x=alt.X("days:Q", scale=scale), y=alt.value(0), text="says:N")
    )
    of_a_name = max((len(name) for name in lines), default=1) * _LINE_HEIGHT
    return alt.layer(span, line, *points, label).properties(
        width=width - room - _BESIDE_NAMES, height=max(120, max(32, of_a_name + 8) * len(rows))
    )
