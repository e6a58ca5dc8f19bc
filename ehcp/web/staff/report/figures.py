"""The cases behind a number of the report, with the days that decided."""

from io import BytesIO
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ehcp.register.engine import reading
from ehcp.reports.backlog import position_on
from ehcp.reports.behind.counted import Counted
from ehcp.reports.behind.listing import BY_CASE, BY_OFFICER, Listing, listing
from ehcp.reports.behind.numbers import NoSuchNumber, numbers_of
from ehcp.reports.figure import Figure
from ehcp.reports.pages import wording
from ehcp.web.numbers import page_in
from ehcp.web.staff.report.the_report import READERS, ReportHere, report_here
from ehcp.web.staff.report.ways_to_cases import address_of
from ehcp.web.visit import Visit, open_to

router = APIRouter()
A_PAGE = 100
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/report/{day}/figures/{figure_id}")
def behind(day: str, figure_id: str, visit: Visit = open_to(*READERS)) -> Response:
    """Show the cases behind a figure."""
    return _show(visit, day, figure_id, "")


@router.get("/report/{day}/figures/{figure_id}/{part:path}")
def behind_part(day: str, figure_id: str, part: str, visit: Visit = open_to(*READERS)) -> Response:
    """Show the cases behind a part of a figure."""
    return _show(visit, day, figure_id, part)


def _show(visit: Visit, day: str, figure_id: str, part: str) -> Response:
    asked = visit.request.query_params
    as_workbook = asked.get("as") == "workbook"
    by, down = asked.get("sort", ""), asked.get("way") == "down"
    page = page_in(asked.get("page", ""))
    with reading(visit.counter.engine) as connection:
        here = report_here(visit, connection, day, only=figure_id)
        try:
            numbers = numbers_of(here.report, figure_id)
        except NoSuchNumber:
            raise HTTPException(404) from None
        counted = numbers.get(part)
        if counted is None:
            raise HTTPException(404)
        by = by if by in (BY_CASE, BY_OFFICER, *map(str, range(len(counted.heads)))) else ""
        position = position_on(connection, at=here.report.at, council=visit.counter.council)
        found = listing(
            connection,
            counted.find(position),
            hidden=here.hidden,
            by=by,
            down=down,
            first=0 if as_workbook else (page - 1) * A_PAGE,
            most=None if as_workbook else A_PAGE,
        )
    figure = here.report.figure(figure_id)
    if as_workbook:
        return _workbook(here, figure, counted, found)
    pages = max(1, -(-found.shown // A_PAGE))
    if page > pages:
        raise HTTPException(404)
    address = address_of(here.path, figure_id, part)
    return visit.page(
        "report/behind.html.jinja",
        report=here.report,
        report_path=here.path,
        is_stored=here.is_stored,
        report_title=wording.title(here.report),
        figure=figure,
        counted=counted,
        listing=found,
        beside=[
            (address_of(here.path, figure_id, other.part), other)
            for other in numbers.values()
            if other is not counted and other.group in (counted.group, counted.part)
        ],
        address=address,
        columns=_columns(counted, address, by=by, down=down),
        pagination=_pagination(address, page, pages, by=by, down=down),
    )


def _columns(counted: Counted, address: str, *, by: str, down: bool) -> list[dict[str, Any]]:
    """Give the headings: each sorts by its column, and the other way when it does already."""
    names = [(BY_CASE, "Case"), *((str(n), head) for n, head in enumerate(counted.heads))]
    names.append((BY_OFFICER, "Officer now"))
    return [
        {
            "says": says,
            "href": f"{address}?sort={name}" + ("&way=down" if by == name and not down else ""),
            "sorted": ("descending" if down else "ascending") if by == name else "none",
        }
        for name, says in names
    ]


def _pagination(address: str, page: int, pages: int, *, by: str, down: bool) -> dict[str, Any]:
    if pages == 1:
        return {}
    order = (f"&sort={by}" if by else "") + ("&way=down" if down else "")

    def to(number: int) -> dict[str, Any]:
        return {
            "number": number,
            "href": f"{address}?page={number}{order}",
            "current": number == page,
        }

    near = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - page) <= 1]
    items: list[dict[str, Any]] = []
    for number, before in zip(near, [0, *near], strict=False):
        if number > before + 1:
            items.append({"ellipsis": True})
        items.append(to(number))
    return {
        "items": items,
        "previous": {"href": to(page - 1)["href"]} if page > 1 else None,
        "next": {"href": to(page + 1)["href"]} if page < pages else None,
    }


def _workbook(here: ReportHere, figure: Figure, counted: Counted, found: Listing) -> Response:
    from ehcp.reports.pages.book import Book

    at = here.report.at
    says = f"{figure.id} {figure.name}" + (f", {counted.says}" if counted.says else "")
    restricted = f", {found.restricted:,} restricted, not shown" if found.restricted else ""
    content = BytesIO()
    with Book(content, made_on=at) as book:
        book.sheet(
            "Cases",
            f"{says}. {wording.title(here.report)}, by the record as it is now: "
            f"{found.count:,}{restricted}",
            ("Case", *counted.heads, "Stage now", "Officer now"),
            ((row.reference, *row.values, row.stage, row.officer) for row in found.rows),
        )
    return Response(
        content.getvalue(),
        media_type=_WORKBOOK,
        headers={"Content-Disposition": f'attachment; filename="{figure.id}-{at}.xlsx"'},
    )
