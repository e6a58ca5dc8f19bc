"""The documents of a case or of one request, newest first; and the one that is opened."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from ehcp.cases.kinds import Kind
from ehcp.documents.document import Document, State, document_of
from ehcp.documents.folder import place_of
from ehcp.refusal import Refusal
from ehcp.register.tables import documents

_PIECE = 1024 * 1024


class NotToOpen(Refusal):
    """A document that cannot be opened: it was not scanned, was refused, or is not there."""


class NoSuchDocument(NotToOpen):
    """A document that is not in this case, or was refused and is gone."""


def documents_of(
    connection: Connection, *, case_id: int, kind: Kind | None = None, party: str | None = None
) -> Sequence[Document]:
    """Give the documents of a case, or those for one kind of entry and one party of it."""
    query = select(documents).where(documents.c.case_id == case_id)
    if kind is not None:
        query = query.where(documents.c.kind == kind.value)
    if party is not None:
        query = query.where(documents.c.party == party)
    newest_first = query.order_by(documents.c.stored_at.desc(), documents.c.id)
    return tuple(document_of(row) for row in connection.execute(newest_first).mappings())


def document_to_open(
    connection: Connection, *, folder: Path, case_id: int, document_id: str
) -> tuple[Document, Path]:
    """Give a document of this case that may be opened, and where it lies.

    Raises:
        NoSuchDocument: there is none, or it was refused.
        NotToOpen: it may not be opened, or what lies there is not what was taken in.
    """
    row = (
        connection.execute(
            select(documents).where(documents.c.id == document_id, documents.c.case_id == case_id)
        )
        .mappings()
        .first()
    )
    document = document_of(row) if row else None
    if document is None or document.state is State.REFUSED:
        raise NoSuchDocument("There is no such document in this case.")
    if document.state is State.HELD:
        raise NotToOpen(
            "The document has not been scanned for viruses yet, so nobody can open it. It is tried "
            "again every few minutes."
        )
    path = place_of(folder, document.id)
    if not path.is_file() or _digest(path) != document.sha256:
        raise NotToOpen(
            "The document is not as it was when it was handed in, or is not there, so it is not "
            "opened. Tell the council's administrator, who has the backups."
        )
    return document, path


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
