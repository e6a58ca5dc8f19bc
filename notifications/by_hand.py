"""What a person can see and settle in the outbox: every message, without its words."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, func, select, update

from ehcp.outside.links import move_links
from ehcp.outside.receipts import send_again
from ehcp.refusal import Refusal
from ehcp.register.delivery import FAILURES
from ehcp.register.engine import reading, writing
from ehcp.register.tables import messages, providers
from notifications.claims import FAILED, SENT, STATUSES, UNCERTAIN, WAITING

_SHOWN = ("id", "letter", "recipient", "subject", "status", "attempts")
_MOMENTS = ("created_at", "next_try_at", "settled_at", "delivery_at")


class CannotSettle(Refusal):
    """A message that a person cannot settle; nothing was changed."""


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
    engine: Engine, *, message_id: str, outcome: Literal["sent", "again"], at: datetime
) -> None:
    """Say of a message that it went after all, or let it be sent once more.

    It is one that is uncertain, that failed, or that went and did not arrive.

    Sent again it goes to the address that its service has now.

    Raises:
        CannotSettle: there is no such message, or nothing about it is open.
    """
    with writing(engine) as connection:
        message = connection.execute(
            select(messages).where(messages.c.id == message_id).with_for_update()
        ).one_or_none()
        if message is None:
            raise CannotSettle(
                f"There is no message '{message_id}'. `ehcp outbox list` shows them with their ids."
            )
        did_not_arrive = message.status == SENT and message.delivery in FAILURES
        if message.status not in (UNCERTAIN, FAILED) and not did_not_arrive:
            raise CannotSettle(
                f"Message {message_id} is {message.status}: there is nothing to settle. A person "
                "settles what is uncertain, failed or did not arrive."
            )
        values: dict[str, Any] = {"status": SENT, "settled_at": at}
        if did_not_arrive:
            values |= {"delivery": None, "delivery_at": None}
        if outcome == "again":
            to = _present_address(connection, message.occasion) or message.recipient
            send_again(connection, message_id, at=at)
            move_links(connection, message_id=message_id, recipient=to, at=at)
            values = {
                "status": WAITING,
                "settled_at": None,
                "attempts": 0,
                "next_try_at": at,
                "recipient": to,
            }
        connection.execute(
            update(messages)
            .where(messages.c.id == message_id)
            .values(claimed_by=None, claimed_at=None, **values)
        )


def _present_address(connection: Connection, occasion: str) -> str | None:
    """Give the address of the service that a letter is for; None where it is for somebody else."""
    _, _, rest = occasion.partition("|")
    return connection.execute(
        select(providers.c.email).where(providers.c.code == rest.partition("|")[0])
    ).scalar_one_or_none()
