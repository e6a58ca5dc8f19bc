"""What a person can see and settle in the outbox: every message, without its words."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, func, select

from ehcp.outside import settling
from ehcp.outside.other_address import Sender
from ehcp.register.engine import reading, writing
from ehcp.register.tables import messages
from notifications.claims import STATUSES

_SHOWN = ("id", "letter", "recipient", "subject", "status", "attempts")
_MOMENTS = ("created_at", "next_try_at", "settled_at", "delivery_at")


def counts_by_status(engine: Engine) -> dict[str, int]:
    """Count the messages of every status, also those of which there are none."""
    with reading(engine) as connection:
        found = connection.execute(
            select(messages.c.status, func.count()).group_by(messages.c.status)
        )
        return dict.fromkeys(STATUSES, 0) | {row.status: row[1] for row in found}


def list_messages(
    engine: Engine, *, status: str | None = None, limit: int | None = None
) -> list[dict[str, Any]]:
    """List messages, the newest first."""
    columns = [messages.c[name] for name in (*_SHOWN, *_MOMENTS, "failure", "delivery")]
    query = select(*columns).order_by(messages.c.created_at.desc(), messages.c.id).limit(limit)
    if status is not None:
        query = query.where(messages.c.status == status)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def settle_by_hand(
    engine: Engine,
    *,
    message_id: str,
    outcome: Literal["sent", "again", "left"],
    at: datetime,
    to: str | None = None,
    ours: Collection[str] = (),
) -> str:
    """Say of a message that it went after all or is not needed, or let it be sent once more.

    Gives its new status.

    Sent again it goes to the address `to`; without one, to that which its reader has now. `ours`
    are addresses of the council's own, to which no link goes.

    Raises:
        CannotSettle: as `ehcp.outside.settling.settle_by_hand`.
        BadAddress: so does it.
    """
    with writing(engine) as connection:
        return settling.settle_by_hand(
            connection,
            message_id=message_id,
            outcome=outcome,
            at=at,
            to=to,
            sender=Sender(ours=ours),
        )
