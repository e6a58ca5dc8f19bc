"""The audit record as a workbook."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from zoneinfo import ZoneInfo

from ehcp.reports.audit_record import Line
from ehcp.reports.pages.book import Book, Row

_LONDON = ZoneInfo("Europe/London")
_HEADS = ("Line", "Day", "Time", "Who", "Did", "Case", "About", "Why")


def audit_as_workbook(
    found: Iterable[tuple[Line, str]], *, council: str, made_on: date, asked: str
) -> bytes:
    """Write lines of the record, each with its act in words; `asked` says which they are."""
    content = BytesIO()
    with Book(content, made_on=made_on) as book:
        book.sheet(
            "Audit record",
            f"{council}. Audit record. {asked}",
            _HEADS,
            (_row(line, words) for line, words in found),
        )
    return content.getvalue()


def _row(line: Line, words: str) -> Row:
    local = line.at.astimezone(_LONDON)
    return (
        line.id,
        local.date(),
        f"{local:%H:%M:%S}",
        line.by,
        words,
        line.reference,
        line.about,
        line.why,
    )
