"""The documents of a case: the list, opening one, and adding one that came by post."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from ehcp.cases.kinds import Kind
from ehcp.casework.papers import record_with
from ehcp.casework.put_aside import put_aside
from ehcp.casework.record import checked
from ehcp.documents.document import Document, State
from ehcp.documents.folder import take_off_shelf
from ehcp.documents.listed import NoSuchDocument, document_to_open, documents_of
from ehcp.refusal import Refusal
from ehcp.register.engine import reading
from ehcp.register.files import Held
from ehcp.staff.roles import RUNS_CASES
from ehcp.web.forms import Form, day_as_fields
from ehcp.web.handed_in import take_in_sent, throw_away_sent
from ehcp.web.pages import moment
from ehcp.web.staff.acts.parties import party_asked
from ehcp.web.staff.cases.of_a_case import of_a_case
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.staff.documents.words import kind_of_file, size_in_words
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_SEALED_OFF = "sandbox; default-src 'none'"
"""What a document that is shown after all may do: nothing."""


@router.get("/cases/{reference}/documents")
def show(reference: str, visit: Visit = open_to()) -> Response:
    """List what was handed in for a case."""
    return _page(visit, case_for(visit, reference))


@router.get("/cases/{reference}/documents/{document_id}")
def open_document(reference: str, document_id: str, visit: Visit = open_to()) -> Response:
    """Give a document to take away; it never opens inside one of our pages."""
    held = case_for(visit, reference)
    try:
        with reading(visit.counter.engine) as connection:
            document, path = document_to_open(
                connection,
                folder=visit.counter.settings.documents,
                case_id=held.case_id,
                document_id=document_id,
            )
    except NoSuchDocument:
        raise HTTPException(404) from None
    visit.note("opened a document", case_id=held.case_id, about=document.called)
    return FileResponse(
        path,
        media_type=document.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{quote(document.called)}"',
            "Content-Security-Policy": _SEALED_OFF,
            "Cache-Control": "no-store",
        },
    )


@router.post("/cases/{reference}/documents")
def add(reference: str, visit: Visit = open_to(*RUNS_CASES, files=True)) -> Response:
    """Put advice that came on paper or by mail on record, with its file."""
    held = case_for(visit, reference)

    def act() -> Response:
        form = Form(visit.sent)
        party = form.one_of("party", "whose advice it is", [value for value, _ in _awaited(held)])
        on = form.day("on", "the day on which it came")
        form.refuse_if_wrong()
        assert on is not None  # noqa: S101 - a day that is missing was refused above
        desk = visit.desk()
        checked(held, desk=desk, kind=Kind.ADVICE_RECEIVED, happened_on=on, party=party)
        document = take_in_sent(
            visit,
            "document",
            case_id=held.case_id,
            kind=Kind.ADVICE_RECEIVED,
            party=party,
            by=visit.me.name,
            happened_on=on,
        )
        visit.note("handed in a document", case_id=held.case_id, about=document.called)
        back = f"/cases/{held.file.reference}/documents"
        if not document.is_clean:
            return visit.go(back, said="document-held")
        try:
            record_with(
                visit.counter.engine,
                desk=desk,
                reference=held.file.reference,
                kind=Kind.ADVICE_RECEIVED,
                happened_on=on,
                party=party,
                details={},
                document_id=document.id,
            )
        except Refusal:
            throw_away_sent(visit, document)
            raise
        visit.note("recorded", case_id=held.case_id, about=Kind.ADVICE_RECEIVED.value)
        return visit.go(back, said="document-recorded")

    return visit.once(act, again=lambda slips: _page(visit, held, wrong=slips.wrong, status=400))


@router.post("/cases/{reference}/documents/aside")
def put_it_aside(reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Put a file aside that the scanner cannot open, with a reason; nothing of it is kept."""
    held = case_for(visit, reference)

    def act() -> Response:
        form = Form(visit.sent)
        with reading(visit.counter.engine) as connection:
            found = documents_of(connection, case_id=held.case_id)
        document_id = form.one_of("aside", "the file", [value for value, _ in _at_fault(found)])
        reason = form.line("reason", "why it is put aside")
        form.refuse_if_wrong()
        put_aside(
            visit.counter.engine,
            desk=visit.desk(),
            reference=held.file.reference,
            document_id=document_id,
            reason=reason,
        )
        # A crash before the next line leaves a file that the sweep removes.
        take_off_shelf(visit.counter.settings.documents, document_id)
        return visit.go(f"/cases/{held.file.reference}/documents", said="document-aside")

    return visit.once(act, again=lambda slips: _page(visit, held, wrong=slips.wrong, status=400))


def _page(
    visit: Visit, held: Held, *, wrong: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    with reading(visit.counter.engine) as connection:
        found = documents_of(connection, case_id=held.case_id)
    return visit.page(
        "documents/documents.html.jinja",
        status=status,
        wrong=wrong or {},
        documents=[_row(held, document) for document in found],
        awaited=_awaited(held) if visit.me.is_any_of(RUNS_CASES) else (),
        at_fault=_at_fault(found) if visit.me.is_any_of(RUNS_CASES) else (),
        largest=visit.counter.settings.largest_file_mb,
        today_fields=day_as_fields("on", visit.today),
        **of_a_case(visit, held, about="documents"),
    )


def _awaited(held: Held) -> list[tuple[str, str]]:
    asked = party_asked(Kind.ADVICE_RECEIVED, held.file)
    return list(asked.choices) if asked else []


def _at_fault(found: Iterable[Document]) -> list[tuple[str, str]]:
    return [
        (each.id, f"{each.called}, handed in {moment(each.stored_at)}")
        for each in found
        if each.is_at_fault
    ]


def _row(held: Held, document: Document) -> dict[str, object]:
    recorded = {event.sequence: event for event in held.file.recorded}
    return {
        "of": document,
        "opens": document.state is State.CLEAN,
        "held": document.state is State.HELD,
        "refused": document.state is State.REFUSED,
        "aside": document.is_put_aside,
        "at_fault": document.is_at_fault,
        "file": kind_of_file(document.media_type),
        "size": size_in_words(document.size),
        "entry": recorded.get(document.entry or 0),
    }
