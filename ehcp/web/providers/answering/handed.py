"""The advice itself: a file that is handed in, or what was written in the form, kept as one."""

from collections.abc import Callable
from io import BytesIO

from sqlalchemy import Connection

from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.answers import NothingOwed, advice_came, say
from ehcp.casework.asked import Asked
from ehcp.casework.papers import belongs_to
from ehcp.documents.bad_file import BadFile
from ehcp.documents.document import Document, HandedIn
from ehcp.documents.listed import documents_of
from ehcp.documents.scanners import scanner_named
from ehcp.documents.take_in import A_MEGABYTE, take_in
from ehcp.register.engine import reading
from ehcp.web.forms import BadForm, Form
from ehcp.web.handed_in import take_in_sent, throw_away_sent
from ehcp.web.pages import day_in_full
from ehcp.web.providers.answering.answerer import Answerer

FILE = "file"
PARTS = (
    ("needs", "Needs", "the needs"),
    ("provision", "Provision", "the provision"),
    ("outcomes", "Outcomes", "the outcomes"),
)
"""What advice is about (SI 2014/1530 reg 6(1)): field, heading, and what it is in a sentence."""


def hand_in_file(answerer: Answerer, asked: Asked) -> None:
    """Take the file that a form sent, and put on record that the advice came.

    Raises:
        BadForm: there is no file, or it is refused.
        NothingOwed: the request waits for no answer any longer.
    """
    _hand_in(
        answerer,
        asked,
        lambda: take_in_sent(
            answerer.visit,
            FILE,
            case_id=asked.case_id,
            kind=Kind.ADVICE_RECEIVED,
            party=asked.kind.value,
            by=answerer.by,
            service=asked.request.service,
        ),
    )


def hand_in_written(answerer: Answerer, asked: Asked) -> None:
    """Keep what was written in the form as a document, and put on record that the advice came.

    Raises:
        BadForm: something is missing, or cannot be kept.
        NothingOwed: the request waits for no answer any longer.
    """
    form = Form(answerer.visit.sent)
    author = form.line("author", "your name")
    post = form.line("post", "your profession or post")
    parts = [(head, form.text(name, what)) for name, head, what in PARTS]
    form.refuse_if_wrong()
    about = (
        f"Advice: {asked.kind.says}",
        "",
        f"Case {asked.reference}",
        f"Asked for on {day_in_full(asked.request.requested_on)}",
        f"Given on {day_in_full(answerer.visit.today)}",
        f"By {author}, {post}",
        f"Handed in by {answerer.by}",
    )
    written = "\n\n".join(("\n".join(about), *(f"{head}\n\n{text}" for head, text in parts)))
    _hand_in(answerer, asked, lambda: _keep(answerer, asked, written))


def _keep(answerer: Answerer, asked: Asked, written: str) -> Document:
    settings = answerer.visit.counter.settings
    try:
        return take_in(
            answerer.visit.counter.engine,
            folder=settings.documents,
            scanner=scanner_named(settings.scanner),
            handed_in=HandedIn(
                case_id=asked.case_id,
                kind=Kind.ADVICE_RECEIVED,
                party=asked.kind.value,
                by=answerer.by,
                at=answerer.visit.now,
                happened_on=answerer.visit.today,
                service=asked.request.service,
            ),
            stream=BytesIO(written.encode()),
            largest=settings.largest_file_mb * A_MEGABYTE,
        )
    except BadFile:
        raise BadForm(
            {
                "": "What you wrote holds pieces of a web page or of a program, so it cannot be "
                "kept. Take them out, or hand the advice in as a file."
            }
        ) from None


def _hand_in(answerer: Answerer, asked: Asked, keep: Callable[[], Document]) -> None:
    if not asked.request.is_outstanding:
        raise NothingOwed("This request was answered already, or is not needed any more.")
    waits = waiting_file(answerer, asked)
    if waits is not None and waits.is_being_checked:
        raise NothingOwed("A file for this request came already, and is being checked.")
    document = keep()
    if not document.is_clean:
        return  # its entry is put on record when it turns out clean
    belongs = False

    def with_its_entry(connection: Connection, event: Event) -> None:
        nonlocal belongs
        belongs_to(connection, document_id=document.id, entry=event.sequence)
        belongs = True

    try:
        say(
            answerer.visit.counter.engine,
            desk=answerer.desk,
            reference=asked.reference,
            party=asked.kind.value,
            service=asked.request.service,
            saying=advice_came(today=answerer.visit.today),
            first=answerer.first,
            within=with_its_entry,
        )
    except BaseException:
        throw_away_sent(answerer.visit, document)
        raise
    if not belongs:  # somebody was quicker with the same: the second click of a button
        throw_away_sent(answerer.visit, document)


def waiting_file(answerer: Answerer, asked: Asked) -> Document | None:
    """Give the newest file of a request that is no entry: held, or found to be bad."""
    with reading(answerer.visit.counter.engine) as connection:
        found = documents_of(
            connection,
            case_id=asked.case_id,
            kind=Kind.ADVICE_RECEIVED,
            party=asked.kind.value,
        )
    newest = found[0] if found else None
    is_anothers = newest and asked.since and newest.stored_at < asked.since
    is_of_this = newest and not is_anothers and newest.entry is None and not newest.is_clean
    return newest if is_of_this else None
