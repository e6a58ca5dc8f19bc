"""A letter that waits for a mailbox which was left goes to the one of now, and its link with it."""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from ehcp.register.advice_letters import MAILBOX_CHANGED
from ehcp.register.delivery import ELSEWHERE
from ehcp.register.readers import readers_of
from ehcp.register.tables import link_visits, links, messages, occasions
from ehcp.register.unsaid import unsay


def let_waiting_letters_follow(
    connection: Connection, *, code: str, left: str, at: datetime
) -> None:
    """Send what waits for a mailbox that a service, or its head, has left to where it is read now.

    To be called when the new address is kept, and before the links to the old one are ended. What
    its readers share no longer is left, and each is written to anew; what is for a head whom the
    service has no more is left too. The list for a changed mailbox goes to no other than the one
    for which somebody wanted it.
    """
    waiting = connection.scalars(
        select(messages.c.id)
        .where(
            messages.c.status == "waiting",
            messages.c.claimed_by.is_(None),
            func.lower(messages.c.recipient) == left.lower(),
            messages.c.letter != MAILBOX_CHANGED,
            messages.c.id.in_(select(occasions.c.message_id).where(occasions.c.service == code)),
        )
        .with_for_update()
    ).all()
    for message_id in waiting:
        addresses = {reader.address for reader in readers_of(connection, message_id)}
        by_case = {(address or "").casefold(): address for address in addresses}
        if not addresses or (left.casefold() in by_case and len(by_case) == 1):
            continue
        (address, *others) = by_case.values()
        if address and not others:
            _readdress(connection, message_id, to=address, at=at)
        else:
            _leave(connection, message_id, at=at)


def _readdress(connection: Connection, message_id: str, *, to: str, at: datetime) -> None:
    connection.execute(update(messages).where(messages.c.id == message_id).values(recipient=to))
    of_it = select(links.c.token_hash).where(links.c.message_id == message_id)
    connection.execute(update(links).where(links.c.message_id == message_id).values(recipient=to))
    connection.execute(update(link_visits).where(link_visits.c.link.in_(of_it)).values(ends_at=at))


def _leave(connection: Connection, message_id: str, *, at: datetime) -> None:
    unsay(connection, message_id=message_id)
    connection.execute(
        update(messages)
        .where(messages.c.id == message_id)
        .values(
            status="not_needed",
            settled_at=at,
            delivery=ELSEWHERE,
            delivery_at=at,
        )
    )
    connection.execute(
        update(links)
        .where(links.c.message_id == message_id, links.c.ends_at > at)
        .values(ends_at=at)
    )
