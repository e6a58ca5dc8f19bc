"""Who of the services reads a letter, and at which address each is reached now.

A letter is for the mailbox of each service that it names. One that tells of late advice is for the
head of the service, or for somebody above, of whom the register keeps no address.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, case, not_, select

from ehcp.cases.escalation import Rung
from ehcp.register.tables import messages, occasions, providers

_IS_ABOVE: Final = messages.c.letter == "escalation"
IS_FOR_A_HEAD: Final[ColumnElement[bool]] = and_(
    _IS_ABOVE, occasions.c.key.endswith(f"|{Rung.SERVICE_HEAD.value}", autoescape=True)
)
"""The occasion is for the head of a service."""
IS_FOR_A_SERVICE: Final[ColumnElement[bool]] = not_(_IS_ABOVE)
"""The occasion, where it names a service at all, is for the mailbox of that service."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A service that a letter is for.

    Attributes:
        address: of its mailbox, or of its head where the letter is for the head; None where it has
            no head now.
    """

    code: str
    address: str | None


def readers_of(
    connection: Connection, message_id: str, *, hold: bool = False
) -> tuple[Reader, ...]:
    """Give the services or heads that a letter is for; none where it is for somebody else.

    With `hold` their addresses stay as they are until this transaction ends.
    """
    address = case((IS_FOR_A_HEAD, providers.c.head_email), else_=providers.c.email)
    found = (
        select(providers.c.code, address.label("address"))
        .join(occasions, occasions.c.service == providers.c.code)
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(messages.c.id == message_id, IS_FOR_A_HEAD | IS_FOR_A_SERVICE)
        .order_by(providers.c.code)
    )
    if hold:
        found = found.with_for_update(read=True, of=providers)
    rows = dict.fromkeys((row.code, row.address) for row in connection.execute(found))
    return tuple(Reader(code=code, address=address) for code, address in rows)
