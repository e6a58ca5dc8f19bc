"""How last week's backlog became this week's, step by step."""

import altair as alt

from ehcp.reports.figure import BacklogReport, Flow
from ehcp.reports.pages.charts.look import (
    DEEP,
    EASED,
    INK,
    LATE,
    MARGIN,
    SMALL,
    Chart,
    Row,
    rows_of,
)


def flow(report: BacklogReport, width: int) -> Chart:
    """Draw what was there, what came, what went, and what is there."""
    moved = report.figure("N13").flow
    rows = [] if moved is None else _steps(moved)
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
    base = alt.Chart(rows_of([{**row, "from": max(row["from"], floor)} for row in rows])).encode(
        x=x
    )
    bars = base.mark_bar().encode(
        y=y,
        y2="to:Q",
        color=alt.Color(
            "sort:N",
            scale=alt.Scale(domain=["total", "more", "fewer"], range=[DEEP, LATE, EASED]),
            legend=None,
        ),
    )
    said = base.mark_text(dy=-7, fontSize=SMALL, color=INK).encode(
        y=alt.Y("top:Q", scale=scale), text="says:N"
    )
    return alt.layer(bars, said).properties(width=width - MARGIN, height=220)


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
    step("Put right", flow.corrections)
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
