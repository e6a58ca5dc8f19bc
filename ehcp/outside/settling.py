"""What a person settles of a letter: it is sent again, it went or arrived, or it is left.

It is one that was given up, that came back, or of which nobody knows whether it went. Only the
outbox sends: here a letter is made to wait again, and goes at the next time that it may, if what it
is about is still open then.
"""

import re
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, exists, select, update

from ehcp.outside.links import LIVES, move_links
from ehcp.outside.receipts import send_again
from ehcp.refusal import Refusal
from ehcp.register.delivery import FAILURES, TOLD
from ehcp.register.tables import audit, family_contacts, links, messages, providers

Outcome = Literal["again", "sent", "arrived", "left"]
"""Sent again; it went; they told us that they have it; it is not needed any more."""

TO_A_FAMILY: Final = "family_"
"""How the name of every letter to a family begins."""

WITHDRAWN: Final = "link_withdrawn"
"""How the audit record names that somebody withdrew the link in a letter."""

_LONGEST_ADDRESS = 254
_ADDRESS = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


class CannotSettle(Refusal):
    """A letter that a person cannot settle; nothing was changed.

    Attributes:
        status: how it stands; None where there is no such letter.
    """

    def __init__(self, message: str, *, status: str | None) -> None:
        super().__init__(message)
        self.status = status


class BadAddress(Refusal):
    """What was typed is no email address, or none to which this letter may go."""


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
) -> None:
    """Settle a letter, or let it be sent once more, in this transaction.

    Sent again it goes to the address `to`; without one, to that which its reader has now. The link
    in it opens again what it opened, unless somebody withdrew it, and codes for it go to that
    address alone. `told_at` is when
    they told us that it had arrived; without it, `at`.

    Raises:
        CannotSettle: there is no such letter, or nothing about it is open.
        BadAddress: `to` is no address, or the letter is for a family and it is not theirs.
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
            values = _again(connection, message, to=to, at=at)
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


def address_now(connection: Connection, message: Row[Any]) -> str | None:
    """Give the address that the reader of a letter has now; None where we keep none for them."""
    if message.letter.startswith(TO_A_FAMILY):
        return _of_the_family(connection, message.occasion)
    _, _, rest = message.occasion.partition("|")
    found: str | None = connection.scalar(
        select(providers.c.email).where(providers.c.code == rest.partition("|")[0])
    )
    return found


def _again(
    connection: Connection, message: Row[Any], *, to: str | None, at: datetime
) -> dict[str, Any]:
    known = address_now(connection, message) or message.recipient
    recipient = to or known
    if recipient not in (known, message.recipient):
        recipient = _address(recipient)
        if message.letter.startswith(TO_A_FAMILY):
            raise BadAddress(
                "A family is written to at the address on the child's page. Set that right first."
            )
    send_again(connection, message.id, at=at)
    move_links(connection, message_id=message.id, recipient=recipient, at=at)
    # They ended with the mailbox from which the letter came back; it goes to another one now.
    # What somebody withdrew for a reason stays so.
    on_purpose = exists(
        select(audit.c.id).where(audit.c.act == WITHDRAWN, audit.c.at == links.c.withdrawn_at)
    )
    connection.execute(
        update(links)
        .where(links.c.message_id == message.id, ~on_purpose)
        .values(withdrawn_at=None, withdrawn_by=None, ends_at=at + LIVES)
    )
    return {
        "status": "waiting",
        "settled_at": None,
        "attempts": 0,
        "next_try_at": at,
        "recipient": recipient,
    }


def _of_the_family(connection: Connection, occasion: str) -> str | None:
    """Give the address of whom a letter to a family greets, as the child's page has it now."""
    _, _, contact_id, *_ = [*occasion.split("|"), "", "", ""]
    if not contact_id.isdigit():
        return None
    found: str | None = connection.scalar(
        select(family_contacts.c.email).where(
            family_contacts.c.id == int(contact_id), family_contacts.c.ended_at.is_(None)
        )
    )
    return found


def _address(typed: str) -> str:
    """Read an address that was typed.

    Raises:
        BadAddress: it is none.
    """
    address = typed.strip()
    if not _ADDRESS.fullmatch(address) or len(address) > _LONGEST_ADDRESS:
        raise BadAddress(
            "This is not an email address. Write one address, such as referrals@trust.example."
        )
    return address
