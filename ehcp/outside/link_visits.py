"""A browser in which a link was opened with its code: it sees what the link is about, for a while.

The visit ends when nothing was done for half an hour, and with its link.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from ehcp.outside.links import Link, hash_of, living_link, new_token
from ehcp.register.tables import link_visits

RESTS = timedelta(minutes=30)
"""How long nothing may be done."""

LONGEST = timedelta(hours=8)
"""How long a visit lasts in any case: a working day."""

_PROLONGED_EVERY = timedelta(minutes=1)
_KEPT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class LinkVisit:
    """A link that is open in one browser.

    Attributes:
        csrf: the secret that every form of the visit carries.
    """

    link: Link
    csrf: str


def begin_visit(connection: Connection, link: Link, *, now: datetime) -> str:
    """Open a link in a browser whose code was right, and give the token for its cookie."""
    connection.execute(delete(link_visits).where(link_visits.c.ends_at <= now - _KEPT))
    token = new_token()
    connection.execute(
        insert(link_visits).values(
            token_hash=hash_of(token),
            link=link.token_hash,
            csrf=new_token(),
            started_at=now,
            ends_at=min(now + RESTS, link.ends_at),
        )
    )
    return token


def visit_of(connection: Connection, token: str, *, now: datetime) -> LinkVisit | None:
    """Give the link that is open under a cookie's token; None where the visit or it has ended."""
    row = connection.execute(
        select(link_visits).where(
            link_visits.c.token_hash == hash_of(token), link_visits.c.ends_at > now
        )
    ).one_or_none()
    link = None if row is None else living_link(connection, token_hash=row.link, now=now)
    if row is None or link is None:
        return None
    return LinkVisit(link=link, csrf=row.csrf)


def prolong(connection: Connection, token: str, *, now: datetime) -> None:
    """Let a visit that is alive rest for another half hour from now."""
    row = connection.execute(
        select(link_visits).where(
            link_visits.c.token_hash == hash_of(token), link_visits.c.ends_at > now
        )
    ).one_or_none()
    if row is None:
        return
    until = min(now + RESTS, row.started_at + LONGEST)
    if until - row.ends_at >= _PROLONGED_EVERY:
        connection.execute(
            update(link_visits)
            .where(link_visits.c.token_hash == row.token_hash, link_visits.c.ends_at > now)
            .values(ends_at=until)
        )


def end_visit(connection: Connection, token: str) -> None:
    """Close a link in one browser."""
    connection.execute(delete(link_visits).where(link_visits.c.token_hash == hash_of(token)))
