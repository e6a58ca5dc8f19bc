"""The link in a message: whoever opens it comes to what that message is about, and nothing else."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, Select, insert, select, update

from ehcp.register.tables import link_visits, links, occasions

LIVES = timedelta(days=90)
"""How long a link opens anything: longer than any limit that an answer has."""

_BYTES = 24


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link that opens something.

    Attributes:
        recipient: the mailbox to which its message went, and to which every code goes.
        about: the cases of the message in which a service was asked for advice, each with the
            service's code; in no order.
        consulted: those in which a school was consulted, each with the school as it stands in the
            entry.
    """

    token_hash: str
    message_id: str
    recipient: str
    created_at: datetime
    ends_at: datetime
    about: frozenset[tuple[int, str]]
    consulted: frozenset[tuple[int, str]] = frozenset()

    @property
    def case_ids(self) -> list[int]:
        """Give the cases of the message."""
        return sorted({case_id for case_id, _ in self.about | self.consulted})


def new_token() -> str:
    """Make a token that nobody can guess."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> str:
    """Give what is kept of a token."""
    return sha256(token.encode(errors="replace")).hexdigest()


def keep_link(
    connection: Connection, token: str, *, message_id: str, recipient: str, at: datetime
) -> None:
    """Let a token open what a message is about."""
    connection.execute(
        insert(links).values(
            token_hash=hash_of(token),
            message_id=message_id,
            recipient=recipient,
            created_at=at,
            ends_at=at + LIVES,
        )
    )


def link_of(connection: Connection, token: str, *, now: datetime) -> Link | None:
    """Give what a token opens; None where there is none, or it has ended or was withdrawn."""
    return living_link(connection, token_hash=hash_of(token), now=now)


def living_link(connection: Connection, *, token_hash: str, now: datetime) -> Link | None:
    """Give a link by what is kept of its token, as `link_of` does."""
    row = connection.execute(
        select(links).where(
            links.c.token_hash == token_hash,
            links.c.ends_at > now,
            links.c.withdrawn_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    about = connection.execute(
        select(occasions.c.case_id, occasions.c.party, occasions.c.service).where(
            occasions.c.message_id == row.message_id, occasions.c.case_id.is_not(None)
        )
    ).all()
    return Link(
        token_hash=row.token_hash,
        message_id=row.message_id,
        recipient=row.recipient,
        created_at=row.created_at,
        ends_at=row.ends_at,
        about=frozenset((each.case_id, each.service) for each in about if each.service),
        consulted=frozenset((each.case_id, each.party) for each in about if not each.service),
    )


def holds(connection: Connection, link: Link, *, now: datetime) -> bool:
    """Say whether a link is alive and still its mailbox's, and keep it so until the act is done."""
    found = select(links.c.token_hash).where(
        links.c.token_hash == link.token_hash,
        links.c.recipient == link.recipient,
        links.c.ends_at > now,
        links.c.withdrawn_at.is_(None),
    )
    return connection.execute(found.with_for_update()).one_or_none() is not None


def withdraw_links(
    connection: Connection, *, case_id: int, party: str, service: str | None, by: str, at: datetime
) -> int:
    """Let no link about this request open anything any more; give how many did until now.

    `service` is the code of the service that is asked; None where a school is consulted.
    """
    withdrawn = connection.execute(
        update(links)
        .where(
            links.c.message_id.in_(_messages(case_id, party, service)),
            links.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=at, withdrawn_by=by)
        .returning(links.c.token_hash)
    ).scalars()
    ended = list(withdrawn)
    connection.execute(update(link_visits).where(link_visits.c.link.in_(ended)).values(ends_at=at))
    return len(ended)


def move_links(connection: Connection, *, message_id: str, recipient: str, at: datetime) -> None:
    """Let the codes for a message's link go to another mailbox, as the message itself now does.

    Whoever opened it with a code that went to the first one is let in no longer; no code that went
    there opens it, since a code opens for its own mailbox alone.
    """
    found = connection.execute(
        update(links)
        .where(links.c.message_id == message_id, links.c.recipient != recipient)
        .values(recipient=recipient)
        .returning(links.c.token_hash)
    ).scalars()
    moved = list(found)
    connection.execute(update(link_visits).where(link_visits.c.link.in_(moved)).values(ends_at=at))


def links_about(
    connection: Connection, *, case_id: int, party: str, service: str | None, now: datetime
) -> tuple[Link, ...]:
    """Give every link that opens this request now; `service` as in `withdraw_links`."""
    found = connection.scalars(
        select(links.c.token_hash)
        .where(
            links.c.message_id.in_(_messages(case_id, party, service)),
            links.c.ends_at > now,
            links.c.withdrawn_at.is_(None),
        )
        .order_by(links.c.created_at)
    ).all()
    each = (living_link(connection, token_hash=token_hash, now=now) for token_hash in found)
    return tuple(link for link in each if link is not None)


def also_opened(connection: Connection, found: Iterable[Link], *, case_id: int, party: str) -> int:
    """Count what else the same links are about, beside this one request or consultation."""
    every = connection.execute(
        select(occasions.c.case_id, occasions.c.party)
        .where(
            occasions.c.message_id.in_({link.message_id for link in found}),
            occasions.c.case_id.is_not(None),
        )
        .distinct()
    )
    return len({(each.case_id, each.party) for each in every} - {(case_id, party)})


def linked_parties(
    connection: Connection, *, case_id: int, now: datetime
) -> frozenset[tuple[str, str | None]]:
    """Name the parties of a case about which any link opens something now.

    Each stands with the code of the service that was asked, or None for a school.
    """
    found = connection.execute(
        select(occasions.c.party, occasions.c.service)
        .join(links, links.c.message_id == occasions.c.message_id)
        .where(
            occasions.c.case_id == case_id, links.c.ends_at > now, links.c.withdrawn_at.is_(None)
        )
        .distinct()
    )
    return frozenset((row.party, row.service or None) for row in found)


def _messages(case_id: int, party: str, service: str | None) -> Select[tuple[str]]:
    return select(occasions.c.message_id).where(
        occasions.c.case_id == case_id,
        occasions.c.party == party,
        occasions.c.service == (service or ""),
    )
