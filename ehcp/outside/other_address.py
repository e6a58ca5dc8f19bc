"""Another address for a letter than its reader's own: which it may be, and who may say so.

With the letter goes its link, which opens what the letter is about.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from ehcp.refusal import Refusal
from ehcp.register.mailboxes import address_in, is_same_mailbox
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import cases, links, occasions, users

TO_A_FAMILY: Final = "family_"
"""How the name of every letter to a family begins."""

CONSULTED: Final = "consultation"
"""The letter to a setting that is asked about a plan: its link opens for that setting alone."""


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Whoever has a letter sent again.

    Attributes:
        sight: what they see; None, as on the machine's own command line, sees all.
        ours: addresses of the council's own, beside those of its users.
    """

    sight: Sight | None = None
    ours: Collection[str] = ()


THE_MACHINE: Final = Sender()
"""Whoever works at the machine's own command line: they see all."""


class BadAddress(Refusal):
    """What was typed is no email address, or none to which this letter may go."""


def other_address(connection: Connection, message: Row[Any], typed: str, *, sender: Sender) -> str:
    """Read another address to which a letter is to go.

    Raises:
        BadAddress: it is none, or this letter may not go to it.
    """
    address = address_in(typed)
    if address is None:
        raise BadAddress(
            "This is not an email address. Write one address, such as referrals@trust.example."
        )
    if message.letter.startswith(TO_A_FAMILY):
        raise BadAddress(
            "A family is written to at the address on the child's page. Set that right first."
        )
    if message.letter == CONSULTED:
        return address
    if _is_about_another(connection, message.id, sender.sight):
        raise BadAddress(
            "This letter is also about a case that you may not see, so it can go to no other "
            "address. Whoever may see all its cases can send it there."
        )
    if _has_a_link(connection, message.id) and is_ours(connection, address, sender.ours):
        raise BadAddress(
            "This is an address of our own people. This letter has a link with which a service "
            "answers, so it goes to the service and not to us."
        )
    return address


def is_ours(connection: Connection, address: str, others: Collection[str]) -> bool:
    """Say whether an address is the council's; only those from outside have a service or school.

    `others` are addresses of the council's own beside those of its users.
    """
    domain = address.rpartition("@")[2].lower()
    there = select(users).where(func.lower(users.c.email).endswith(f"@{domain}", autoescape=True))
    staff = (
        row.email for row in connection.execute(there) if not row.services and not row.settings
    )
    return any(is_same_mailbox(address, each) for each in (*staff, *others))


def _is_about_another(connection: Connection, message_id: str, sight: Sight | None) -> bool:
    unseen = (
        select(cases.c.id)
        .join(occasions, occasions.c.case_id == cases.c.id)
        .where(occasions.c.message_id == message_id, ~seen_cases(sight))
        .limit(1)
    )
    return connection.execute(unseen).first() is not None


def _has_a_link(connection: Connection, message_id: str) -> bool:
    found = select(links.c.token_hash).where(links.c.message_id == message_id).limit(1)
    return connection.execute(found).first() is not None
