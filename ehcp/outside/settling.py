"""What a person settles of a letter: it is sent again, it went or arrived, or it is left.

It is one that was given up, that came back, or of which nobody knows whether it went. Only the
outbox sends: here a letter is made to wait again, and goes at the next time that it may, if what it
is about is still open then.
"""

from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Row, exists, or_, select, update

from ehcp.outside.links import LIVES, move_links
from ehcp.outside.other_address import THE_MACHINE, TO_A_FAMILY, BadAddress, Sender, other_address
from ehcp.outside.receipts import send_again
from ehcp.refusal import Refusal
from ehcp.register.delivery import FAILURES, TOLD
from ehcp.register.readers import readers_of
from ehcp.register.tables import audit, family_contacts, links, messages, occasions

Outcome = Literal["again", "sent", "arrived", "left"]
"""Sent again; it went; they told us that they have it; it is not needed any more."""

WITHDRAWN: Final = "link_withdrawn"
"""How the audit record names that somebody withdrew the link in a letter."""


class CannotSettle(Refusal):
    """A letter that a person cannot settle; nothing was changed.

    Attributes:
        status: how it stands; None where there is no such letter.
    """

    def __init__(self, message: str, *, status: str | None) -> None:
        super().__init__(message)
        self.status = status


def waits_for_a_person(status: str, delivery: str | None) -> bool:
    """Say whether a letter is one that a person settles."""
    return status in ("failed", "uncertain") or (status == "sent" and delivery in FAILURES)


def settle_by_hand(
    connection: Connection,
    *,
    message_id: str,
    outcome: Outcome,
    at: datetime,
    to: str | None = None,
    told_at: datetime | None = None,
    sender: Sender = THE_MACHINE,
) -> str:
    """Settle a letter, or let it be sent once more, in this transaction; give its new status.

    Sent again it goes to the address `to`; without one, to that which its reader has now. A letter
    for services that share a mailbox no longer is left, and each is written to anew. The link in it
    opens again what it opened, unless somebody withdrew it, and codes for it go to that address
    alone. `told_at` is when they told us that it had arrived; without it, `at`.

    Raises:
        CannotSettle: there is no such letter, or nothing about it is open.
        BadAddress: `to` is no address, or none to which this sender may have this letter sent: a
            family's goes to the family; one about a case that the sender may not see goes to whom
            it is for; one with a link never to the council's own people.
    """
    message = connection.execute(
        select(messages).where(messages.c.id == message_id).with_for_update()
    ).one_or_none()
    if message is None:
        raise CannotSettle(
            f"There is no message '{message_id}'. `ehcp outbox list` shows them with their ids.",
            status=None,
        )
    if not waits_for_a_person(message.status, message.delivery):
        raise CannotSettle(
            f"Message {message_id} is {message.status}: there is nothing to settle. A person "
            "settles what is uncertain, failed or did not arrive.",
            status=message.status,
        )
    values: dict[str, Any]
    match outcome:
        case "again":
            values = _again(connection, message, to=to, at=at, sender=sender)
        case "left":
            values = {"status": "not_needed", "settled_at": at}
        case "arrived":
            said = {"delivery": TOLD, "delivery_at": told_at or at}
            values = {"status": "sent", "settled_at": message.settled_at or at, **said}
        case "sent":
            values = {"status": "sent", "settled_at": at}
            if message.delivery in FAILURES:
                values |= {"delivery": None, "delivery_at": None}
    connection.execute(
        update(messages)
        .where(messages.c.id == message_id)
        .values(claimed_by=None, claimed_at=None, **values)
    )
    return str(values["status"])


def addresses_now(
    connection: Connection, message: Row[Any], *, hold: bool = False
) -> tuple[str, ...] | None:
    """Give the addresses that those whom a letter is for have now; None where we keep none for it.

    Several, where services shared a mailbox and do so no longer; none, where nobody is written to
    any more. With `hold` those of services stay so until this transaction ends.
    """
    if message.letter.startswith(TO_A_FAMILY):
        return _of_the_family(connection, message.occasion)
    readers = readers_of(connection, message.id, hold=hold)
    if not readers:
        return None
    found = {(each.address or "").casefold(): each.address for each in readers}
    if "" in found:  # a head of one of them has gone: the letter is for that head no more
        return ()
    return tuple(address for address in found.values() if address)


def _again(
    connection: Connection, message: Row[Any], *, to: str | None, at: datetime, sender: Sender
) -> dict[str, Any]:
    now = addresses_now(connection, message, hold=True)
    if now is not None and len(now) > 1:
        if to is not None:
            raise BadAddress(
                "Those whom this letter is for no longer share a mailbox, so it cannot go to one "
                "address. Sent again without one, each is written to anew."
            )
        return _anew(connection, message, at=at)
    kept = (message.recipient,) if now is None else now
    recipient = to or next(iter(kept), None)
    if recipient is None:
        raise BadAddress("We have no address for whoever this letter is for. Set that right first.")
    is_theirs = recipient.casefold() in {address.casefold() for address in kept}
    if not is_theirs:
        recipient = other_address(connection, message, recipient, sender=sender)
    send_again(connection, message.id, at=at)
    move_links(connection, message_id=message.id, recipient=recipient, at=at)
    opens = links.c.withdrawn_at.is_(None)
    if now is not None or not is_theirs:
        # It ended with the mailbox that was changed; the letter goes to the one of now. What
        # somebody withdrew for a reason stays so.
        opens = or_(opens, ~_withdrawn_on_purpose())
    connection.execute(
        update(links)
        .where(links.c.message_id == message.id, opens)
        .values(withdrawn_at=None, withdrawn_by=None, ends_at=at + LIVES)
    )
    return {
        "status": "waiting",
        "settled_at": None,
        "attempts": 0,
        "next_try_at": at,
        "recipient": recipient,
    }


def _anew(connection: Connection, message: Row[Any], *, at: datetime) -> dict[str, Any]:
    """Leave a letter, and let what it was about be written about once more, to each for itself."""
    connection.execute(
        update(occasions)
        .where(occasions.c.message_id == message.id)
        .values(key=occasions.c.key + f"|{message.id}")
    )
    connection.execute(
        update(links)
        .where(links.c.message_id == message.id, links.c.ends_at > at)
        .values(ends_at=at)
    )
    return {"status": "not_needed", "settled_at": at}


def _withdrawn_on_purpose() -> ColumnElement[bool]:
    return exists(
        select(audit.c.id).where(audit.c.act == WITHDRAWN, audit.c.at == links.c.withdrawn_at)
    )


def _of_the_family(connection: Connection, occasion: str) -> tuple[str, ...]:
    """Give the address of whom a letter to a family greets, as the child's page has it now."""
    _, _, contact_id, *_ = [*occasion.split("|"), "", "", ""]
    if not contact_id.isdigit():
        return ()
    found: str | None = connection.scalar(
        select(family_contacts.c.email).where(
            family_contacts.c.id == int(contact_id), family_contacts.c.ended_at.is_(None)
        )
    )
    return (found,) if found else ()
