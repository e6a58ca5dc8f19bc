"""What a service has handed in and waits to be scanned: it has done its part, and nothing is late.

Its entry is put on record when the file is found clean, as of the day on which it was handed in.
Until then the request is open, but no longer the service's to answer. Where the file turns out bad
it is asked for anew.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    func,
    literal_column,
    select,
)

from ehcp.cases.kinds import Kind
from ehcp.register.tables import advice, documents


def is_held() -> ColumnElement[bool]:
    """Choose the documents that wait to be scanned."""
    # Written out, not bound: the databases use a partial index only for the condition they see.
    held: ColumnElement[bool] = documents.c.state == literal_column("'held'")
    return held


def being_checked_since(request: FromClause = advice) -> ScalarSelect[Any]:
    """Give the day on which the file came that a request waits for; none where it has no such."""
    of_it = (
        documents.c.case_id == request.c.case_id,
        documents.c.party == request.c.party,
        documents.c.kind == Kind.ADVICE_RECEIVED.value,
        documents.c.service.in_(("", request.c.service)),
        documents.c.happened_on >= request.c.requested_on,
        is_held(),
    )
    came: ScalarSelect[date] = (
        select(func.min(documents.c.happened_on)).where(*of_it).correlate(request).scalar_subquery()
    )
    return came


def is_being_checked(request: FromClause = advice) -> ColumnElement[bool]:
    """Choose the requests for which a file came that waits to be scanned."""
    return being_checked_since(request).is_not(None)


def kinds_being_checked(connection: Connection, case_id: int) -> frozenset[str]:
    """Give the kinds of advice of a case for which a file came that waits to be scanned."""
    rows = connection.scalars(
        select(advice.c.party).where(advice.c.case_id == case_id, is_being_checked())
    )
    return frozenset(rows)
