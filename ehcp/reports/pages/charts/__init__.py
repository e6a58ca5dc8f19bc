"""The charts of the page, drawn as SVG without a browser, each narrow and wide."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import vl_convert

from ehcp.reports.figure import BacklogReport
from ehcp.reports.pages.charted import AMENDMENTS, charts_shown
from ehcp.reports.pages.charts.bands import bands
from ehcp.reports.pages.charts.days import days
from ehcp.reports.pages.charts.flow import flow
from ehcp.reports.pages.charts.look import (
    FONT,
    GRID,
    INK,
    MUTED,
    NARROW,
    PADDING,
    SMALL,
    WIDE,
    Chart,
)
from ehcp.reports.pages.charts.weeks import amended_plans, weeks

CHARTS: dict[str, Callable[[BacklogReport, int], Chart]] = {
    "bands": bands,
    "weeks": weeks,
    "days": days,
    "flow": flow,
    AMENDMENTS: amended_plans,
}


@dataclass(frozen=True)
class Drawing:
    """One chart in its two widths, as SVG that can stand in a page."""

    narrow: str
    wide: str


def draw(report: BacklogReport) -> dict[str, Drawing]:
    """Draw every chart of the report."""
    return {
        name: Drawing(
            narrow=draw_one(report, name, wide=False), wide=draw_one(report, name, wide=True)
        )
        for name in charts_shown(report)
    }


def draw_one(report: BacklogReport, name: str, *, wide: bool) -> str:
    """Draw one chart of a report that has at least the figures which it shows."""
    width = WIDE if wide else NARROW
    return _svg(
        CHARTS[name](report, width), name=f"{name}-{'wide' if wide else 'narrow'}", width=width
    )


def _svg(chart: Chart, *, name: str, width: int) -> str:
    dressed = (
        chart.configure(font=FONT, background="transparent", padding=PADDING)
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=MUTED,
            labelFontSize=SMALL,
            labelLimit=0,
            titleColor=MUTED,
            titleFontSize=SMALL,
            titleFontWeight="normal",
            gridColor=GRID,
            domainColor=GRID,
            tickColor=GRID,
        )
        .configure_legend(
            orient="top",
            title=None,
            labelColor=INK,
            labelFontSize=SMALL,
            labelLimit=0,
            columns=1 if width == NARROW else 2,
            # What the letters of the widest font take more than those by which this is drawn.
            columnPadding=60,
            rowPadding=4,
            symbolType="square",
        )
    )
    svg = vl_convert.vegalite_to_svg(dressed.to_dict())
    # Several drawings share a page, and each of them numbers its parts from nought.
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
