"""Files that wait for the scanner in vain: let go after some days, put aside by a person."""

from sqlalchemy import Connection, Engine, and_, select, update

from ehcp.cases.desk import Desk
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.access import refuse_if_changed
from ehcp.casework.correct import correct_in
from ehcp.casework.day_reasons import standing_still_since
from ehcp.casework.tasks import DOCUMENT_UNSCANNED, TASK, WHICH_FILE, open_tasks
from ehcp.register import files
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.handed_in import is_at_fault, is_held
from ehcp.register.tables import documents

HELD_WORKING_DAYS = 5
"""For so long a request waits for a file that nobody could scan, whatever the reason."""


def let_go(engine: Engine, *, desk: Desk) -> int:
    """Let the files go that have been held for more than five working days; count them.

    They are tried again all the same, and count as of their day once they are clean.
    """
    last = standing_still_since(desk.today, working_days=HELD_WORKING_DAYS + 1)
    since = desk.at - (desk.today - last)
    too_long = and_(is_held(), documents.c.let_go_at.is_(None), documents.c.stored_at <= since)
    with writing(engine) as connection:
        done = connection.execute(update(documents).where(too_long).values(let_go_at=desk.at))
    return done.rowcount


def put_aside(engine: Engine, *, desk: Desk, reference: str, document_id: str, reason: str) -> None:
    """Put a file aside that cannot be opened, and end the task about it.

    The file itself is the caller's to remove. The request stays owed.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: the case has no such file, or it can still be scanned.
        NotAllowed, Changed: as in `casework.access`.
    """
    with writing(engine) as connection:
        held = files.load(connection, reference, to_write=True)
        refuse_if_changed(held.file, desk=desk)
        row = connection.execute(
            select(documents)
            .where(
                documents.c.id == document_id,
                documents.c.case_id == held.case_id,
                is_at_fault(),
            )
            .with_for_update()
        ).one_or_none()
        if row is None:
            raise NotPossible(
                "Only a file that the virus scanner could not scan is put aside. Look at the list "
                "again: it may have been scanned, or put aside, meanwhile."
            )
        connection.execute(
            update(documents).where(documents.c.id == document_id).values(state="refused")
        )
        _end_its_task(connection, held, document_id, desk=desk, reason=reason)
        note(
            connection,
            at=desk.at,
            by=desk.by,
            act="put a document aside",
            case_id=held.case_id,
            about=row.kind,
            why=reason,
        )


def _end_its_task(
    connection: Connection, held: files.Held, document_id: str, *, desk: Desk, reason: str
) -> None:
    for task in open_tasks(held.file):
        if task.details[TASK] == DOCUMENT_UNSCANNED and task.details.get(WHICH_FILE) == document_id:
            correct_in(
                connection,
                held,
                desk=desk,
                sequence=task.sequence,
                struck_out=f"The file was put aside: {reason}",
            )
