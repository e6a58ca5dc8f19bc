"""Codes that go to a mailbox: who can read the mailbox can type the code, once and within minutes.

Nobody who sees the register finds a code in time: what is kept of one takes longer to guess than
the code lives.
"""

import re
from datetime import datetime, timedelta
from hashlib import scrypt, sha256
from hmac import compare_digest
from secrets import randbelow

from sqlalchemy import Connection, delete, func, insert, select, update

from ehcp.register.tables import codes

LIVES = timedelta(minutes=10)
"""How long a code opens anything."""

TRIES = 5
"""How often a code may be typed."""

AT_MOST = 3
"""How many codes are made for one thing within the life of one."""

_DIGITS = 6
_NUMBERS = 10**_DIGITS
_KEPT = timedelta(days=1)
_WORK = 2**12
_SPACES = re.compile(r"[\s-]+")


def new_code(connection: Connection, *, opens: str, now: datetime) -> str | None:
    """Make a code of six digits; None where too many were asked for in the last ten minutes.

    `opens` is the hash of what the code opens: of a link's token, or of who signs in.
    """
    _one_at_a_time(connection, opens)
    connection.execute(delete(codes).where(codes.c.sent_at <= now - _KEPT))
    lately = select(func.count()).where(codes.c.opens == opens, codes.c.sent_at > now - LIVES)
    if (connection.scalar(lately) or 0) >= AT_MOST:
        return None
    code = f"{randbelow(_NUMBERS):0{_DIGITS}}"
    connection.execute(
        insert(codes).values(
            opens=opens, code_hash=_hash_of(code, opens), sent_at=now, ends_at=now + LIVES, tries=0
        )
    )
    return code


def take_code(connection: Connection, *, opens: str, typed: str, now: datetime) -> bool:
    """Say whether this is a code that opens this now, and let it never open it again.

    A try counts against every code that is alive, before it is known whether it is right.
    """
    given = _hash_of(_SPACES.sub("", typed), opens)
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
