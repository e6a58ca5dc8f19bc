"""Documents that wait to be scanned: looked at again, and what waits for each is done."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from ehcp.cases.desk import Desk
from ehcp.casework.papers import (
    could_not_be_scanned,
    take_up_left,
    turned_clean,
    turned_out_infected,
)
from ehcp.casework.put_aside import let_go
from ehcp.documents.folder import take_off_shelf
from ehcp.documents.scan_again import scan_again
from ehcp.documents.scanner import Clean, Infected, Scanner


@dataclass(frozen=True, kw_only=True)
class LookedAgain:
    """What one round did.

    Attributes:
        clean: documents whose entry is on record now.
        refused: documents in which a virus was found.
        held: documents that still could not be scanned, as far as the round came.
        left: documents whose entry a crash had cut off.
        why: what the scanner said of those that are still held, each sentence once.
    """

    clean: int
    refused: int
    held: int
    left: int
    why: tuple[str, ...]


def look_again(engine: Engine, *, desk: Desk, folder: Path, scanner: Scanner) -> LookedAgain:
    """Scan again what is held: the clean is put on record, the infected removed."""
    clean = refused = held = 0
    why: dict[str, None] = {}
    for each in scan_again(engine, folder=folder, scanner=scanner, at=desk.at):
        match each.found:
            case Clean():
                done = turned_clean(engine, desk=desk, document_id=each.document_id)
                clean += done is not None
            case Infected(name=virus):
                if turned_out_infected(
                    engine, desk=desk, document_id=each.document_id, virus=virus
                ):
                    # A crash before the next line leaves a file that the sweep removes.
                    take_off_shelf(folder, each.document_id)
                    refused += 1
            case unavailable:
                held += 1
                why[unavailable.why] = None
                if each.by_itself:
                    could_not_be_scanned(
                        engine, desk=desk, document_id=each.document_id, why=unavailable.why
                    )
    let_go(engine, desk=desk)
    return LookedAgain(
        clean=clean,
        refused=refused,
        held=held,
        left=take_up_left(engine, desk=desk),
        why=tuple(why),
    )
