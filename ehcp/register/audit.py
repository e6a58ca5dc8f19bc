"""Writing the audit record: who saw or did what, when, and why."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert

from ehcp.register.tables import audit


def note(
    connection: Connection,
    *,
    at: datetime,
    by: str,
    act: str,
    case_id: int | None = None,
    about: str | None = None,
    why: str | None = None,
) -> None:
    """Put one line on the audit record, in the transaction of what it tells of.

    Nothing in it may say who a child is: a case is named by its id, a search not at all.
    """
    connection.execute(
        insert(audit).values(at=at, by=by, act=act, case_id=case_id, about=about, why=why)
    )


def note_each(
    connection: Connection, *, at: datetime, by: str, act: str, case_ids: Sequence[int], about: str
) -> None:
    """Put a line on the audit record for each of these cases, at once."""
    if case_ids:
        connection.execute(
            insert(audit),
            [
                {"at": at, "by": by, "act": act, "case_id": case_id, "about": about, "why": None}
                for case_id in case_ids
            ],
        )
