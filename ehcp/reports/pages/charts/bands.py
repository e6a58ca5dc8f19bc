"""Open cases by weeks since the request, split by stage, with the twenty-week line."""

import altair as alt

from ehcp.cases.stages import OPEN_ASSESSMENT, Stage
from ehcp.reports.figure import BacklogReport
from ehcp.reports.pages.charts.look import (
    INK,
    LATE,
    MARGIN,
    SMALL,
    Chart,
    Row,
    counts_axis,
    rows_of,
)

_GAP = 0.24
_STAGES = {
    Stage.REQUESTED: "#b9c7d4",
    Stage.ASSESSING: "#6f9abd",
    Stage.DRAFTING: "#2f6c9c",
    Stage.DRAFT: "#143c5e",
}


def bands(report: BacklogReport, width: int) -> Chart:
    """Draw the bars; the line stands after the last band inside twenty weeks."""
    figure = report.figure("N4")
    by_stage = figure.bands_by_stage or {}
    names = list(by_stage)
    rows = [
        {
            "band": band,
            "stage": Stage(stage).says,
            "order": OPEN_ASSESSMENT.index(Stage(stage)),
            "cases": n,
        }
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
        axis=alt.Axis(
            labelAngle=0,
            ticks=False,
            domain=False,
            # "over 52" in two lines, so that it keeps clear of its neighbour.
            labelExpr="length(datum.label) > 5 ? split(datum.label, ' ') : datum.label",
        ),
    )
    scale = alt.Scale(domain=[0, top * 1.12], nice=False)
    axis = counts_axis()
    shades = alt.Scale(
        domain=[stage.says for stage in OPEN_ASSESSMENT],
        range=[_STAGES[s] for s in OPEN_ASSESSMENT],
    )
    bars = (
        alt.Chart(rows_of(rows))
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y("cases:Q", title=None, stack="zero", scale=scale, axis=axis),
            color=alt.Color(
                "stage:N", scale=shades, sort=[stage.says for stage in OPEN_ASSESSMENT]
            ),
            order=alt.Order("order:Q"),
        )
    )
    counts = (
        alt.Chart(rows_of(totals))
        .mark_text(dy=-7, fontSize=SMALL, color=INK)
        .encode(x=x, y=alt.Y("cases:Q", scale=scale), text="cases:Q")
    )
    # In the middle of the gap after the last band inside twenty weeks.
    half_a_gap = (width - MARGIN) / len(names) * _GAP / 2 if names else 0
    after = alt.X("band:O", sort=names, bandPosition=1)
    limit = alt.Chart(rows_of([{"band": "16-20", "says": "20 weeks"}])).encode(x=after)
    line = limit.mark_rule(color=LATE, strokeWidth=2, strokeDash=[5, 3], xOffset=half_a_gap)
    label = limit.mark_text(
        align="left", dx=half_a_gap + 6, color=LATE, fontSize=SMALL, baseline="top"
    ).encode(y=alt.value(0), text=alt.Text("says:N"))
    return alt.layer(bars, counts, line, label).properties(width=width - MARGIN, height=220)
