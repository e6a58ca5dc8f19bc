"""Signing in with a password that is kept here, step by step, and signing out."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, Row, Select, select, update

from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.tables import sessions, users
from ehcp.staff.passwords import hash_of_password, is_outdated, is_password
from ehcp.staff.roles import OUTSIDE
from ehcp.staff.sessions import (
    NEW_PASSWORD,
    SECOND_FACTOR,
    close_session,
    hash_of,
    may_sign_in,
    open_session,
    roles_in,
)
from ehcp.staff.tries import (
    Limits,
    begin_try,
    forget_one_try,
    forget_tries,
    of_account,
    of_origin,
    wider,
)

UNKNOWN = "unknown"
"""Who stands on the audit record for a try with an address that nobody has."""

_A_STEP = timedelta(minutes=15)


class WrongPassword(Refusal):
    """The address or the password is not right; which of the two is not said."""


class MayNotSignIn(Refusal):
    """The password is right, and its user does not work here any more."""


class BeginAgain(Refusal):
    """A step of signing in that has no sign-in before it, or one that ended meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How one signs in here, by the council's policy and this machine's settings.

    Attributes:
        longest: how long a session lasts, however busy.
        longest_outside: the same for somebody from outside.
        second_factor: whether everybody who has a password needs a second factor.
    """

    limits: Limits = field(default_factory=Limits)
    longest: timedelta = timedelta(hours=12)
    longest_outside: timedelta = timedelta(hours=4)
    second_factor: bool = True


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A session that was begun.

    Attributes:
        awaits: what is needed before it opens anything: second_factor, new_password, or nothing.
    """

    token: str = field(repr=False)
    awaits: str | None


def sign_in(
    engine: Engine,
    *,
    email: str,
    password: str,
    origin: str,
    now: datetime,
    today: date,
    terms: Terms,
) -> SignedIn:
    """Sign somebody in by address and password; `origin` is where in the network they are.

    An address that nobody has gets the same answer after the same work.

    Raises:
        WrongPassword: one of the two is wrong.
        TooManyTries: too many were wrong, with this address or from this place.
        MayNotSignIn: the user was ended, or their last day is over.
    """
    account, place = of_account(email), of_origin(origin)
    with writing(engine) as connection:
        begin_try(connection, key=place, now=now, limits=wider(terms.limits))
        made = begin_try(connection, key=account, now=now, limits=terms.limits)
    with reading(engine) as connection:
        kept = _user(connection, email)
    is_right = is_password(password, kept=kept.password_hash if kept else None)
    has_left = False
    with writing(engine) as connection:
        user = _user(connection, email)
        if kept is None or user is None or not is_right or user.password_hash != kept.password_hash:
            # What failed stays counted and on record: the transaction ends before the refusal.
            note_failure(connection, user, made=made, now=now, terms=terms)
        else:
            forget_tries(connection, key=account)
            forget_one_try(connection, key=place)
            if may_sign_in(user, today=today):
                return _begin(connection, user, password, now=now, terms=terms)
            note(connection, at=now, by=user.name, act="sign_in_failed", about="no longer here")
            has_left = True
    if has_left:
        raise MayNotSignIn(
            "You can no longer sign in here. If you should be able to, ask an administrator."
        )
    raise WrongPassword(
        "The email address or the password is not right. Check both, and type them again. After "
        f"{terms.limits.tries} wrong tries nobody can sign in with that address for a while."
    )


def sign_out(engine: Engine, *, token: str, now: datetime) -> None:
    """End a session; does nothing where it has ended."""
    with writing(engine) as connection:
        row = connection.execute(_session(token)).one_or_none()
        close_session(connection, token=token)
        if row is not None and row.awaits is None:
            note(connection, at=now, by=row.name, act="signed_out")


def session_in(
    connection: Connection, *, token: str, now: datetime, today: date
) -> Row[tuple[object, ...]]:
    """Give the row of a browser's session with its user's, in the midst of signing in or after.

    Raises:
        BeginAgain: there is none any more.
    """
    row = connection.execute(_session(token)).one_or_none()
    if row is None or row.ends_at <= now or not may_sign_in(row, today=today):
        raise BeginAgain("Signing in took too long. Begin again with your email address.")
    return row


def go_on(
    connection: Connection,
    user: Row[tuple[object, ...]],
    *,
    token: str,
    awaits: str | None,
    now: datetime,
    terms: Terms,
) -> SignedIn:
    """End the session of one step and begin that of the next; `awaits` is what is still needed.

    Who was signed in already stays so, for no longer than before.
    """
    close_session(connection, token=token)
    longest = _A_STEP if awaits else terms.longest
    was_in = user.awaits is None
    if was_in:
        longest = user.ends_at - now
    fresh = open_session(connection, user_id=user.user_id, now=now, longest=longest, awaits=awaits)
    if awaits is None and not was_in:
        note(connection, at=now, by=user.name, act="signed_in")
    return SignedIn(token=fresh, awaits=awaits)


def note_failure(
    connection: Connection,
    user: Row[tuple[object, ...]] | None,
    *,
    made: int,
    now: datetime,
    terms: Terms,
    about: str | None = None,
) -> None:
    """Put a failed try on the audit record, and the lock that follows from one too many."""
    by = user.name if user else UNKNOWN
    note(connection, at=now, by=by, act="sign_in_failed", about=about)
    if made >= terms.limits.tries:
        note(connection, at=now, by=by, act="locked_out", about=about)
        if user is not None:
            connection.execute(
                update(users)
                .where(users.c.email == user.email)
                .values(locked_until=now + terms.limits.lock)
            )


def _begin(
    connection: Connection,
    user: Row[tuple[object, ...]],
    password: str,
    *,
    now: datetime,
    terms: Terms,
) -> SignedIn:
    better: dict[str, object] = {"locked_until": None}
    if is_outdated(user.password_hash):
        better["password_hash"] = hash_of_password(password)
    connection.execute(update(users).where(users.c.id == user.id).values(**better))
    awaits = None
    if user.totp_secret is not None:
        awaits = SECOND_FACTOR
    elif user.must_change_password:
        awaits = NEW_PASSWORD
    elif terms.second_factor:
        awaits = SECOND_FACTOR
    token = open_session(
        connection,
        user_id=user.id,
        now=now,
        longest=_A_STEP if awaits else terms.longest,
        awaits=awaits,
    )
    if awaits is None:
        note(connection, at=now, by=user.name, act="signed_in")
    return SignedIn(token=token, awaits=awaits)


def _user(connection: Connection, email: str) -> Row[tuple[object, ...]] | None:
    """Give the user of an address; none who is from outside, since they have no password."""
    row = connection.execute(
        select(users).where(users.c.email == email.strip().lower())
    ).one_or_none()
    return row if row is None or roles_in(row.roles).isdisjoint(OUTSIDE) else None


def _session(token: str) -> Select[tuple[object, ...]]:
    return (
        select(sessions.c.user_id, sessions.c.awaits, sessions.c.ends_at, users)
        .join(users, users.c.id == sessions.c.user_id)
        .where(sessions.c.token_hash == hash_of(token), sessions.c.kind == "browser")
    )
