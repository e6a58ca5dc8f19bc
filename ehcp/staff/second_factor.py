"""The second factor: a code of six digits from an app on one's own telephone (TOTP)."""

import base64
import hmac
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO

from sqlalchemy import Engine, or_, update

from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.tables import users
from ehcp.staff.own_password import refuse_wrong_password
from ehcp.staff.sessions import NEW_PASSWORD, SECOND_FACTOR, close_all_of
from ehcp.staff.sign_in import BeginAgain, SignedIn, Terms, go_on, note_failure, session_in
from ehcp.staff.tries import begin_try, forget_tries, of_code

_DIGITS = 6
_STEP = 30
"""Seconds for which a code is shown."""
_SECRET_BYTES = 20


class WrongCode(Refusal):
    """A code that the app does not show now, or one that was used already."""


def secret_to_enrol(token: str) -> str:
    """Give the secret that an app takes in during this session, the same however often it is asked.

    It follows from the session's token, so nothing is kept of it until a code confirms it.
    """
    digest = hmac.digest(token.encode(), b"second factor", sha256)
    return base64.b32encode(digest[:_SECRET_BYTES]).decode()


def address_of(secret: str, *, email: str, issuer: str) -> str:
    """Give the address by which an app takes the secret in: scanned, or opened on its telephone."""
    from pyotp import TOTP

    return TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def square_of(address: str) -> str:
    """Draw an address as the square that an app scans, as SVG to stand in a page."""
    import segno

    drawing = BytesIO()
    segno.make(address, error="m").save(
        drawing, kind="svg", scale=5, border=4, xmldecl=False, svgns=True, light="#fff"
    )
    return drawing.getvalue().decode()


def in_groups(secret: str) -> str:
    """Write a secret so that it can be typed: in groups of four letters."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def enter_code(
    engine: Engine, *, token: str, code: str, now: datetime, today: date, terms: Terms
) -> SignedIn:
    """Go on signing in with the code that the app shows.

    Raises:
        WrongCode: it is not the code; try the next one.
        TooManyTries: too many were wrong.
        BeginAgain: the sign-in before it has ended, or waits for something else.
    """
    with writing(engine) as connection:
        user = session_in(connection, token=token, now=now, today=today)
        if user.awaits != SECOND_FACTOR or user.totp_secret is None:
            raise BeginAgain("This sign-in waits for no code. Begin again.")
        made = begin_try(connection, key=of_code(user.user_id), now=now, limits=terms.limits)
        step = _step_of(user.totp_secret, code, now=now)
        if step is not None:
            # In the statement itself, so that of two at once with one code one is too late.
            taken = connection.execute(
                update(users)
                .where(
                    users.c.id == user.user_id,
                    or_(users.c.totp_used.is_(None), users.c.totp_used < step),
                )
                .values(totp_used=step)
            )
            if taken.rowcount:
                forget_tries(connection, key=of_code(user.user_id))
                awaits = NEW_PASSWORD if user.must_change_password else None
                return go_on(connection, user, token=token, awaits=awaits, now=now, terms=terms)
        note_failure(connection, user, made=made, now=now, terms=terms, about="second factor")
    raise _wrong_code()


def enrol(
    engine: Engine,
    *,
    token: str,
    code: str,
    now: datetime,
    today: date,
    terms: Terms,
    password: str = "",
) -> SignedIn:
    """Take an app as somebody's second factor, confirmed by the code that it shows.

    Whoever has one already puts the new one in its place, and gives their password for that. Their
    other sessions end.

    Raises:
        WrongCode: the app does not show this code.
        WrongPassword: the password is needed and not right.
        TooManyTries: too many passwords were wrong.
        BeginAgain: the session has ended, or waits for something else.
    """
    secret = secret_to_enrol(token)
    with writing(engine) as connection:
        user = session_in(connection, token=token, now=now, today=today)
        first = user.awaits == SECOND_FACTOR and user.totp_secret is None
        if user.password_hash is None or not (first or user.awaits is None):
            raise BeginAgain("This sign-in waits for something else. Begin again.")
    if not first:
        refuse_wrong_password(engine, user=user, password=password, now=now, terms=terms)
    step = _step_of(secret, code, now=now)
    if step is None:
        raise _wrong_code()
    with writing(engine) as connection:
        user = session_in(connection, token=token, now=now, today=today)
        connection.execute(
            update(users)
            .where(users.c.id == user.user_id)
            .values(totp_secret=secret, totp_used=step)
        )
        note(connection, at=now, by=user.name, act="second_factor_set")
        close_all_of(connection, user_id=user.user_id, but=token, keys=False)
        return go_on(connection, user, token=token, awaits=None, now=now, terms=terms)


def _step_of(secret: str, typed: str, *, now: datetime) -> int | None:
    """Find the step of time, now or just before or after, whose code was typed."""
    from pyotp import TOTP

    code = "".join(typed.split())
    if len(code) != _DIGITS or not (code.isascii() and code.isdigit()):
        return None
    totp = TOTP(secret, digits=_DIGITS, interval=_STEP)
    present = int(now.timestamp()) // _STEP
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(totp.generate_otp(step), code):
            found = step
    return found


def _wrong_code() -> WrongCode:
    return WrongCode(
        "That is not the code, or it was used already. Wait until your app shows another code, and "
        "type it. If it is wrong again, check that your telephone shows the right time."
    )
