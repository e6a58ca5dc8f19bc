"""What a service has handed in and waits to be scanned: it has done its part, and nothing is late.

Its entry is put on record when the file is found clean, as of the day on which it was handed in.
Until then the request is open, but no longer the service's to answer. Where the file turns out bad
it is asked for anew. A file that is let go, since it cannot be scanned or has waited for too long,
holds its request no longer: the service is chased as before, and told of the file.
"""

from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    and_,
    func,
    literal_column,
    or_,
    select,
)

from ehcp.cases.kinds import Kind
from ehcp.register.tables import advice, documents

TRIED_BEFORE_A_PERSON: Final = 3
"""So many tries of a file that fails by itself, over half an hour; then a person has the task."""


def is_held() -> ColumnElement[bool]:
    """Choose the documents that wait to be scanned."""
    # Written out, not bound: the databases use a partial index only for the condition they see.
    held: ColumnElement[bool] = documents.c.state == literal_column("'held'")
    return held


def is_at_fault() -> ColumnElement[bool]:
    """Choose the documents that could not be scanned although the scanner was there."""
    return and_(is_held(), documents.c.tries >= TRIED_BEFORE_A_PERSON)


def is_unopened() -> ColumnElement[bool]:
    """Choose those, and the ones that a person has put aside since: no virus was found in them."""
    put_aside = and_(_is_refused(), documents.c.scanned_at.is_(None))
    return and_(or_(is_held(), put_aside), documents.c.tries >= TRIED_BEFORE_A_PERSON)


def _is_refused() -> ColumnElement[bool]:
    refused: ColumnElement[bool] = documents.c.state == literal_column("'refused'")
    return refused


def being_checked_since(request: FromClause = advice) -> ScalarSelect[Any]:
    """Give the day on which the file came that a request waits for; none where it has no such."""
    came: ScalarSelect[date] = (
        select(func.min(documents.c.happened_on))
        .where(*_of(request), is_held(), documents.c.let_go_at.is_(None))
        .correlate(request)
        .scalar_subquery()
    )
    return came


def unopened_on(request: FromClause = advice) -> ScalarSelect[Any]:
    """Give the day of the newest file that came for a request and could not be opened, if any."""
    came: ScalarSelect[date] = (
        select(func.max(documents.c.happened_on))
        .where(
            *_of(request),
            or_(
                _is_refused(),
                and_(is_held(), documents.c.let_go_at.is_not(None)),
            ),
        )
        .correlate(request)
        .scalar_subquery()
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


def _of(request: FromClause) -> tuple[ColumnElement[bool], ...]:
    return (
        documents.c.case_id == request.c.case_id,
        documents.c.party == request.c.party,
        documents.c.kind == Kind.ADVICE_RECEIVED.value,
        documents.c.service.in_(("", request.c.service)),
        documents.c.happened_on >= request.c.requested_on,
    )
