"""Letting in somebody from outside: whose mailbox was proved, and nobody of the council."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, select

from ehcp.register.audit import note
from ehcp.register.tables import users
from ehcp.staff.roles import OUTSIDE
from ehcp.staff.sessions import open_session
from ehcp.staff.sign_in import UNKNOWN
from ehcp.staff.tries import (
    Limits,
    begin_try,
    forget_one_try,
    of_asking,
    of_asking_again,
    of_asking_for,
    of_origin,
    wider,
)
from ehcp.staff.user import User, user_from

BY_CODE = "code"
BY_PROVIDER = "identity provider"

ASKING = Limits(tries=6, lock=timedelta(minutes=10))
"""How often a code may be asked for from one place, as `wider` counts places."""

ASKING_AGAIN = Limits(tries=3, lock=timedelta(minutes=10))
"""How often one place may ask for a code to one mailbox, or for one link."""

IN_A_DAY_FROM_ONE_PLACE = Limits(tries=20, lock=timedelta(days=1))
"""How often a day one place may ask for a code to one mailbox, or for one link."""

IN_AN_HOUR = Limits(tries=30, lock=timedelta(hours=1))
"""How often it may be asked for from all places together. One place alone never comes so far.

An hour and no longer: whoever fills this up keeps the owner's new browser waiting as well.
"""


def opens_for(email: str) -> str:
    """Give what a code opens that goes to this address: signing in with it."""
    return sha256(f"sign in:{_tidy(email)}".encode(errors="replace")).hexdigest()


def outside_user(connection: Connection, *, email: str, today: date) -> User | None:
    """Give whoever signs in with this address and is from outside; None where nobody may."""
    row = connection.execute(select(users).where(users.c.email == _tidy(email))).one_or_none()
    user = None if row is None else user_from(row)
    if user is None or user.roles.isdisjoint(OUTSIDE) or not user.is_active:
        return None
    return None if user.ends_on is not None and user.ends_on < today else user


def begin_to_ask(connection: Connection, *, origin: str, now: datetime) -> None:
    """Count that a code was asked for from one place of the network.

    Raises:
        TooManyTries: it was too often.
    """
    begin_try(connection, key=of_asking(origin), now=now, limits=wider(ASKING))


def begin_to_ask_for(connection: Connection, what: str, *, origin: str, now: datetime) -> None:
    """Count that a code for one thing was asked for in a browser that was never let in.

    Raises:
        TooManyTries: it was too often, from this place or from all together.
    """
    for key, limits in (
        (of_asking_again(what, origin=origin), ASKING_AGAIN),
        (of_asking_for(what, origin=origin), IN_A_DAY_FROM_ONE_PLACE),
        (of_asking_for(what), IN_AN_HOUR),
    ):
        begin_try(connection, key=key, now=now, limits=limits)


def begin_to_type(connection: Connection, *, origin: str, now: datetime, limits: Limits) -> None:
    """Count a typed code before it is known whether it is right.

    Raises:
        TooManyTries: too many were wrong from this place.
    """
    begin_try(connection, key=of_origin(origin), now=now, limits=wider(limits))


def let_in(
    connection: Connection, *, user: User, origin: str | None, now: datetime, longest: timedelta
) -> str:
    """Begin the session of somebody whose mailbox was proved, and give its token.

    `origin` is where their code was typed; None where the identity provider knows them.
    """
    if origin is not None:
        forget_one_try(connection, key=of_origin(origin))
    about = BY_PROVIDER if origin is None else BY_CODE
    note(connection, at=now, by=user.name, act="signed_in", about=about)
    return open_session(connection, user_id=user.id, now=now, longest=longest)


def note_wrong_code(connection: Connection, *, user: User | None, now: datetime) -> None:
    """Put a wrong code on the audit record, under the name of whoever has the address."""
    by = user.name if user else UNKNOWN
    note(connection, at=now, by=by, act="sign_in_failed", about=BY_CODE)


def _tidy(email: str) -> str:
    return email.strip().lower()
