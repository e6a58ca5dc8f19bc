"""The code with which somebody of a family follows their case: given, renewed, and come with.

It is told by letter or telephone and never in an email, and lasts until it is ended. Only what
takes long to guess from is kept of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import scrypt
from hmac import compare_digest
from secrets import choice

from sqlalchemy import Connection, Engine, Row, delete, insert, select

from ehcp.outside.families import set_contact
from ehcp.outside.links import hash_of, new_token
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.files import tidy_reference
from ehcp.register.references import ALPHABET
from ehcp.register.tables import cases, family_contacts, family_visits

LIVES = timedelta(minutes=30)
"""How long a family looks before it is asked for its code again."""

_LETTERS = 8
_WORK = 2**14
_NOBODY = "nobody"
BY_CODE = "family, by code"
"""How a family stands on the audit record: which of them it was is not told there."""


@dataclass(frozen=True, kw_only=True)
class FamilyVisit:
    """A family that is looking.

    Attributes:
        reference: of the case that they came for.
    """

    person_id: int
    reference: str


def give_code(
    engine: Engine, *, person_id: int, case_id: int, contact_id: int, by: str, at: datetime
) -> str:
    """Give somebody of a family a new code, which is shown once; the old one ends.

    Raises:
        UnknownContact: they are not, or no longer, among those of this child.
    """
    code = "".join(choice(ALPHABET) for _ in range(_LETTERS))
    with writing(engine) as connection:
        kept = _kept(code, person_id)
        set_contact(connection, person_id, contact_id, code_hash=kept, code_at=at)
        _end_visits(connection, contact_id)
        note(connection, at=at, by=by, act="family_code_given", case_id=case_id)
    return f"{code[:4]}-{code[4:]}"


def end_code(
    engine: Engine, *, person_id: int, case_id: int, contact_id: int, by: str, at: datetime
) -> None:
    """Let somebody's code open nothing any more.

    Raises:
        UnknownContact: they are not, or no longer, among those of this child.
    """
    with writing(engine) as connection:
        set_contact(connection, person_id, contact_id, code_hash=None, code_at=None)
        _end_visits(connection, contact_id)
        note(connection, at=at, by=by, act="family_code_ended", case_id=case_id)


def come_with_code(
    connection: Connection, *, reference: str, typed: str, now: datetime
) -> str | None:
    """Begin a visit and give the token for its cookie; None where the two do not belong together.

    It takes as long whether there is such a case, or anybody with a code, or not.
    """
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    reference = tidy_reference(reference)
    found = connection.execute(
        select(
            family_contacts.c.id,
            family_contacts.c.code_hash,
            cases.c.id,
            family_contacts.c.person_id,
        )
        .join(cases, cases.c.person_id == family_contacts.c.person_id)
        .where(
            cases.c.reference == reference,
            family_contacts.c.ended_at.is_(None),
            family_contacts.c.code_hash.is_not(None),
        )
        .order_by(family_contacts.c.id)
    ).all()
    # Once for a whole family: how long it takes tells nothing of how many have a code.
    kept = _kept(code, found[0][3] if found else _NOBODY)
    right = [row for row in found if compare_digest(row[1], kept)]
    if not right:
        return None
    token = new_token()
    connection.execute(delete(family_visits).where(family_visits.c.ends_at <= now))
    connection.execute(
        insert(family_visits).values(
            token_hash=hash_of(token),
            contact_id=right[0][0],
            reference=reference,
            ends_at=now + LIVES,
        )
    )
    note(connection, at=now, by=BY_CODE, act="family_came", case_id=right[0][2])
    return token


def family_of(connection: Connection, token: str, *, now: datetime) -> FamilyVisit | None:
    """Give the visit of a cookie's token; None where it, or the code that began it, has ended."""
    row: Row[tuple[int, str]] | None = connection.execute(
        select(family_contacts.c.person_id, family_visits.c.reference)
        .join(family_contacts, family_contacts.c.id == family_visits.c.contact_id)
        .where(
            family_visits.c.token_hash == hash_of(token),
            family_visits.c.ends_at > now,
            family_contacts.c.ended_at.is_(None),
            family_contacts.c.code_hash.is_not(None),
        )
    ).one_or_none()
    return None if row is None else FamilyVisit(person_id=row[0], reference=row[1])


def leave(connection: Connection, token: str) -> None:
    """End a visit."""
    connection.execute(delete(family_visits).where(family_visits.c.token_hash == hash_of(token)))


def _end_visits(connection: Connection, contact_id: int) -> None:
    connection.execute(delete(family_visits).where(family_visits.c.contact_id == contact_id))


def _kept(code: str, whose: int | str) -> str:
    salt = f"family of {whose}".encode()
    return scrypt(code.encode(errors="replace"), salt=salt, n=_WORK, r=8, p=1, maxmem=2**26).hex()
