"""What became of the messages that a crash or a broken line left half-sent."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, literal, select

from ehcp.register.columns import UtcInstant
from ehcp.register.delivery import FILED, TAKEN
from ehcp.register.engine import reading, writing
from ehcp.register.tables import messages, receipts
from notifications.channels.channel import Channel, RoadClosed
from notifications.channels.mailbox import Mailbox
from notifications.claims import SENT, UNCERTAIN, WAITING, abandoned, channel_of, settle

IN_THEIR_HANDS = timedelta(minutes=10)
"""How long a road with receipts may hold a letter of which it does not know yet."""

ASKED_FOR = timedelta(days=6)
"""How long such a road is asked: what it knows can be read for seven days."""


def settle_half_sent(
    engine: Engine, *, channel: Channel, again: bool, now: Callable[[], datetime]
) -> Iterator[tuple[str, str]]:
    """Settle what was left half-sent, and give the id of each message with how it ended.

    Where the road is to be asked and gives no answer yet, the message stays as it is for the next
    pass. `again` sends once more what cannot be found out.
    """
    with reading(engine) as connection:
        left = abandoned(connection, now=now())
        told = _told_of(connection, [message.id for message in left])
    for message in left:
        status = SENT if message.id in told else _became(message, channel, again=again, at=now())
        if status is None:
            continue
        says = None if status == SENT else "The program stopped while this was being sent."
        with writing(engine) as connection:
            settled = settle(
                connection,
                message.id,
                mark=message.claimed_by,
                status=status,
                at=now(),
                failure=says,
                **(taken_by(channel, at=now()) if status == SENT else {}),
            )
        if settled:
            yield message.id, status


def taken_by(channel: Channel, *, at: datetime) -> dict[str, Any]:
    """Give what is kept with a message that a road has taken: whether more is to be heard of it.

    What the road has said already, before it answered, stays. Of one that became a file it is kept
    that it is no more than that, whatever road the council takes later.
    """
    if not (channel.gives_receipts or channel.name == Mailbox.name):
        return {}
    kept = TAKEN if channel.gives_receipts else FILED
    return {
        "delivery": func.coalesce(messages.c.delivery, kept),
        "delivery_at": func.coalesce(messages.c.delivery_at, literal(at, UtcInstant())),
    }


def _told_of(connection: Connection, ids: list[str]) -> set[str]:
    """Give those of which the road has said something: so it has taken them."""
    found = select(receipts.c.message_id).where(
        receipts.c.message_id.in_(ids), receipts.c.source != "hand"
    )
    return set(connection.scalars(found)) if ids else set()


def _became(message: Row[Any], channel: Channel, *, again: bool, at: datetime) -> str | None:
    """Say how the sending of a message ended; None where that will be known later."""
    went: bool | None = None
    if channel_of(message.claimed_by) == channel.name:
        since = at - message.claimed_at
        try:
            went = channel.was_sent(message.id)
        except RoadClosed:
            if since < ASKED_FOR:
                return None
        if channel.gives_receipts and not went:
            if since < IN_THEIR_HANDS:
                return None
            if since >= ASKED_FOR:
                went = None
    if went is None:
        return WAITING if again else UNCERTAIN
    return SENT if went else WAITING
