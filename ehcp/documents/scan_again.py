"""Scanning again what is held: what was found in each, for whoever acts on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from ehcp.documents.eicar import holds_eicar
from ehcp.documents.folder import place_of
from ehcp.documents.scanner import Found, Infected, Scanner, Unavailable
from ehcp.register.engine import reading
from ehcp.register.tables import documents

AT_A_TIME = 200
"""How many documents one round scans at most; the oldest first."""
_GIVES_UP_AFTER = 3
"""Scans in a row that were not possible; then the scanner is away, and the rest waits."""


@dataclass(frozen=True, kw_only=True)
class ScannedAgain:
    """What was found in one document that is held."""

    document_id: str
    found: Found


def scan_again(engine: Engine, *, folder: Path, scanner: Scanner) -> Iterator[ScannedAgain]:
    """Scan what is held, the oldest first; whoever asks acts on each before the next is scanned."""
    in_vain = 0
    for document_id in _held(engine):
        if in_vain == _GIVES_UP_AFTER:
            return
        found = _found(place_of(folder, document_id), scanner)
        in_vain = in_vain + 1 if isinstance(found, Unavailable) else 0
        yield ScannedAgain(document_id=document_id, found=found)


def _held(engine: Engine) -> tuple[str, ...]:
    with reading(engine) as connection:
        return tuple(
            connection.scalars(
                select(documents.c.id)
                .where(documents.c.state == "held")
                .order_by(documents.c.stored_at, documents.c.id)
                .limit(AT_A_TIME)
            )
        )


def _found(path: Path, scanner: Scanner) -> Found:
    try:
        return Infected("EICAR") if holds_eicar(path) else scanner.scan(path)
    except FileNotFoundError:
        return Unavailable("its file is not there")
