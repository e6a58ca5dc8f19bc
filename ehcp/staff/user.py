"""A user: what is known of somebody who may sign in, and what may not be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Row, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.refusal import Refusal
from ehcp.register.tables import providers, users
from ehcp.staff.roles import OUTSIDE, UserRole
from ehcp.staff.sessions import roles_in

PASSWORD = "password"  # noqa: S105 - a way to sign in
COUNCIL_ACCOUNT = "council account"
CODE = "code"

_ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]+\.[^@\s<>,;\"]+")
_LONGEST_ADDRESS = 254
_LONGEST_NAME = 100
_LONGEST_TEAM = 100
_INSPECTOR_STAYS = timedelta(days=366)
_NOBODYS_NAMES = frozenset({"unknown", "command line", "ehcp", "identity provider"})


class BadUser(Refusal):
    """Something about a user that cannot be right; nothing was changed."""


class UnknownUser(Refusal):
    """Nobody of that number or address works here."""


@dataclass(frozen=True, kw_only=True)
class User:
    """Somebody who may sign in, as they are shown; no password and no secret is among it.

    Attributes:
        name: as they stand on the record and as a case's officer.
        services: the codes of the services of somebody from outside; of a clinical officer the
            kinds of advice that they see, whichever service gives them.
        settings: the URNs of the school or college of somebody from outside.
        ends_on: the last day on which they may sign in.
        signs_in_by: "password", "council account" (through the identity provider), or "code" (sent
            to their mailbox; they are from outside).
        waits_to_change: whether they still have the first password that was given to them.
        locked_until: until when nobody signs in by their password, after too many wrong ones.
    """

    id: int
    email: str
    name: str
    roles: frozenset[UserRole]
    team: str | None = None
    services: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    is_active: bool = True
    ends_on: date | None = None
    signs_in_by: str = PASSWORD
    waits_to_change: bool = False
    has_second_factor: bool = False
    locked_until: datetime | None = None

    @property
    def roles_in_words(self) -> str:
        """Give the roles as they are read: 'Caseworker, Manager'."""
        return ", ".join(role.says for role in UserRole if role in self.roles)


def user_with(connection: Connection, *, user_id: int) -> User:
    """Give the user of a number.

    Raises:
        UnknownUser: nobody has it.
    """
    row = connection.execute(select(users).where(users.c.id == user_id)).one_or_none()
    if row is None:
        raise UnknownUser("Nobody here has that number. The list of users has everybody.")
    return user_from(row)


def user_from(row: Row[tuple[object, ...]]) -> User:
    """Read a user from a row of their table."""
    return User(
        id=row.id,
        email=row.email,
        name=row.name,
        roles=roles_in(row.roles),
        team=row.team,
        services=frozenset(row.services),
        settings=frozenset(row.settings),
        is_active=row.is_active,
        ends_on=row.ends_on,
        signs_in_by=_way_of(row),
        waits_to_change=row.must_change_password,
        has_second_factor=row.totp_secret is not None,
        locked_until=row.locked_until,
    )


def _way_of(row: Row[tuple[object, ...]]) -> str:
    if not roles_in(row.roles).isdisjoint(OUTSIDE):
        return CODE
    return COUNCIL_ACCOUNT if row.password_hash is None else PASSWORD


def checked(user: User) -> User:
    """Give the user as they are kept: tidy, with an address in small letters.

    Raises:
        BadUser: the name, the address, the roles or the team cannot be right.
    """
    if not user.roles:
        raise BadUser("Choose at least one role: it says what somebody may do here.")
    if UserRole.INSPECTOR in user.roles and len(user.roles) > 1:
        raise BadUser("An inspector reads only. Give no other role beside it.")
    if not user.roles.isdisjoint(OUTSIDE):
        _refuse_half_outside(user)
    elif user.services or user.settings:
        raise BadUser("Only somebody from outside belongs to a service or a school. Choose a role.")
    return replace(user, email=_address(user.email), name=_name(user.name), team=_team(user.team))


def _refuse_half_outside(user: User) -> None:
    if len(user.roles) > 1:
        raise BadUser("Somebody from outside has one role alone. Give no other beside it.")
    if UserRole.SETTING in user.roles and not user.settings:
        raise BadUser("Name the school or college by its URN: they see that one's work alone.")
    if UserRole.SETTING not in user.roles and not user.services:
        raise BadUser("Choose what they answer for: they see that alone.")


def refuse_unknown_service(connection: Connection, user: User) -> None:
    """Refuse a service that the council has not named.

    The one that is asked for a kind of advice unless another is named goes by its kind.

    Raises:
        BadUser: with what it is that nobody knows.
    """
    kinds = {kind.value for kind in AdviceKind}
    if UserRole.CLINICAL_OFFICER in user.roles:
        unknown = sorted(user.services - kinds)
        if unknown:
            raise BadUser(f"'{unknown[0]}' is no kind of advice. A clinical officer sees by kinds.")
        return
    named = set(connection.scalars(select(providers.c.code)))
    unknown = sorted(user.services - kinds - named)
    if unknown:
        there = ", ".join(sorted(named)) or "none has been named"
        raise BadUser(f"No service has the code '{unknown[0]}'. There are: {there}.")


def refuse_bad_end(user: User, *, today: date) -> None:
    """Refuse a last day that is over, and an inspector without one.

    Raises:
        BadUser: with the days that can be.
    """
    last = today + _INSPECTOR_STAYS
    if user.ends_on is not None and user.ends_on < today:
        raise BadUser(f"The last day, {user.ends_on}, is over. Name today or a later day.")
    if UserRole.INSPECTOR in user.roles and (user.ends_on is None or user.ends_on > last):
        raise BadUser(f"An inspector needs a last day: name one from {today} to {last}.")


def refuse_taken(user: User, *, others: Iterable[User]) -> None:
    """Refuse a name or an address that somebody else has, however it is written.

    Raises:
        BadUser: with whose it is.
    """
    for other in others:
        if other.id == user.id:
            continue
        if other.email == user.email:
            raise BadUser(
                f"{other.name} has that email address. Change that user, or write another address."
            )
        if other.name.casefold() == user.name.casefold():
            raise BadUser(
                f"Somebody is called {other.name} already, and the record must tell them apart. "
                "Add a middle name, or the team."
            )


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable() or "@" in name:
        raise BadUser(
            f"Write the name in 1 to {_LONGEST_NAME} letters, such as 'Kim Ashdown': it stands on "
            "the record and on letters."
        )
    if name.casefold() in _NOBODYS_NAMES:
        raise BadUser(f"'{name}' stands on the record for nobody. Write the person's own name.")
    return name


def _address(typed: str) -> str:
    address = typed.strip().lower()
    plain = address.isascii() and address.isprintable() and len(address) <= _LONGEST_ADDRESS
    if not plain or not _ADDRESS.fullmatch(address):
        raise BadUser(
            "That is not an email address. Write one address, such as kim@exampleshire.example."
        )
    return address


def _team(typed: str | None) -> str | None:
    team = " ".join((typed or "").split())
    if len(team) > _LONGEST_TEAM or not team.isprintable():
        raise BadUser(f"Write the team in at most {_LONGEST_TEAM} letters, such as 'North'.")
    return team or None
