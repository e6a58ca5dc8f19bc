"""The report to take away: as a workbook, as JSON, and as a page that stands by itself."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ehcp.register.engine import reading
from ehcp.reports.figure import BacklogReport
from ehcp.web.staff.report.the_report import READERS, report_here
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "html": "text/html",
}


@router.get("/report/{day}/report.{form}")
def download(day: str, form: str, visit: Visit = open_to(*READERS)) -> Response:
    """Give the report as a file."""
    if form not in _TYPES:
        raise HTTPException(404)
    with reading(visit.counter.engine) as connection:
        here = report_here(visit, connection, day)
    name = f"ehc-report-{here.report.at}.{form}"
    return Response(
        _written(here.report, form),
        media_type=_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _written(report: BacklogReport, form: str) -> str | bytes:
    if form == "xlsx":
        from ehcp.reports.pages.workbook import as_workbook

        return as_workbook(report)
    if form == "json":
        from ehcp.reports.pages.machine import as_json

        return as_json(report)
    from ehcp.reports.pages.html import as_html

    return as_html(report)
