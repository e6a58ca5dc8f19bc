"""The report's charts as images of their own: drawn when a browser asks for one."""

from collections.abc import Mapping

from fastapi import APIRouter
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ehcp.register.engine import reading
from ehcp.reports.backlog import figures_on
from ehcp.reports.pages.charted import AMENDMENTS, CHARTED, charts_shown
from ehcp.web.staff.report.kept import kept_report
from ehcp.web.staff.report.the_report import READERS, TODAY, ReportHere, day_named
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_WIDTHS = ("narrow", "wide")


@router.get("/report/{day}/charts/{name}-{width}.svg")
def chart(day: str, name: str, width: str, visit: Visit = open_to(*READERS)) -> Response:
    """Draw one chart of a report."""
    if name not in CHARTED or width not in _WIDTHS:
        raise HTTPException(404)
    at = day_named(day, today=visit.today)
    with reading(visit.counter.engine) as connection:
        kept = None if day == TODAY else kept_report(connection, at=at)
        if kept is None:
            # Not the whole report for one chart of it.
            report = figures_on(connection, CHARTED[name], at=at, council=visit.counter.council)
        else:
            report = kept.report
    if name == AMENDMENTS and not report.has("A1"):
        raise HTTPException(404)  # stored before there was such a figure

    def draw() -> str:
        from ehcp.reports.pages.charts import draw_one

        return draw_one(report, name, wide=width == "wide")

    svg = kept.written(("chart", name, width), draw) if kept else draw()
    return Response(svg, media_type="image/svg+xml")


def charts_of(here: ReportHere) -> Mapping[str, tuple[str, str]]:
    """Give the charts of a report as images, narrow and wide; their words stand beside them."""
    image = Markup('<img src="{}/charts/{}-{}.svg" alt="" loading="lazy">')
    return {
        name: (image.format(here.path, name, "narrow"), image.format(here.path, name, "wide"))
        for name in charts_shown(here.report)
    }
