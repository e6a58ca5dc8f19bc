"""Who of the services reads a letter, and at which address each is reached now.

A letter is for the mailbox of each service that it names. One that tells of late advice is for the
head of the service, or for somebody above, of whom the register keeps no address.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, case, not_, or_, select

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
    """Whom a letter is for, about one service.

    Attributes:
        code: of the service.
        address: of its mailbox, or of its head where the letter is for the head; None where it has
            no head now. Of whoever stands above the head that to which the letter went.
    """

    code: str
    address: str | None


def readers_of(
    connection: Connection, message_id: str, *, hold: bool = False
) -> tuple[Reader, ...]:
    """Give whom a letter is for; none where of none of them the register keeps an address.

    With `hold` their addresses stay as they are until this transaction ends.
    """
    address = case(
        (IS_FOR_A_HEAD, providers.c.head_email),
        (_IS_ABOVE, messages.c.recipient),
        else_=providers.c.email,
    )
    is_kept = or_(IS_FOR_A_HEAD, IS_FOR_A_SERVICE)
    found = (
        select(providers.c.code, address.label("address"), is_kept.label("is_kept"))
        .join(occasions, occasions.c.service == providers.c.code)
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(messages.c.id == message_id)
        .order_by(providers.c.code)
    )
    if hold:
        found = found.with_for_update(read=True, of=providers)
    rows = connection.execute(found).all()
    if not any(row.is_kept for row in rows):
        return ()
    return tuple(
        Reader(code=code, address=address)
        for code, address in dict.fromkeys((row.code, row.address) for row in rows)
    )
