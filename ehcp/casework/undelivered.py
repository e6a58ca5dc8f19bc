"""What did not arrive: a request for advice is a task until the service has it, others are news."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, literal_column, or_, select
from sqlalchemy import text as written

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.casework.day_reasons import Reason, Section
from ehcp.register.advice_letters import CHASERS, REQUESTS, is_owed, is_unheard
from ehcp.register.delivery import FAILURES
from ehcp.register.tables import messages, occasions, providers
from ehcp.register.tables.letters import NOT_ARRIVED

_LOOKED_FOR: Final = timedelta(days=60)
# Written out, not bound: the databases use a partial index only for the condition they see.
_GIVEN_UP: Final[tuple[ColumnElement[str], ...]] = tuple(
    literal_column(f"'{status}'") for status in ("failed", "uncertain")
)
_NAMES: Final = {kind.value: kind.says for kind in AdviceKind}


def undelivered(
    connection: Connection, among: Collection[int], *, since: datetime
) -> dict[int, list[Reason]]:
    """Give, of these cases, what about their letters a person must see to.

    A request that failed or did not arrive stays until it is sent again, or until the service has
    said that it has it, or answered. Of any other letter it is said while it is news: it came to
    light after `since`; of one that chases advice, only while that is owed. What may or may not
    have gone stays until a person has settled it.
    """
    letters = {row.id: row for query in _queries(since) for row in connection.execute(query)}
    if not letters:
        return {}
    found: dict[int, list[Reason]] = defaultdict(list)
    about = (
        select(
            occasions.c.case_id,
            occasions.c.party,
            occasions.c.message_id,
            providers.c.name,
            providers.c.telephone,
            is_unheard().label("waits"),
            is_owed().label("owed"),
        )
        .outerjoin(providers, providers.c.code == occasions.c.service)
        .where(occasions.c.message_id.in_(letters), occasions.c.case_id.is_not(None))
        .order_by(occasions.c.case_id, occasions.c.party)
    )
    for row in connection.execute(about):
        letter = letters[row.message_id]
        if row.case_id not in among:
            continue
        is_settled = letter.status != "uncertain"
        if letter.letter in REQUESTS and is_settled:
            if row.waits:
                found[row.case_id].append(_request(row, letter))
        elif row.owed or not (letter.letter in CHASERS and is_settled):
            found[row.case_id].append(_any_other(letter))
    return found


def why_not(delivery: str | None, failure: str | None) -> str:
    """Say in a few words why a letter did not arrive."""
    return FAILURES.get(delivery or "") or (failure or "technical trouble").partition(":")[0]


def _queries(since: datetime) -> tuple[Select[Any], ...]:
    columns = (
        messages.c.id,
        messages.c.letter,
        messages.c.status,
        messages.c.failure,
        messages.c.delivery,
        messages.c.delivery_at,
        messages.c.settled_at,
        messages.c.created_at,
    )
    a_request = messages.c.letter.in_(REQUESTS)
    return (
        select(*columns).where(
            messages.c.status.in_(_GIVEN_UP),
            or_(messages.c.status == "uncertain", messages.c.settled_at >= since - _LOOKED_FOR),
            or_(messages.c.status == "uncertain", messages.c.settled_at >= since, a_request),
        ),
        select(*columns).where(
            written(NOT_ARRIVED),
            messages.c.status == "sent",
            messages.c.delivery_at >= since - _LOOKED_FOR,
            or_(messages.c.delivery_at >= since, a_request),
        ),
    )


def _request(row: Row[Any], letter: Row[Any]) -> Reason:
    who = row.name or "the service"
    number = f" on {row.telephone}" if row.telephone else ""
    return Reason(
        section=Section.TASKS,
        why=f"The request for {_NAMES.get(row.party, row.party)} advice did not arrive: "
        f"{why_not(letter.delivery, letter.failure)}",
        do=f"Ring {who}{number}, ask for the right address, and have the request sent again.",
        on=_day(letter),
        letter=letter.id,
    )


def _any_other(letter: Row[Any]) -> Reason:
    return Reason(
        section=Section.REPLIES,
        why="A letter about the case may not have arrived",
        do="Find the right address, or telephone, and have it sent again.",
        on=_day(letter),
        letter=letter.id,
    )


def _day(letter: Row[Any]) -> date:
    came_back = letter.delivery_at if letter.delivery in FAILURES else None
    at: datetime = came_back or letter.settled_at or letter.created_at
    return at.date()
