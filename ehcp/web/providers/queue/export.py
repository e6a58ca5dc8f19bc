"""The queue as a workbook: by reference and without names, since a file travels on by itself.

Names are seen after signing in; whoever needs one looks the reference up in the queue.
"""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.asked_of import all_owed
from ehcp.casework.queued import Asked
from ehcp.register.engine import reading
from ehcp.reports.pages.book import Book, Row
from ehcp.web.providers.queue.whose import LOOKS, service_of, whose_of
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS = (
    *("Case", "Advice", "Asked on", "Due", "Days late", "Visit", "Visit after the due day"),
    *("You named", "Allocated to"),
)


@router.get("/queue.xlsx")
def download(visit: Visit = open_to(*LOOKS)) -> Response:
    """Give all that is owed, by due day."""
    with reading(visit.counter.engine) as connection:
        owed = all_owed(
            connection,
            whose=whose_of(visit),
            today=visit.today,
            closures=visit.desk().closures,
        )
        service = service_of(connection, visit)
    visit.note("downloaded the queue")
    return Response(
        queue_as_workbook(owed, service=service, today=visit.today),
        media_type=_XLSX,
        headers={"Content-Disposition": f'attachment; filename="advice-owed-{visit.today}.xlsx"'},
    )


def queue_as_workbook(owed: Iterable[Asked], *, service: str, today: date) -> bytes:
    """Write requests into a workbook, a row each; nothing in it says who a child is."""
    content = BytesIO()
    with Book(content, made_on=today) as book:
        book.sheet(
            "Advice owed",
            f"{service}: advice owed at {today}. By reference; names are seen after signing in.",
            _HEADS,
            (_row(each, today=today) for each in owed),
        )
    return content.getvalue()


def _row(asked: Asked, *, today: date) -> Row:
    return (
        asked.reference,
        asked.kind.says,
        asked.requested_on,
        asked.due_on,
        max(0, (today - asked.due_on).days),
        asked.visit_on,
        "yes" if asked.is_visit_late else None,
        asked.promised_on,
        asked.allocated_to,
    )
