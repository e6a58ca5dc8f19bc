"""What the road says became of a message, kept once for each thing it says.

A receipt can come twice, late, out of order, and before we know that the message was taken. What
it means decides, not when it came: nothing that was said earlier undoes that a message arrived.
None of it moves a limit.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, and_, delete, or_, select, update

from ehcp.register.delivery import DELIVERED, FAILURES, FILED, ON_THE_WAY
from ehcp.register.once import insert_once
from ehcp.register.tables import messages, receipts

_RANKS: Final[Sequence[Sequence[str]]] = (
    *((word,) for word in ON_THE_WAY),
    tuple(FAILURES),
    (DELIVERED,),
)
_ALSO_CALLED: Final = {"pending": "sending", "sent": "sending"}
_AGAIN: Final = "sent again"
_CLOCKS_DIFFER: Final = timedelta(seconds=30)

Source = Literal["callback", "asked"]


def take_receipt(
    connection: Connection,
    *,
    message_id: str,
    status: str,
    taken_at: datetime | None,
    said_at: datetime,
    source: Source,
) -> bool:
    """Keep what the road says of a message; False where it is of no word that we know.

    `taken_at` is when the road took the message: what it says of an earlier sending, before
    somebody had it sent again, is passed over. All instants carry their time zone.
    """
    status = _ALSO_CALLED.get(status, status)
    rank = next((place for place, words in enumerate(_RANKS) if status in words), None)
    if rank is None:
        return False
    if taken_at is not None and _is_of_an_earlier_sending(connection, message_id, taken_at):
        return True
    connection.execute(
        insert_once(connection, receipts).values(
            message_id=message_id, status=status, said_at=said_at, source=source
        )
    )
    undone = [FILED, *(word for words in _RANKS[:rank] for word in words)]
    if status in ON_THE_WAY:
        undone.append(status)  # it is still so, at a later moment
    connection.execute(
        update(messages)
        .where(
            messages.c.id == message_id,
            or_(messages.c.delivery.is_(None), messages.c.delivery.in_(undone)),
        )
        .values(delivery=status, delivery_at=said_at)
    )
    _has_gone(connection, message_id, at=said_at)
    return True


def send_again(connection: Connection, message_id: str, *, at: datetime) -> None:
    """Forget what the road said of a message that is sent once more under its old id."""
    connection.execute(delete(receipts).where(receipts.c.message_id == message_id))
    connection.execute(
        insert_once(connection, receipts).values(
            message_id=message_id, status=_AGAIN, said_at=at, source="hand"
        )
    )
    connection.execute(
        update(messages).where(messages.c.id == message_id).values(delivery=None, delivery_at=None)
    )


def _is_of_an_earlier_sending(connection: Connection, message_id: str, taken_at: datetime) -> bool:
    since = connection.scalar(
        select(receipts.c.said_at).where(
            receipts.c.message_id == message_id, receipts.c.status == _AGAIN
        )
    )
    return since is not None and taken_at < since - _CLOCKS_DIFFER


def _has_gone(connection: Connection, message_id: str, *, at: datetime) -> None:
    """Settle a message of which nobody knew whether it went: whoever reports of it has it."""
    connection.execute(
        update(messages)
        .where(
            messages.c.id == message_id,
            or_(
                messages.c.status == "uncertain",
                and_(messages.c.status == "waiting", messages.c.attempts > 0),
            ),
        )
        .values(status="sent", settled_at=at, failure=None, claimed_by=None, claimed_at=None)
    )
