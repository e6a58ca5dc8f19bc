"""Which requests for advice never reached their service: it is asked anew, with all that it needs.

A list of what is open says too little to somebody who was never asked.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, select

from ehcp.register.advice_letters import ASKS, REQUESTS
from ehcp.register.delivery import FAILURES
from ehcp.register.open_requests import IS_WITH_THEM
from ehcp.register.tables import advice, messages, occasions
from ehcp.register.unsaid import unsay

_SET_RIGHT: Final = timedelta(days=14)
"""By so much the day of a request may be set right after the request has gone."""


def let_ask_anew(
    connection: Connection,
    *,
    about: Collection[tuple[int, str]],
    service: str,
    left: str,
    recipient: str,
) -> None:
    """Let a service be asked anew at its new mailbox for what never arrived at any.

    `about` names requests by case and party. One of which the service let us hear was asked, and
    one whose letter waits for the new mailbox, or is on its way, will be.
    """
    found = connection.execute(
        select(
            advice.c.case_id,
            advice.c.party,
            advice.c.service,
            advice.c.requested_on,
            messages.c.id,
            messages.c.letter,
            messages.c.recipient,
            messages.c.status,
            messages.c.delivery,
            messages.c.settled_at,
        )
        .join(
            occasions,
            and_(
                occasions.c.case_id == advice.c.case_id,
                occasions.c.party == advice.c.party,
                occasions.c.service == advice.c.service,
            ),
        )
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(
            advice.c.service == service,
            advice.c.case_id.in_({case_id for case_id, _ in about}),
            advice.c.acknowledged_on.is_(None),
            advice.c.promised_on.is_(None),
            advice.c.visit_on.is_(None),
            IS_WITH_THEM,
            messages.c.letter.in_(sorted(REQUESTS)),
        )
    ).all()
    letters: dict[tuple[int, str], list[Row[Any]]] = defaultdict(list)
    for row in found:
        letters[row.case_id, row.party].append(row)
    unsaid: dict[str, set[tuple[int, str, str]]] = defaultdict(set)
    for each in about:
        if any(_reached_them(row, recipient) for row in letters[each]):
            continue
        for row in letters[each]:
            if row.letter == ASKS and row.recipient.casefold() == left.casefold():
                unsaid[row.id].add((row.case_id, row.party, row.service))
    for message_id, only in unsaid.items():
        unsay(connection, message_id=message_id, only=only)


def _reached_them(row: Row[Any], recipient: str) -> bool:
    """Say whether a letter about a request arrived, or will."""
    if row.status == "sent":
        went_on: date = row.settled_at.date()
        return row.delivery not in FAILURES and went_on >= row.requested_on - _SET_RIGHT
    is_for_them: bool = row.recipient.casefold() == recipient.casefold()
    return row.status == "sending" or (row.status == "waiting" and is_for_them)
