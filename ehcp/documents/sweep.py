"""Whether folder and register agree: files without a row are removed, rows without a file told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from ehcp.documents.folder import ARRIVING, files_in, place_of
from ehcp.register.engine import reading
from ehcp.register.tables import documents

YOUNGEST = timedelta(hours=1)
"""A file without a row may still be arriving for so long; nothing takes longer than minutes."""
LONGEST_HELD = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What a sweep found.

    Attributes:
        removed: how many files had no row, and are gone.
        lost: ids of documents whose file is not there.
        held_long: how many documents have been held for longer than a day.
    """

    removed: int
    lost: tuple[str, ...]
    held_long: int


def sweep(engine: Engine, *, folder: Path, at: datetime) -> Swept:
    """Remove what a crash left in the folder, and tell what is missing there."""
    before = (at - YOUNGEST).timestamp()
    # The folder first: a file that comes while we look has its row by the time we ask.
    found = {path.name: path for path in files_in(folder) if _is_older(path, before)}
    known: dict[str, str] = {}
    with reading(engine) as connection:
        for row in connection.execute(select(documents.c.id, documents.c.state)):
            known[row.id] = row.state
        held_long = connection.scalar(
            select(func.count())
            .select_from(documents)
            .where(documents.c.state == "held", documents.c.stored_at < at - LONGEST_HELD)
        )
    strays = list(_strays(found, known))
    for path in strays:
        path.unlink(missing_ok=True)
    lost = tuple(
        document_id
        for document_id, state in sorted(known.items())
        if state != "refused" and not place_of(folder, document_id).is_file()
    )
    return Swept(removed=len(strays), lost=lost, held_long=held_long or 0)


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:  # it arrived at its shelf meanwhile
        return False


def _strays(found: dict[str, Path], known: dict[str, str]) -> Iterator[Path]:
    for name, path in found.items():
        if path.parent.name == ARRIVING or known.get(name, "refused") == "refused":
            yield path
