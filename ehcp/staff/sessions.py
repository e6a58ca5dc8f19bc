"""Sessions: one sign-in in a browser, or one key of a program; who comes with a token."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from ehcp.register.engine import reading, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import seals_opened, sessions, users
from ehcp.staff.roles import UserRole
from ehcp.staff.visitor import Visitor

BROWSER = "browser"
KEY = "key"
CALENDAR = "calendar"
"""It gives one feed of days to whoever has its address, and is no way in."""

SECOND_FACTOR = "second_factor"
"""The session waits for a code before it opens anything."""
NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a page, not a password
"""The session waits for a password of their own before it opens anything."""

_SEEN_EVERY = timedelta(minutes=1)
_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Ending:
    """When a session ends.

    Attributes:
        at: if nobody does anything with it.
        at_latest: however busy they are.
    """

    at: datetime
    at_latest: datetime


def open_session(
    connection: Connection,
    *,
    user_id: int,
    now: datetime,
    longest: timedelta,
    awaits: str | None = None,
    kind: str = BROWSER,
    label: str | None = None,
) -> str:
    """Begin a session, and give its token, which is kept nowhere: only its hash is.

    Each sign-in, and each step of it, begins a new one, so that a token planted in somebody's
    browser beforehand opens nothing.
    """
    token = secrets.token_urlsafe(_BYTES)
    connection.execute(
        delete(sessions).where(
            sessions.c.user_id == user_id, sessions.c.kind == BROWSER, sessions.c.ends_at <= now
        )
    )
    connection.execute(
        insert(sessions).values(
            token_hash=hash_of(token),
            user_id=user_id,
            kind=kind,
            label=label,
            csrf=secrets.token_urlsafe(_BYTES),
            started_at=now,
            seen_at=now,
            ends_at=now + longest,
            awaits=awaits,
        )
    )
    return token


def visitor_of(
    engine: Engine,
    *,
    token: str,
    now: datetime,
    today: date,
    idle: timedelta,
    quietly: bool = False,
) -> Visitor | None:
    """Give who comes with this token; None where it opens nothing.

    That they came is noted, and the session lives on; not where a page only asks by itself, which
    is `quietly`.

    It opens nothing where it is not known, has ended, or nobody did anything with it for longer
    than `idle` (a program's key may rest), or where its user may no longer sign in.
    """
    with reading(engine) as connection:
        row = _living(connection, token, now=now, idle=idle)
        if row is None or row.kind == CALENDAR or not may_sign_in(row, today=today):
            return None
        # A reason was given by somebody for themselves, and not for a program that goes on reading.
        opened = (
            connection.scalars(
                select(seals_opened.c.person_id).where(
                    seals_opened.c.user_id == row.user_id, seals_opened.c.until_at > now
                )
            ).all()
            if row.kind == BROWSER
            else ()
        )
        visitor = Visitor(
            user_id=row.user_id,
            name=row.name,
            email=row.email,
            roles=roles_in(row.roles),
            team=row.team,
            sight=Sight(team=row.team, opened=frozenset(opened)),
            csrf=row.csrf,
            services=frozenset(row.services),
            settings=frozenset(row.settings),
            awaits=row.awaits,
            key=row.kind == KEY,
        )
    if not quietly and now - row.seen_at >= _SEEN_EVERY:
        with writing(engine) as connection:
            connection.execute(
                update(sessions)
                .where(sessions.c.token_hash == row.token_hash, sessions.c.seen_at < now)
                .values(seen_at=now)
            )
    return visitor


def ending_of(engine: Engine, *, token: str, now: datetime, idle: timedelta) -> Ending | None:
    """Say when a browser's session ends, without noting that anybody came; None if it has ended."""
    with reading(engine) as connection:
        row = _living(connection, token, now=now, idle=idle)
    if row is None or row.kind != BROWSER:
        return None
    return Ending(at=min(row.ends_at, row.seen_at + idle), at_latest=row.ends_at)


def close_session(connection: Connection, *, token: str) -> None:
    """End one session; does nothing where there is none."""
    connection.execute(delete(sessions).where(sessions.c.token_hash == hash_of(token)))


def close_all_of(
    connection: Connection, *, user_id: int, but: str | None = None, keys: bool = True
) -> None:
    """End every session of somebody, but the one with the token `but`; their keys too, or not."""
    closing = delete(sessions).where(sessions.c.user_id == user_id)
    if but is not None:
        closing = closing.where(sessions.c.token_hash != hash_of(but))
    if not keys:
        closing = closing.where(sessions.c.kind != KEY)
    connection.execute(closing)


def hash_of(token: str) -> str:
    """Give what is kept of a token."""
    return sha256(token.encode(errors="replace")).hexdigest()


def may_sign_in(row: Row[tuple[object, ...]], *, today: date) -> bool:
    """Say whether a row with a user's columns is of somebody who works here on this day."""
    return bool(row.is_active) and (row.ends_on is None or today <= row.ends_on)


def roles_in(names: list[str]) -> frozenset[UserRole]:
    """Read roles as they are kept; one that a later version has taken away is no role."""
    return frozenset(role for role in UserRole if role.value in names)


def _living(
    connection: Connection, token: str, *, now: datetime, idle: timedelta
) -> Row[tuple[object, ...]] | None:
    who = ("name", "email", "roles", "team", "services", "settings", "is_active", "ends_on")
    query = (
        select(sessions, *(users.c[name] for name in who))
        .join(users, users.c.id == sessions.c.user_id)
        .where(sessions.c.token_hash == hash_of(token), sessions.c.ends_at > now)
    )
    row = connection.execute(query).one_or_none()
    if row is None or (row.kind == BROWSER and now - row.seen_at >= idle):
        return None
    return row
