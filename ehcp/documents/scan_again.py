"""Scanning again what is held: what was found in each, for whoever acts on it.

No file stands in the way of another. Whichever was tried longest ago comes first. Where one cannot
be scanned, a few words that are harmless are scanned: if these can, the file itself is the trouble,
and is tried again more seldom; if not, the scanner is away, and the round is over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import Engine, func, or_, select

from ehcp.documents.eicar import holds_eicar
from ehcp.documents.folder import place_of
from ehcp.documents.scanner import Clean, Found, Infected, Scanner, Unavailable
from ehcp.register.engine import reading
from ehcp.register.handed_in import is_held
from ehcp.register.tables import documents

AT_A_TIME = 200
"""How many documents one round scans at most."""
NOT_THERE = "its file is not there"
_HARMLESS = b"Is the scanner there?\n"


@dataclass(frozen=True, kw_only=True)
class ScannedAgain:
    """What was found in one document that is held.

    Attributes:
        by_itself: it could not be scanned while the scanner was there.
    """

    document_id: str
    found: Found
    by_itself: bool = False


def scan_again(
    engine: Engine, *, folder: Path, scanner: Scanner, at: datetime
) -> Iterator[ScannedAgain]:
    """Scan what is held and due by this instant; each is acted on before the next is scanned."""
    for document_id in _held(engine, at):
        found = _found(place_of(folder, document_id), scanner)
        failed = isinstance(found, Unavailable)
        by_itself = failed and (found == Unavailable(NOT_THERE) or _is_there(scanner))
        yield ScannedAgain(document_id=document_id, found=found, by_itself=by_itself)
        if failed and not by_itself:
            return


def _held(engine: Engine, at: datetime) -> tuple[str, ...]:
    with reading(engine) as connection:
        return tuple(
            connection.scalars(
                select(documents.c.id)
                .where(is_held(), or_(documents.c.again_at.is_(None), documents.c.again_at <= at))
                .order_by(
                    func.coalesce(documents.c.tried_at, documents.c.stored_at), documents.c.id
                )
                .limit(AT_A_TIME)
            )
        )


def _found(path: Path, scanner: Scanner) -> Found:
    try:
        if not path.is_file():
            return Unavailable(NOT_THERE)
        return Infected("EICAR") if holds_eicar(path) else scanner.scan(path)
    except FileNotFoundError:
        return Unavailable(NOT_THERE)


def _is_there(scanner: Scanner) -> bool:
    with NamedTemporaryFile() as harmless:
        harmless.write(_HARMLESS)
        harmless.flush()
        return isinstance(scanner.scan(Path(harmless.name)), Clean)
