"""The files that a school hands in: kept with the entry that they belong to."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select, update

from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.register.engine import reading, writing
from ehcp.register.tables import documents
from ehcp.web.handed_in import take_in_sent, throw_away_sent
from ehcp.web.visit import Visit

FIELD = "file"
_OF_A_REVIEW = (Kind.REVIEW_ADVICE_RECEIVED.value, Kind.REVIEW_REPORT_SENT.value)


def with_its_file(
    visit: Visit,
    *,
    case_id: int,
    kind: Kind,
    party: str | None,
    by: str,
    act: Callable[[], Event],
) -> None:
    """Do an act with the file that came with it, if one came; neither is kept without the other.

    What the school says happened is on record at once: its file may still wait to be scanned, and
    until then nobody opens it.

    Raises:
        BadForm: the file is not taken.
        Refusal: the act is refused; the file is gone then too.
    """
    if visit.sent.file(FIELD) is None:
        act()
        return
    document = take_in_sent(visit, FIELD, case_id=case_id, kind=kind, party=party, by=by)
    try:
        entry = act()
    except BaseException:
        throw_away_sent(visit, document)
        raise
    with writing(visit.counter.engine) as connection:
        connection.execute(
            update(documents).where(documents.c.id == document.id).values(entry=entry.sequence)
        )


def papers_of(visit: Visit, case_id: int) -> Sequence[Any]:
    """Give what was handed in for a review, the newest first; not what was refused."""
    query = (
        select(
            documents.c.called,
            documents.c.kind,
            documents.c.party,
            documents.c.state,
            documents.c.stored_at,
        )
        .where(
            documents.c.case_id == case_id,
            documents.c.kind.in_(_OF_A_REVIEW),
            documents.c.state != "refused",
        )
        .order_by(documents.c.stored_at.desc())
    )
    with reading(visit.counter.engine) as connection:
        return connection.execute(query).all()
