"""The list of users: adding somebody, changing what they may do, and who is on it."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, Engine, func, insert, select, update

from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.tables import cases, covers, users
from ehcp.staff.passwords import first_password, hash_of_password
from ehcp.staff.roles import OUTSIDE, WORKS_CASES, UserRole
from ehcp.staff.sessions import close_all_of
from ehcp.staff.user import (
    BadUser,
    UnknownUser,
    User,
    checked,
    refuse_bad_end,
    refuse_taken,
    refuse_unknown_service,
    user_from,
    user_with,
)

_RIGHTS = {"email address", "roles", "team", "service or school", "last day", "may sign in"}

__all__ = [
    "BadUser",
    "UnknownUser",
    "User",
    "add_user",
    "change_user",
    "list_users",
    "one_user",
    "user_of_email",
    "who_may_have_cases",
]


def add_user(  # noqa: PLR0913 - each of them is a fact about somebody
    engine: Engine,
    *,
    by: str,
    at: datetime,
    today: date,
    email: str,
    name: str,
    roles: Collection[UserRole],
    team: str | None = None,
    services: Collection[str] = (),
    settings: Collection[str] = (),
    ends_on: date | None = None,
) -> tuple[int, str]:
    """Add somebody, and give their number and first password, which is shown once.

    They put one of their own in its place when they first sign in. Somebody from outside has none:
    they sign in with a code that is sent to them each time.

    Raises:
        BadUser: something about them cannot be right, or somebody has the name or address already.
    """
    user = checked(
        User(
            id=0,
            email=email,
            name=name,
            roles=frozenset(roles),
            team=team,
            services=frozenset(services),
            settings=frozenset(settings),
            ends_on=ends_on,
        )
    )
    refuse_bad_end(user, today=today)
    password = "" if user.roles <= OUTSIDE else first_password()
    with writing(engine) as connection:
        refuse_taken(user, others=everybody_alone(connection))
        refuse_unknown_service(connection, user)
        kept = hash_of_password(password) if password else None
        user_id = insert_user(connection, user, at=at, password_hash=kept)
        note(connection, at=at, by=by, act="user_added", about=user.name, why=_may(user))
    return user_id, password


def change_user(engine: Engine, *, by: str, at: datetime, today: date, user: User) -> None:
    """Let somebody be as in `user`: name, address, roles, team, last day, whether they may sign in.

    Where their rights changed they are signed out; where they may no longer sign in, their keys
    end too.

    Raises:
        UnknownUser: nobody has the number.
        BadUser: something cannot be right; or they have open cases under the name that would
            change; or no administrator would be left.
    """
    user = checked(user)
    with writing(engine) as connection:
        others = everybody_alone(connection)
        before = user_with(connection, user_id=user.id)
        changes = _what_changes(before, user)
        if not changes:
            return
        if user.is_active and not changes.isdisjoint({"roles", "last day", "may sign in"}):
            refuse_bad_end(user, today=today)
        refuse_taken(user, others=others)
        refuse_unknown_service(connection, user)
        _refuse_without_administrator(before, user, others=others)
        if "name" in changes:
            _rename(connection, before.name, user.name)
        connection.execute(update(users).where(users.c.id == user.id).values(**_columns(user)))
        if not changes.isdisjoint(_RIGHTS):
            close_all_of(connection, user_id=user.id, keys=not user.is_active)
        what = f"{', '.join(sorted(changes))}; {_may(user)}"
        note(connection, at=at, by=by, act="user_changed", about=user.name, why=what)


def list_users(engine: Engine) -> tuple[User, ...]:
    """Give everybody who may sign in or once could, by name."""
    with reading(engine) as connection:
        return _everybody(connection)


def one_user(engine: Engine, *, user_id: int) -> User:
    """Give the user of a number.

    Raises:
        UnknownUser: nobody has it.
    """
    with reading(engine) as connection:
        return user_with(connection, user_id=user_id)


def user_of_email(engine: Engine, *, email: str) -> User:
    """Give the user who signs in with this address.

    Raises:
        UnknownUser: nobody does.
    """
    wanted = email.strip().lower()
    for user in list_users(engine):
        if user.email == wanted:
            return user
    raise UnknownUser("Nobody here has that email address. The list of users has everybody.")


def who_may_have_cases(connection: Connection, *, today: date) -> tuple[str, ...]:
    """Give the names of those who may be a case's officer today: they work on cases."""
    return tuple(
        user.name
        for user in _everybody(connection)
        if not user.roles.isdisjoint(WORKS_CASES)
        and user.is_active
        and (user.ends_on is None or today <= user.ends_on)
    )


def everybody_alone(connection: Connection) -> tuple[User, ...]:
    """Give all users, and let nobody else change one until this transaction has decided."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE")
    return _everybody(connection)


def insert_user(
    connection: Connection,
    user: User,
    *,
    at: datetime,
    password_hash: str | None,
    subject: str | None = None,
) -> int:
    """Put a user that has been checked on the list, and give the number."""
    values = _columns(user) | {
        "password_hash": password_hash,
        "must_change_password": password_hash is not None,
        "subject": subject,
        "failures": 0,
        "created_at": at,
    }
    (user_id,) = connection.execute(insert(users).values(**values)).inserted_primary_key or (0,)
    return int(user_id)


def _everybody(connection: Connection) -> tuple[User, ...]:
    rows = connection.execute(select(users).order_by(func.lower(users.c.name))).all()
    return tuple(user_from(row) for row in rows)


def _columns(user: User) -> dict[str, object]:
    return {
        "email": user.email,
        "name": user.name,
        "roles": [role.value for role in UserRole if role in user.roles],
        "team": user.team,
        "services": sorted(user.services),
        "settings": sorted(user.settings),
        "ends_on": user.ends_on,
        "is_active": user.is_active,
    }


def _what_changes(before: User, after: User) -> set[str]:
    parts = {
        "name": (before.name, after.name),
        "email address": (before.email, after.email),
        "roles": (before.roles, after.roles),
        "team": (before.team, after.team),
        "service or school": (before.services | before.settings, after.services | after.settings),
        "last day": (before.ends_on, after.ends_on),
        "may sign in": (before.is_active, after.is_active),
    }
    return {part for part, (old, new) in parts.items() if old != new}


def _may(user: User) -> str:
    """Say what somebody may do, for the audit record."""
    if not user.is_active:
        return "may not sign in"
    team = f", team {user.team}" if user.team else ""
    until = f", until {user.ends_on}" if user.ends_on else ""
    return f"{user.roles_in_words}{team}{until}"


def _refuse_without_administrator(before: User, after: User, *, others: tuple[User, ...]) -> None:
    def administers(user: User) -> bool:
        # Whoever has a last day will not be there when a new one is wanted.
        ends = user.ends_on is not None
        return UserRole.ADMINISTRATOR in user.roles and user.is_active and not ends

    if administers(before) and not administers(after):
        rest = [user for user in others if user.id != before.id and administers(user)]
        if not rest:
            raise BadUser(
                f"{before.name} is the only administrator. Make somebody else one first, without "
                "a last day: otherwise nobody could add or change a user."
            )


def _rename(connection: Connection, old: str, new: str) -> None:
    open_cases = connection.scalar(
        select(func.count()).where(cases.c.officer == old, cases.c.ended_on.is_(None))
    )
    if open_cases:
        raise BadUser(
            f"{old} has {open_cases} open cases under that name. Hand them to somebody first; "
            f"after the change, hand them to {new}."
        )
    for column in (covers.c.officer, covers.c.covered_by):
        connection.execute(
            update(covers).where(column == old, covers.c.ended_at.is_(None)).values({column: new})
        )
