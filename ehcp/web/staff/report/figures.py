"""The cases behind a number of the report, with the days that decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ehcp.register.engine import reading
from ehcp.reports.backlog import position_on
from ehcp.reports.behind.counted import Counted
from ehcp.reports.behind.listing import BY_CASE, BY_OFFICER, Listing, listing
from ehcp.reports.behind.numbers import NoSuchNumber, numbers_of
from ehcp.reports.pages import wording
from ehcp.web.numbers import page_in
from ehcp.web.staff.report.the_report import READERS, report_here
from ehcp.web.staff.report.ways_to_cases import address_of, part_of
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


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Numbers that can be opened, and the page on which they stand.

    Attributes:
        name: what they count.
        named: begins the names of workbooks.
        at: the day whose position they are.
        home, home_says: the page on which they stand.
        address: of the cases behind them, to which the part is added.
        hidden: the references that the visitor may not see.
        is_stored: whether the page says what was kept on its Monday.
    """

    name: str
    named: str
    definition: str
    numbers: Mapping[str, Counted]
    at: date
    home: str
    home_says: str
    address: str
    hidden: frozenset[str]
    is_stored: bool = False


def _show(visit: Visit, day: str, figure_id: str, part: str) -> Response:
    with reading(visit.counter.engine) as connection:
        here = report_here(visit, connection, day, only=figure_id)
        try:
            numbers = numbers_of(here.report, figure_id)
        except NoSuchNumber:
            raise HTTPException(404) from None
        figure = here.report.figure(figure_id)
        opened = Opened(
            name=f"{figure.id} {figure.name}",
            named=figure.id,
            definition=figure.definition,
            numbers=numbers,
            at=here.report.at,
            home=here.path,
            home_says=wording.title(here.report),
            address=address_of(here.path, figure_id),
            hidden=here.hidden,
            is_stored=here.is_stored,
        )
        return show_cases(visit, connection, opened, part)


def show_cases(visit: Visit, connection: Connection, opened: Opened, part: str) -> Response:
    """Show the cases behind a number, or give them as a workbook.

    Raises:
        HTTPException: 404, where there is no such number, or no such page of its cases.
    """
    asked = visit.request.query_params
    as_workbook = asked.get("as") == "workbook"
    by, down = asked.get("sort", ""), asked.get("way") == "down"
    page = page_in(asked.get("page", ""))
    counted = opened.numbers.get(part)
    if counted is None:
        raise HTTPException(404)
    by = by if by in (BY_CASE, BY_OFFICER, *map(str, range(len(counted.heads)))) else ""
    position = position_on(connection, at=opened.at, council=visit.counter.council)
    found = listing(
        connection,
        counted.find(position),
        hidden=opened.hidden,
        by=by,
        down=down,
        first=0 if as_workbook else (page - 1) * A_PAGE,
        most=None if as_workbook else A_PAGE,
    )
    if as_workbook:
        return _workbook(opened, counted, found)
    pages = max(1, -(-found.shown // A_PAGE))
    if page > pages:
        raise HTTPException(404)
    address = part_of(opened.address, part)
    return visit.page(
        "report/behind.html.jinja",
        opened=opened,
        counted=counted,
        listing=found,
        beside=[
            (part_of(opened.address, other.part), other)
            for other in opened.numbers.values()
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


def _workbook(opened: Opened, counted: Counted, found: Listing) -> Response:
    from ehcp.reports.pages.book import Book

    says = opened.name + (f", {counted.says}" if counted.says else "")
    restricted = f", {found.restricted:,} restricted, not shown" if found.restricted else ""
    content = BytesIO()
    with Book(content, made_on=opened.at) as book:
        book.sheet(
            "Cases",
            f"{says}. {opened.home_says}, by the record as it is now: {found.count:,}{restricted}",
            ("Case", *counted.heads, "Stage now", "Officer now"),
            ((row.reference, *row.values, row.stage, row.officer) for row in found.rows),
        )
    return Response(
        content.getvalue(),
        media_type=_WORKBOOK,
        headers={"Content-Disposition": f'attachment; filename="{opened.named}-{opened.at}.xlsx"'},
    )
