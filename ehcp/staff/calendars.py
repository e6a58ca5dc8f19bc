"""Calendar feeds: an address that only its owner knows, for a calendar that cannot sign in."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select

from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.tables import sessions, users
from ehcp.staff.sessions import CALENDAR, hash_of, may_sign_in, open_session
from ehcp.staff.user import User, user_from, user_with

LIVES = timedelta(days=366)
"""How long an address gives anything; whoever goes on using it makes another."""


def new_calendar(engine: Engine, *, user_id: int, at: datetime) -> str:
    """Give the secret of a new feed, which is shown once; the one before it ends.

    Raises:
        UnknownUser: nobody has the number.
    """
    with writing(engine) as connection:
        user = user_with(connection, user_id=user_id)
        _end(connection, user_id)
        secret = open_session(
            connection, user_id=user_id, now=at, longest=LIVES, kind=CALENDAR, label=CALENDAR
        )
        note(connection, at=at, by=user.name, act="calendar_made")
    return secret


def end_calendar(engine: Engine, *, user_id: int, at: datetime) -> None:
    """Let the address of somebody's feed give nothing any more; does nothing where there is none.

    Raises:
        UnknownUser: nobody has the number.
    """
    with writing(engine) as connection:
        user = user_with(connection, user_id=user_id)
        if _end(connection, user_id):
            note(connection, at=at, by=user.name, act="calendar_ended")


def calendar_ends_at(engine: Engine, *, user_id: int, now: datetime) -> datetime | None:
    """Say until when somebody's feed gives anything; None where they have none."""
    with reading(engine) as connection:
        found: datetime | None = connection.scalar(
            select(sessions.c.ends_at).where(
                sessions.c.user_id == user_id,
                sessions.c.kind == CALENDAR,
                sessions.c.ends_at > now,
            )
        )
    return found


def whose_calendar(
    connection: Connection, *, secret: str, now: datetime, today: date
) -> User | None:
    """Give whose feed has this secret; None where it gives nothing, or they may not sign in."""
    row = connection.execute(
        select(users)
        .join(sessions, sessions.c.user_id == users.c.id)
        .where(
            sessions.c.token_hash == hash_of(secret),
            sessions.c.kind == CALENDAR,
            sessions.c.ends_at > now,
        )
    ).one_or_none()
    return None if row is None or not may_sign_in(row, today=today) else user_from(row)


def _end(connection: Connection, user_id: int) -> bool:
    ended = connection.execute(
        delete(sessions).where(sessions.c.user_id == user_id, sessions.c.kind == CALENDAR)
    )
    return bool(ended.rowcount)
