"""Keys for programs: what reads the register for somebody, such as a council's dashboards."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete, select

from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.tables import sessions
from ehcp.staff.sessions import KEY, open_session
from ehcp.staff.user import CODE, user_with

_LONGEST = timedelta(days=366)
_LONGEST_LABEL = 60
_LONDON = ZoneInfo("Europe/London")


class BadKey(Refusal):
    """A key that cannot be made, or that there is not."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """A program's key, without the secret: that was shown once."""

    label: str
    made_at: datetime
    seen_at: datetime
    ends_at: datetime


def make_key(
    engine: Engine, *, by: str, at: datetime, today: date, user_id: int, label: str, until_on: date
) -> str:
    """Make a key that may do what its user may, and give its secret, which is shown once.

    Raises:
        UnknownUser: nobody has the number.
        BadKey: the label or the last day cannot be right, a key has that label already, or the
            user is from outside.
    """
    name = " ".join(label.split())
    if not name or len(name) > _LONGEST_LABEL or not name.isprintable():
        raise BadKey(f"Say what the key is for in 1 to {_LONGEST_LABEL} letters: 'Power BI'.")
    if not today <= until_on <= today + _LONGEST:
        raise BadKey(f"Name a last day from {today} to {today + _LONGEST}.")
    ends_at = datetime.combine(until_on + timedelta(days=1), time(), _LONDON)
    with writing(engine) as connection:
        user = user_with(connection, user_id=user_id)
        if user.signs_in_by == CODE:
            raise BadKey(f"{user.name} is from outside. Only somebody of the council has keys.")
        connection.execute(
            delete(sessions).where(
                sessions.c.user_id == user_id, sessions.c.kind == KEY, sessions.c.ends_at <= at
            )
        )
        of_label = select(sessions.c.label).where(
            sessions.c.user_id == user_id, sessions.c.kind == KEY, sessions.c.label == name
        )
        if connection.scalar(of_label) is not None:
            raise BadKey(f"There is a key '{name}' already. End it first, or name this one apart.")
        secret = open_session(
            connection, user_id=user_id, now=at, longest=ends_at - at, kind=KEY, label=name
        )
        about = f"{name}, of {user.name}, until {until_on}"
        note(connection, at=at, by=by, act="key_made", about=about)
    return secret


def list_keys(engine: Engine, *, user_id: int, now: datetime) -> tuple[Key, ...]:
    """Give somebody's keys that still open something."""
    query = (
        select(sessions)
        .where(sessions.c.user_id == user_id, sessions.c.kind == KEY, sessions.c.ends_at > now)
        .order_by(sessions.c.label)
    )
    with reading(engine) as connection:
        return tuple(
            Key(
                label=row.label or "",
                made_at=row.started_at,
                seen_at=row.seen_at,
                ends_at=row.ends_at,
            )
            for row in connection.execute(query)
        )


def end_key(engine: Engine, *, by: str, at: datetime, user_id: int, label: str) -> None:
    """End a key; the program that has it is let in no more.

    Raises:
        UnknownUser: nobody has the number.
        BadKey: there is no such key.
    """
    with writing(engine) as connection:
        user = user_with(connection, user_id=user_id)
        ended = connection.execute(
            delete(sessions).where(
                sessions.c.user_id == user_id, sessions.c.kind == KEY, sessions.c.label == label
            )
        )
        if not ended.rowcount:
            raise BadKey("There is no such key any more.")
        note(connection, at=at, by=by, act="key_ended", about=f"{label}, of {user.name}")
