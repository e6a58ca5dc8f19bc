"""The files that a school hands in: kept with the entry that they belong to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from starlette.responses import FileResponse, Response

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.papers import record_with
from ehcp.casework.record import checked, record
from ehcp.documents.document import Document
from ehcp.documents.listed import document_to_open, documents_of
from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.files import Held
from ehcp.register.tables import documents
from ehcp.web.handed_in import take_in_sent, throw_away_sent
from ehcp.web.visit import Visit

FIELD = "file"
_OF_A_REVIEW = (Kind.REVIEW_ADVICE_RECEIVED.value, Kind.REVIEW_REPORT_SENT.value)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a school says happened."""

    kind: Kind
    happened_on: date
    party: str | None
    details: Mapping[str, str]


def record_with_its_file(visit: Visit, held: Held, told: Told, *, desk: Desk) -> bool:
    """Put on record what a school says, with the file that came with it; say whether it is there.

    It is not there yet where the file waits to be scanned: then it follows with the file.

    Raises:
        BadForm: the file is not taken.
        Refusal: the entry is refused; no file is kept then.
    """
    engine, reference = visit.counter.engine, held.file.reference
    if visit.sent.file(FIELD) is None:
        record(
            engine,
            desk=desk,
            reference=reference,
            kind=told.kind,
            happened_on=told.happened_on,
            party=told.party,
            details=told.details,
        )
        return True
    checked(
        held,
        desk=desk,
        kind=told.kind,
        happened_on=told.happened_on,
        party=told.party,
        details=told.details,
    )
    document = take_in_sent(
        visit,
        FIELD,
        case_id=held.case_id,
        kind=told.kind,
        by=desk.by,
        happened_on=told.happened_on,
        party=told.party,
        details=told.details,
    )
    visit.note("handed in a document", case_id=held.case_id, about=document.called)
    if not document.is_clean:
        return False
    try:
        record_with(
            engine,
            desk=desk,
            reference=reference,
            kind=told.kind,
            document_id=document.id,
            happened_on=told.happened_on,
            party=told.party,
            details=told.details,
        )
    except Refusal:
        throw_away_sent(visit, document)
        raise
    return True


def papers_of(visit: Visit, case_id: int) -> Sequence[Any]:
    """Give what was handed in for a review, the newest first; not what was refused."""
    query = (
        select(
            documents.c.called,
            documents.c.kind,
            documents.c.party,
            documents.c.state,
            documents.c.stored_at,
        )
        .where(
            documents.c.case_id == case_id,
            documents.c.kind.in_(_OF_A_REVIEW),
            documents.c.state != "refused",
        )
        .order_by(documents.c.stored_at.desc())
    )
    with reading(visit.counter.engine) as connection:
        return connection.execute(query).all()


def papers_for_schools(visit: Visit, case_id: int) -> Sequence[Document]:
    """Give what the council gives to the schools that it consults about a child."""
    with reading(visit.counter.engine) as connection:
        found = documents_of(connection, case_id=case_id, kind=Kind.SETTING_CONSULTED)
    return [each for each in found if each.is_clean]


def hand_out(visit: Visit, *, by: str, case_id: int, document_id: str) -> Response:
    """Give a document to take away, `by` whom on record; it never opens inside one of our pages.

    Raises:
        NotToOpen: it is not as it was when it was handed in.
    """
    with reading(visit.counter.engine) as connection:
        document, path = document_to_open(
            connection,
            folder=visit.counter.settings.documents,
            case_id=case_id,
            document_id=document_id,
        )
    with writing(visit.counter.engine) as connection:
        note(
            connection,
            at=visit.now,
            by=by,
            act="opened a document",
            case_id=case_id,
            about=document.called,
        )
    return FileResponse(
        path,
        media_type=document.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{quote(document.called)}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        },
    )
