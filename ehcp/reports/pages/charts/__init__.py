"""The charts of the page, drawn as SVG without a browser, each narrow and wide."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import vl_convert

from ehcp.reports.figure import BacklogReport
from ehcp.reports.pages.charts.bands import bands
from ehcp.reports.pages.charts.days import days
from ehcp.reports.pages.charts.flow import flow
from ehcp.reports.pages.charts.look import FONT, GRID, INK, MUTED, NARROW, SMALL, WIDE, Chart
from ehcp.reports.pages.charts.weeks import amended_plans, weeks

CHARTS: dict[str, Callable[[BacklogReport, int], Chart]] = {
    "bands": bands,
    "weeks": weeks,
    "days": days,
    "flow": flow,
}

AMENDMENTS = "amendments"
"""The chart of the amended plans owed, drawn where any were in the last year."""


@dataclass(frozen=True)
class Drawing:
    """One chart in its two widths, as SVG that can stand in a page."""

    narrow: str
    wide: str


def draw(report: BacklogReport) -> dict[str, Drawing]:
    """Draw every chart of the report."""
    charts = dict(CHARTS)
    if report.has("A1") and report.figure("A1").peak:
        charts[AMENDMENTS] = amended_plans
    return {
        name: Drawing(
            narrow=_svg(chart(report, NARROW), name=f"{name}-narrow", width=NARROW),
            wide=_svg(chart(report, WIDE), name=f"{name}-wide", width=WIDE),
        )
        for name, chart in charts.items()
    }


def _svg(chart: Chart, *, name: str, width: int) -> str:
    dressed = (
        chart.configure(font=FONT, background="transparent", padding=4)
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=MUTED,
            labelFontSize=SMALL,
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
            columns=2 if width == NARROW else 4,
            symbolType="square",
        )
    )
    svg = vl_convert.vegalite_to_svg(dressed.to_dict())
    # Several drawings share a page, and each of them numbers its parts from nought.
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
