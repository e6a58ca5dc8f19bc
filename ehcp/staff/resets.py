"""What an administrator resets for somebody: password, second factor, lock, way to sign in."""

from datetime import datetime

from sqlalchemy import Connection, Engine, update

from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.tables import users
from ehcp.staff.passwords import first_password, hash_of_password
from ehcp.staff.sessions import close_all_of
from ehcp.staff.tries import forget_tries, of_account, of_code
from ehcp.staff.user import CODE, PASSWORD, BadUser, User, user_with


def reset_password(engine: Engine, *, by: str, at: datetime, user_id: int) -> str:
    """Give somebody a first password again, which is shown once; a lock is lifted.

    Their sessions and their programs' keys end. Who signed in with a council account signs in with
    a password from now on, where local accounts are on.

    Raises:
        UnknownUser: nobody has the number.
        BadUser: they are from outside, and have no password.
    """
    password = first_password()
    kept = hash_of_password(password)
    with writing(engine) as connection:
        user = user_with(connection, user_id=user_id)
        if user.signs_in_by == CODE:
            raise BadUser(f"{user.name} is from outside and signs in with a code sent by email.")
        _set(connection, user, password_hash=kept, must_change_password=True, subject=None)
        _unlock(connection, user)
        close_all_of(connection, user_id=user_id)
        note(connection, at=at, by=by, act="password_reset", about=user.name)
    return password


def reset_second_factor(engine: Engine, *, by: str, at: datetime, user_id: int) -> None:
    """Take somebody's second factor away; they set up another when they next sign in.

    Raises:
        UnknownUser: nobody has the number.
    """
    with writing(engine) as connection:
        user = user_with(connection, user_id=user_id)
        _set(connection, user, totp_secret=None, totp_used=None)
        forget_tries(connection, key=of_code(user_id))
        close_all_of(connection, user_id=user_id)
        note(connection, at=at, by=by, act="second_factor_reset", about=user.name)


def unlock(engine: Engine, *, by: str, at: datetime, user_id: int) -> None:
    """Let somebody try again at once after too many wrong passwords or codes.

    Raises:
        UnknownUser: nobody has the number.
    """
    with writing(engine) as connection:
        user = user_with(connection, user_id=user_id)
        _unlock(connection, user)
        note(connection, at=at, by=by, act="unlocked", about=user.name)


def use_council_account(engine: Engine, *, by: str, at: datetime, user_id: int) -> None:
    """Let somebody sign in with their council account and no longer with a password.

    The first council account with their email address is taken for theirs.

    Raises:
        UnknownUser: nobody has the number.
        BadUser: they do so already.
    """
    with writing(engine) as connection:
        user = user_with(connection, user_id=user_id)
        if user.signs_in_by != PASSWORD:
            raise BadUser(f"{user.name} has no password here: nothing is to be changed.")
        _set(
            connection,
            user,
            password_hash=None,
            must_change_password=False,
            totp_secret=None,
            totp_used=None,
        )
        close_all_of(connection, user_id=user_id)
        note(connection, at=at, by=by, act="council_account", about=user.name)


def _set(connection: Connection, user: User, **values: object) -> None:
    connection.execute(update(users).where(users.c.id == user.id).values(**values))


def _unlock(connection: Connection, user: User) -> None:
    for key in (of_account(user.email), of_code(user.id)):
        forget_tries(connection, key=key)
    _set(connection, user, locked_until=None)
