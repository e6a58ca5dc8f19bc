"""The adults of a child's family to whom we write: added, changed and ended, on the audit record.

A name and an email address belong to one child. They stand in no letter but as its greeting and
its address, and on no record of a case.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, update

from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.tables import family_contacts

MOST = 6
"""How many people of one family we write to."""

_LONGEST_NAME = 100
_LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]+")


class BadContact(Refusal):
    """A name or an address that cannot be kept. Its field is `name` or `email`."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class UnknownContact(Refusal):
    """Nobody whom this child's letters go to."""


@dataclass(frozen=True, kw_only=True)
class FamilyContact:
    """An adult of the family, or the young person.

    Attributes:
        email: where letters go; None where none is known, and nothing is sent.
        has_code: whether they were given a code with which to follow the case.
    """

    id: int
    name: str
    email: str | None
    has_code: bool
    set_by: str
    set_at: datetime


def contacts_of(connection: Connection, *, person_id: int) -> tuple[FamilyContact, ...]:
    """Give those to whom we write about a child, in the order in which they were added."""
    rows = connection.execute(
        select(family_contacts)
        .where(family_contacts.c.person_id == person_id, family_contacts.c.ended_at.is_(None))
        .order_by(family_contacts.c.id)
    )
    return tuple(
        FamilyContact(
            id=row.id,
            name=row.name,
            email=row.email,
            has_code=row.code_hash is not None,
            set_by=row.set_by,
            set_at=row.set_at,
        )
        for row in rows
    )


def add_contact(
    engine: Engine,
    *,
    person_id: int,
    case_id: int,
    name: str,
    email: str | None,
    by: str,
    at: datetime,
) -> int:
    """Write to somebody of a child's family from now on; give the number of their entry.

    Raises:
        BadContact: the name or the address cannot be kept, they are there already, or there are
            `MOST` of them.
    """
    name, email = _name(name), _address(email)
    with writing(engine) as connection:
        known = contacts_of(connection, person_id=person_id)
        if len(known) >= MOST:
            raise BadContact(
                f"We write to {MOST} people of this family already. End one first.", field="name"
            )
        _refuse_another(known, email)
        added: int = connection.execute(
            insert(family_contacts)
            .values(person_id=person_id, name=name, email=email, set_by=by, set_at=at)
            .returning(family_contacts.c.id)
        ).scalar_one()
        note(connection, at=at, by=by, act="family_contact_added", case_id=case_id)
    return added


def change_contact(
    engine: Engine,
    *,
    person_id: int,
    case_id: int,
    contact_id: int,
    name: str,
    email: str | None,
    by: str,
    at: datetime,
) -> None:
    """Set name and address of somebody to whom we write; letters that wait go to nobody else.

    Raises:
        UnknownContact: they are not, or no longer, among those of this child.
        BadContact: as in `add_contact`.
    """
    name, email = _name(name), _address(email)
    with writing(engine) as connection:
        known = contacts_of(connection, person_id=person_id)
        _refuse_another([each for each in known if each.id != contact_id], email)
        set_contact(connection, person_id, contact_id, name=name, email=email, set_by=by, set_at=at)
        note(connection, at=at, by=by, act="family_contact_changed", case_id=case_id)


def end_contact(
    engine: Engine, *, person_id: int, case_id: int, contact_id: int, by: str, at: datetime
) -> None:
    """Write to them no more, and let them follow no case of the child any more.

    Raises:
        UnknownContact: they are not, or no longer, among those of this child.
    """
    with writing(engine) as connection:
        set_contact(connection, person_id, contact_id, ended_at=at, code_hash=None, set_by=by)
        note(connection, at=at, by=by, act="family_contact_ended", case_id=case_id)


def set_contact(connection: Connection, person_id: int, contact_id: int, **values: object) -> None:
    """Set columns of somebody to whom we write.

    Raises:
        UnknownContact: they are not, or no longer, among those of this child.
    """
    changed = connection.execute(
        update(family_contacts)
        .where(
            family_contacts.c.id == contact_id,
            family_contacts.c.person_id == person_id,
            family_contacts.c.ended_at.is_(None),
        )
        .values(**values)
        .returning(family_contacts.c.id)
    )
    if changed.first() is None:
        raise UnknownContact(
            "This person is no longer among those to whom we write about this child. "
            "Look at the child's details for those who are."
        )


def _refuse_another(known: Iterable[FamilyContact], email: str | None) -> None:
    if email and any(each.email and _same(each.email, email) for each in known):
        raise BadContact("We write to this address about this child already.", field="email")


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise BadContact(
            f"Enter the name as our letters are to greet them, 1 to {_LONGEST_NAME} letters long.",
            field="name",
        )
    return name


def _address(typed: str | None) -> str | None:
    address = (typed or "").strip()
    if not address:
        return None
    local = address.partition("@")[0]
    bad_dots = local.startswith(".") or local.endswith(".") or ".." in local
    if not _EMAIL.fullmatch(address) or bad_dots or len(address) > _LONGEST_EMAIL:
        raise BadContact(
            "This is not an email address. Write one address, such as name@example.com, or none.",
            field="email",
        )
    return address
