"""Somebody changes their own password, when they first sign in or of their own will."""

from datetime import date, datetime

from sqlalchemy import Engine, Row, update

from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.tables import users
from ehcp.staff.passwords import WeakPassword, hash_of_password, is_password, refuse_weak
from ehcp.staff.sessions import NEW_PASSWORD, SECOND_FACTOR, close_all_of
from ehcp.staff.sign_in import (
    BeginAgain,
    SignedIn,
    Terms,
    WrongPassword,
    go_on,
    note_failure,
    session_in,
)
from ehcp.staff.tries import begin_try, forget_tries, of_account


def change_password(
    engine: Engine,
    *,
    token: str,
    new: str,
    now: datetime,
    today: date,
    terms: Terms,
    old: str = "",
) -> SignedIn:
    """Put a new password in the place of one's own; every other session in a browser ends.

    The old one is asked of whoever is signed in, not of whoever just typed it to sign in.

    Raises:
        WeakPassword: the new one would be guessed, or is the old one.
        WrongPassword: the old one is needed and not right.
        TooManyTries: too many old ones were wrong.
        BeginAgain: the session has ended, or waits for something else.
    """
    with writing(engine) as connection:
        user = session_in(connection, token=token, now=now, today=today)
    if user.password_hash is None or user.awaits == SECOND_FACTOR:
        raise BeginAgain("No password can be changed now. Begin again with signing in.")
    if user.awaits != NEW_PASSWORD:
        refuse_wrong_password(engine, user=user, password=old, now=now, terms=terms)
    refuse_weak(new, name=user.name, email=user.email)
    if is_password(new, kept=user.password_hash):
        raise WeakPassword("That is the password you have. Choose another.")
    kept = hash_of_password(new)
    with writing(engine) as connection:
        user = session_in(connection, token=token, now=now, today=today)
        connection.execute(
            update(users)
            .where(users.c.id == user.user_id)
            .values(password_hash=kept, must_change_password=False)
        )
        note(connection, at=now, by=user.name, act="password_changed")
        close_all_of(connection, user_id=user.user_id, but=token, keys=False)
        enrols = user.awaits == NEW_PASSWORD and user.totp_secret is None and terms.second_factor
        awaits = SECOND_FACTOR if enrols else None
        return go_on(connection, user, token=token, awaits=awaits, now=now, terms=terms)


def refuse_wrong_password(
    engine: Engine,
    *,
    user: Row[tuple[object, ...]],
    password: str,
    now: datetime,
    terms: Terms,
) -> None:
    """Ask somebody who is signed in for their password, before something that needs it.

    Raises:
        WrongPassword: it is not right.
        TooManyTries: too many were wrong.
    """
    account = of_account(user.email)
    with writing(engine) as connection:
        made = begin_try(connection, key=account, now=now, limits=terms.limits)
    is_right = is_password(password, kept=user.password_hash)
    with writing(engine) as connection:
        if is_right:
            forget_tries(connection, key=account)
            return
        note_failure(connection, user, made=made, now=now, terms=terms, about="own password")
    raise WrongPassword("That is not the password you have now. Type it again.")
