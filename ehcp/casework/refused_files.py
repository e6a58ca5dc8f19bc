"""Files of advice that could not be taken after they had come, and of whom they are awaited."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, or_, select

from ehcp.cases.kinds import Kind
from ehcp.casework.asked_elsewhere import asked_since
from ehcp.register import files
from ehcp.register.handed_in import is_unopened
from ehcp.register.tables import documents


@dataclass(frozen=True, kw_only=True)
class RefusedFile:
    """A file that could not be taken: whose request it answered, and when it was sent.

    Attributes:
        is_unopened: it could not be scanned. Otherwise a virus was found in it.
        number: what tells it from every other file; it says nothing of what was in it.
    """

    number: str
    case_id: int
    party: str
    sent_on: date
    is_unopened: bool = False


def refused_files(connection: Connection, *, since: datetime) -> list[RefusedFile]:
    """Give the files that were refused since then and came from the service that is asked now.

    What came before another service was asked in its place was not theirs: nobody is told of it.
    """
    rows = connection.execute(
        select(
            documents.c.id,
            documents.c.case_id,
            documents.c.party,
            documents.c.happened_on,
            documents.c.stored_at,
            is_unopened().label("is_unopened"),
        )
        .where(
            documents.c.kind == Kind.ADVICE_RECEIVED.value,
            or_(
                and_(documents.c.state == "refused", documents.c.scanned_at > since),
                and_(is_unopened(), documents.c.let_go_at > since),
            ),
        )
        .order_by(documents.c.stored_at)
    ).all()
    held = {
        each.case_id: each.file
        for each in files.load_many(connection, {row.case_id for row in rows})
    }
    found = []
    for row in rows:
        asked_at = asked_since(held[row.case_id], row.party)
        if asked_at is not None and row.stored_at > asked_at:
            found.append(
                RefusedFile(
                    number=row.id,
                    case_id=row.case_id,
                    party=row.party,
                    sent_on=row.happened_on,
                    is_unopened=row.is_unopened,
                )
            )
    return found
