"""Codes that go to a mailbox: who can read the mailbox can type the code, once and within minutes.

Against whom this holds: somebody who knows an address, or has a link, and cannot read the mailbox.

- They cannot use up another's code, nor its tries. A code opens only in the browser in which it was
  asked for, which has a secret of 128 bits; wrong codes from any other browser count against
  nothing. It opens for the mailbox to which it went: where a link moves, it opens no more.
- They cannot keep out a browser that was let in within the last 30 days: it is counted by itself,
  whatever others do. From one place of the network they keep out nobody elsewhere: what is counted
  is what each place asks for one mailbox or link, and it has 3 codes in ten minutes, 20 in a day.
- They cannot guess. All places together have at most 30 codes in an hour for one mailbox or link,
  which is 720 in a day, each with 5 tries (`ehcp.staff.from_outside`): 3,600 guesses among
  100,000,000, once in some 76 years of every day. With six digits it would have been nine months.
  Whoever tries a thousand mailboxes at once comes into one of them after some 28 days, and has
  720,000 letters a day sent for it.
- Nobody who sees the register finds a code in time: what is kept of one takes longer to guess than
  the code lives.

Not held off: who reads the mailbox, and who had the browser itself in hands. A browser that was
never let in waits where the attacker asks from its own place of the network (a day at most), or
from several places at once: two fill up an hour, and with 36 it can be filled up again each hour of
a day. And a mailbox may get those 720 letters: none lets anybody in who cannot read it.
"""

import re
from datetime import datetime, timedelta
from hashlib import scrypt, sha256
from hmac import compare_digest
from secrets import randbelow, token_urlsafe

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update

from ehcp.register.tables import codes

LIVES = timedelta(minutes=10)
"""How long a code opens anything."""

TRIES = 5
"""How often a code may be typed."""

AT_MOST = 3
"""How many codes are made for one thing in one browser within the life of one."""

DIGITS = 8

KNOWN = timedelta(days=30)
"""How long a browser is known as one that was let in with a code."""

_NUMBERS = 10**DIGITS
_KEPT = timedelta(days=1)
_WORK = 2**12
_BYTES = 16
_NO_DIGIT = re.compile(r"[^0-9]+")


def new_browser() -> str:
    """Make the secret of a browser in which a code is asked for."""
    return token_urlsafe(_BYTES)


def opens_in(browser: str, *, what: str, mailbox: str) -> str:
    """Give the hash of what a code opens: one thing, in one browser, for one mailbox.

    `what` is the hash of a link's token, or of who signs in.
    """
    parts = "\n".join((what, mailbox.strip().lower(), browser))
    return sha256(parts.encode(errors="replace")).hexdigest()


def is_known(connection: Connection, *, opens: str, now: datetime) -> bool:
    """Say whether this was opened in this browser, with a code, not long ago."""
    used = exists().where(codes.c.opens == opens, codes.c.used_at > now - KNOWN)
    return bool(connection.scalar(select(used)))


def new_code(connection: Connection, *, opens: str, now: datetime) -> str | None:
    """Make a code of eight digits in two groups; None where too many were asked for just now.

    `opens` is what `opens_in` gives.
    """
    _one_at_a_time(connection, opens)
    useless = or_(codes.c.used_at.is_(None), codes.c.used_at <= now - KNOWN)
    connection.execute(delete(codes).where(codes.c.sent_at <= now - _KEPT, useless))
    lately = select(func.count()).where(codes.c.opens == opens, codes.c.sent_at > now - LIVES)
    if (connection.scalar(lately) or 0) >= AT_MOST:
        return None
    code = f"{randbelow(_NUMBERS):0{DIGITS}}"
    connection.execute(
        insert(codes).values(
            opens=opens, code_hash=_hash_of(code, opens), sent_at=now, ends_at=now + LIVES, tries=0
        )
    )
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def take_code(connection: Connection, *, opens: str, typed: str, now: datetime) -> bool:
    """Say whether this is a code that opens this now, and let it never open it again.

    A try counts against every code that is alive, before it is known whether it is right.
    """
    given = _hash_of(_NO_DIGIT.sub("", typed), opens)
    alive = connection.execute(
        update(codes)
        .where(
            codes.c.opens == opens,
            codes.c.used_at.is_(None),
            codes.c.ends_at > now,
            codes.c.tries < TRIES,
        )
        .values(tries=codes.c.tries + 1)
        .returning(codes.c.id, codes.c.code_hash)
    ).all()
    right = [row.id for row in alive if compare_digest(row.code_hash, given)]
    if not right:
        return False
    connection.execute(update(codes).where(codes.c.id.in_(right)).values(used_at=now))
    return True


def _hash_of(code: str, opens: str) -> str:
    return scrypt(
        code.encode(errors="replace"), salt=opens.encode(errors="replace"), n=_WORK, r=8, p=1
    ).hex()


def _one_at_a_time(connection: Connection, opens: str) -> None:
    if connection.dialect.name == "postgresql":
        number = int(sha256(opens.encode(errors="replace")).hexdigest()[:15], 16)
        connection.execute(select(func.pg_advisory_xact_lock(number)))
