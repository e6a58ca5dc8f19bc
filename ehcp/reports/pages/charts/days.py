"""How many days each service takes: the median, nine in ten, and the six weeks of the law."""

import altair as alt

from ehcp.reports.figure import BacklogReport, Kind
from ehcp.reports.pages.charts.look import DEEP, INK, LATE, NARROW, SMALL, WARM, Chart, Row, rows_of

_SIX_WEEKS = 42
_NAMES = {NARROW: (165, 190)}
_WIDER_NAMES = (200, 220)


def days(report: BacklogReport, width: int) -> Chart:
    """Draw a span for each service from its median to its nine in ten."""
    longest_name, beside = _NAMES.get(width, _WIDER_NAMES)
    rows: list[Row] = [
        {
            "kind": kind.name,
            "median": kind.median_days,
            "ninetieth": kind.ninetieth_percentile_days,
        }
        for kind in (report.figure("N12a").by_kind or {}).values()
        if isinstance(kind, Kind) and kind.median_days is not None
    ]
    names = [row["kind"] for row in rows]
    longest = max([row["ninetieth"] or 0 for row in rows] + [_SIX_WEEKS]) * 1.08
    y = alt.Y(
        "kind:N",
        sort=names,
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelLimit=longest_name, labelColor=INK),
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
    height = max(120, 32 * len(rows))
    return alt.layer(span, line, *points, label).properties(width=width - beside, height=height)
