"""The four charts of the page, drawn as SVG without a browser, each narrow and wide."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from ehcp.cases.stages import OPEN, Stage
from ehcp.reports.figure import BacklogReport, Flow, Kind, Week

NARROW, WIDE = 340, 560
INK, MUTED, GRID = "#1b2733", "#566372", "#e3e7ec"
DEEP, WARM, LATE = "#1d4f77", "#a8590f", "#a32018"
_STAGES = {
    Stage.REQUESTED: "#b9c7d4",
    Stage.ASSESSING: "#6f9abd",
    Stage.DRAFTING: "#2f6c9c",
    Stage.DRAFT: "#143c5e",
}
Row = dict[str, Any]
Chart = alt.LayerChart | alt.FacetChart
_FONT = "Arial, Helvetica, sans-serif"
_SMALL = 12
_GAP = 0.24
_MARGIN = 60
WEEKS = 27
SIX_WEEKS = 42


@dataclass(frozen=True)
class Drawing:
    """One chart in its two widths, as SVG that can stand in a page."""

    narrow: str
    wide: str


def draw(report: BacklogReport) -> dict[str, Drawing]:
    """Draw every chart of the report."""
    charts: dict[str, Callable[[BacklogReport, int], Chart]] = {
        "bands": _bands,
        "weeks": _weeks,
        "days": _days,
        "flow": _flow,
    }
    return {
        name: Drawing(
            narrow=_svg(chart(report, NARROW), name=f"{name}-narrow", width=NARROW),
            wide=_svg(chart(report, WIDE), name=f"{name}-wide", width=WIDE),
        )
        for name, chart in charts.items()
    }


def _svg(chart: Chart, *, name: str, width: int) -> str:
    dressed = (
        chart.configure(font=_FONT, background="transparent", padding=4)
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=MUTED,
            labelFontSize=_SMALL,
            titleColor=MUTED,
            titleFontSize=_SMALL,
            titleFontWeight="normal",
            gridColor=GRID,
            domainColor=GRID,
            tickColor=GRID,
        )
        .configure_legend(
            orient="top",
            title=None,
            labelColor=INK,
            labelFontSize=_SMALL,
            columns=2 if width == NARROW else 4,
            symbolType="square",
        )
    )
    svg = vl_convert.vegalite_to_svg(dressed.to_dict())
    # Several drawings share a page, and each of them numbers its parts from nought.
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _rows(rows: list[Row]) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _bands(report: BacklogReport, width: int) -> Chart:
    figure = report.figure("N4")
    by_stage = figure.bands_by_stage or {}
    names = list(by_stage)
    rows = [
        {"band": band, "stage": Stage(stage).says, "order": OPEN.index(Stage(stage)), "cases": n}
        for band, stages in by_stage.items()
        for stage, n in stages.items()
    ]
    totals: list[Row] = [
        {"band": band, "cases": sum(stages.values())} for band, stages in by_stage.items()
    ]
    top = max((total["cases"] for total in totals), default=0) or 1
    x = alt.X(
        "band:O",
        sort=names,
        title="Weeks since the request",
        scale=alt.Scale(paddingInner=_GAP, paddingOuter=_GAP / 2),
        axis=alt.Axis(labelAngle=0, ticks=False, domain=False),
    )
    scale = alt.Scale(domain=[0, top * 1.12], nice=False)
    axis = alt.Axis(tickCount=4, domain=False, ticks=False, format="d")
    shades = alt.Scale(domain=[stage.says for stage in OPEN], range=[_STAGES[s] for s in OPEN])
    bars = (
        alt.Chart(_rows(rows))
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y("cases:Q", title=None, stack="zero", scale=scale, axis=axis),
            color=alt.Color("stage:N", scale=shades, sort=[stage.says for stage in OPEN]),
            order=alt.Order("order:Q"),
        )
    )
    counts = (
        alt.Chart(_rows(totals))
        .mark_text(dy=-7, fontSize=_SMALL, color=INK)
        .encode(x=x, y=alt.Y("cases:Q", scale=scale), text="cases:Q")
    )
    # In the middle of the gap after the last band inside twenty weeks.
    half_a_gap = (width - _MARGIN) / len(names) * _GAP / 2 if names else 0
    after = alt.X("band:O", sort=names, bandPosition=1)
    limit = alt.Chart(_rows([{"band": "16-20", "says": "20 weeks"}])).encode(x=after)
    line = limit.mark_rule(color=LATE, strokeWidth=2, strokeDash=[5, 3], xOffset=half_a_gap)
    label = limit.mark_text(
        align="left", dx=half_a_gap + 6, color=LATE, fontSize=_SMALL, baseline="top"
    ).encode(y=alt.value(0), text=alt.Text("says:N"))
    return alt.layer(bars, counts, line, label).properties(width=width - _MARGIN, height=220)


def _weeks(report: BacklogReport, width: int) -> Chart:
    lines = {"N2": "Over 20 weeks", "N6": "Awaiting advice over 6 weeks"}
    rows: list[Row] = [
        {"line": name, "on": f"{week.on}T12:00:00", "cases": week.value}
        for figure_id, name in lines.items()
        for week in report.figure(figure_id).series[-WEEKS:]
        if isinstance(week, Week)
    ]
    colour = alt.Color("line:N", scale=alt.Scale(domain=list(lines.values()), range=[LATE, DEEP]))
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
        axis=alt.Axis(tickCount=5, domain=False, ticks=False, format="d"),
    )
    base = alt.Chart(_rows(rows)).encode(x=x, y=y, color=colour)
    drawn = base.mark_line(strokeWidth=2.5, interpolate="monotone")
    last = {row["line"]: row for row in rows}
    ends = list(last.values())
    highest = max((row["cases"] for row in rows), default=1)
    dots = (
        alt.Chart(_rows(ends))
        .mark_point(filled=True, size=55, opacity=1)
        .encode(x=x, y=y, color=colour)
    )
    said = (
        alt.Chart(_rows(_apart(ends, of=highest)))
        .mark_text(align="left", dx=8, fontSize=_SMALL + 1, fontWeight="bold")
        .encode(x=x, y=alt.Y("at:Q"), text="cases:Q", color=colour)
    )
    return alt.layer(drawn, dots, said).properties(width=width - 76, height=220)


def _apart(ends: list[Row], *, of: int) -> list[Row]:
    """Move two labels apart that would be written on one another; the dots stay."""
    by_size = sorted(ends, key=lambda end: end["cases"])
    least = -of
    for end in by_size:
        end["at"] = least = max(end["cases"], least + of * 0.09)
    return by_size


def _days(report: BacklogReport, width: int) -> Chart:
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
    longest = max([row["ninetieth"] or 0 for row in rows] + [SIX_WEEKS]) * 1.08
    narrow = width == NARROW
    y = alt.Y(
        "kind:N",
        sort=names,
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelLimit=165 if narrow else 200, labelColor=INK),
    )
    scale = alt.Scale(domain=[0, longest], nice=False)
    axis = alt.Axis(tickCount=5, domain=False, ticks=False)
    base = alt.Chart(_rows(rows)).encode(y=y)
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
        alt.Chart(_rows([{"days": SIX_WEEKS}]))
        .mark_rule(color=LATE, strokeWidth=2, strokeDash=[5, 3])
        .encode(x=alt.X("days:Q", scale=scale))
    )
    label = (
        alt.Chart(_rows([{"days": SIX_WEEKS, "says": "42 days"}]))
        .mark_text(color=LATE, align="left", dx=4, dy=-4, fontSize=_SMALL, baseline="bottom")
        .encode(x=alt.X("days:Q", scale=scale), y=alt.value(0), text="says:N")
    )
    height = max(120, 32 * len(rows))
    return alt.layer(span, line, *points, label).properties(
        width=width - (190 if narrow else 220), height=height
    )


def _flow(report: BacklogReport, width: int) -> Chart:
    flow = report.figure("N13").flow
    rows = [] if flow is None else _steps(flow)
    names = [row["step"] for row in rows]
    x = alt.X(
        "step:N",
        sort=names,
        title=None,
        scale=alt.Scale(paddingInner=0.3),
        axis=alt.Axis(labelAngle=0, ticks=False, domain=False, labelExpr="split(datum.label, ' ')"),
    )
    low = min((min(row["from"], row["to"]) for row in rows), default=0)
    high = max((max(row["from"], row["to"]) for row in rows), default=1)
    # The steps are a few cases on a backlog of many: the axis begins near them, and says so.
    floor = 0 if low <= high * 0.6 else int(low * 0.95)
    scale = alt.Scale(domain=[floor, high + max(1, (high - floor) * 0.15)], nice=False)
    y = alt.Y(
        "from:Q",
        title=None if floor == 0 else f"axis begins at {floor}",
        scale=scale,
        axis=alt.Axis(tickCount=4, domain=False, ticks=False, format="d"),
    )
    base = alt.Chart(_rows([{**row, "from": max(row["from"], floor)} for row in rows])).encode(x=x)
    bars = base.mark_bar().encode(
        y=y,
        y2="to:Q",
        color=alt.Color(
            "sort:N",
            scale=alt.Scale(domain=["total", "more", "fewer"], range=[DEEP, LATE, "#2b7a4b"]),
            legend=None,
        ),
    )
    said = base.mark_text(dy=-7, fontSize=_SMALL, color=INK).encode(
        y=alt.Y("top:Q", scale=scale), text="says:N"
    )
    return alt.layer(bars, said).properties(width=width - _MARGIN, height=220)


def _steps(flow: Flow) -> list[Row]:
    rows: list[Row] = []
    level = 0

    def step(name: str, change: int) -> None:
        nonlocal level
        before, level = level, level + change
        rows.append(
            {
                "step": name,
                "from": before,
                "to": level,
                "top": max(before, level),
                "sort": "more" if change > 0 else "fewer",
                "says": f"{change:+d}" if change else "0",
            }
        )

    step("Before", flow.opening)
    rows[0] |= {"sort": "total", "says": str(flow.opening)}
    step("Newly over", flow.newly_over)
    step("Issued late", -flow.issued_late)
    step("Closed late", -flow.otherwise_closed_late)
    step("Corrected", flow.corrections)
    rows.append(
        {
            "step": "Now",
            "from": 0,
            "to": flow.closing,
            "top": flow.closing,
            "sort": "total",
            "says": str(flow.closing),
        }
    )
    return rows
