"""Taking a file in: looked at, scanned, kept under a random name; or refused without a trace."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine, delete, insert, select

from ehcp.documents.bad_file import BadFile
from ehcp.documents.called import called
from ehcp.documents.content import what_is
from ehcp.documents.document import Document, HandedIn, State
from ehcp.documents.eicar import holds_eicar
from ehcp.documents.folder import arriving, new_id, put_on_shelf, take_off_shelf
from ehcp.documents.scanner import Clean, Infected, Scanner
from ehcp.register.engine import reading, writing
from ehcp.register.tables import cases, documents

A_MEGABYTE = 1024 * 1024
LARGEST = 20 * A_MEGABYTE
_PIECE = 256 * 1024

INFECTED = (
    "A virus was found in this file, so it was not kept. Tell your own IT help desk, and hand in "
    "a file from a machine that they have checked."
)


def take_in(
    engine: Engine,
    *,
    folder: Path,
    scanner: Scanner,
    handed_in: HandedIn,
    stream: BinaryIO,
    largest: int = LARGEST,
) -> Document:
    """Keep a file that belongs to an entry of a case; `largest` is in bytes.

    A document that is held was not scanned yet: nobody can open it, and its entry is put on record
    when it turns out clean. The caller records the entry of one that is clean, and says so with
    `casework.papers.belongs_to` in the same transaction.

    Raises:
        BadFile: it is not taken, with why; nothing is left behind.
        NoFolder: nothing can be kept at the moment.
    """
    document_id = new_id()
    with arriving(folder, document_id) as (path, file):
        size, digest = _copy(stream, file, largest=largest)
        found = what_is(path)
        answer = Infected("EICAR") if holds_eicar(path) else scanner.scan(path)
        if isinstance(answer, Infected):
            raise BadFile(INFECTED)
        clean, party = isinstance(answer, Clean), handed_in.party or ""
        document = Document(
            id=document_id,
            case_id=handed_in.case_id,
            kind=handed_in.kind,
            party=party,
            service=handed_in.service,
            happened_on=handed_in.happened_on,
            details=handed_in.details,
            called=called(
                kind=handed_in.kind,
                party=party,
                reference=_reference(engine, handed_in.case_id),
                suffix=found.suffix,
            ),
            media_type=found.media_type,
            size=size,
            sha256=digest,
            state=State.CLEAN if clean else State.HELD,
            scanned_at=handed_in.at if clean else None,
            stored_by=handed_in.by,
            stored_at=handed_in.at,
        )
        put_on_shelf(folder, document_id, path=path)
        try:
            with writing(engine) as connection:
                connection.execute(insert(documents).values(_row(document)))
        except BaseException:
            take_off_shelf(folder, document_id)
            raise
    return document


def throw_away(engine: Engine, *, folder: Path, document: Document) -> None:
    """Take a document back out, where the act that it was handed in for was refused."""
    with writing(engine) as connection:
        connection.execute(delete(documents).where(documents.c.id == document.id))
    take_off_shelf(folder, document.id)


def _reference(engine: Engine, case_id: int) -> str:
    with reading(engine) as connection:
        return str(connection.scalar(select(cases.c.reference).where(cases.c.id == case_id)))


def _row(document: Document) -> dict[str, object]:
    return vars(document) | {
        "kind": document.kind.value,
        "state": document.state.value,
        "details": dict(document.details),
    }


def _copy(stream: BinaryIO, file: BinaryIO, *, largest: int) -> tuple[int, str]:
    """Copy what arrives to its file, no more than is taken; give its size and its digest."""
    size, digest = 0, hashlib.sha256()
    for piece in _pieces(stream):
        size += len(piece)
        if size > largest:
            raise BadFile(
                f"The file is larger than {largest // A_MEGABYTE} MB. Save it as a PDF with "
                "smaller pictures, or hand it in as several files."
            )
        digest.update(piece)
        file.write(piece)
    if not size:
        raise BadFile("The file is empty. Choose the file that holds what you want to hand in.")
    file.flush()
    return size, digest.hexdigest()


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece
