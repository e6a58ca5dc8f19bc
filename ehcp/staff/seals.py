"""Restricted children: a team's own cases, and how somebody else opens them with a reason."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Row, insert, select, update

from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.files import UnknownCase, tidy_reference
from ehcp.register.tables import cases, family_contacts, people, seals_opened, users
from ehcp.staff.kept_access import keep_open_to, who_keeps
from ehcp.staff.roles import READS_CASES, UserRole
from ehcp.staff.visitor import Visitor

RESTRICTED = "restricted"
LIFTED = "restriction_lifted"
OPENED = "seal_opened"
KEPT = "access_kept"
KEPT_NO_LONGER = "access_ended"

_SHORTEST_REASON = 10
_LONGEST_REASON = 500
_MANAGERS = frozenset({UserRole.MANAGER})


class BadReason(Refusal):
    """A reason that tells nothing, or too much."""


class NotYourTeam(Refusal):
    """A restriction that a manager of another team sees to."""


class BadTeam(Refusal):
    """A team in which nobody is, or one that has the case already."""


def restrict(
    engine: Engine,
    *,
    visitor: Visitor,
    at: datetime,
    reference: str,
    team: str,
    why: str,
    keeps: Collection[str] = (),
) -> None:
    """Let a team alone see all cases of this case's child, and `keeps`, whom it is left open to.

    Where the team has the child already, only whom it is left open to changes.

    Raises:
        UnknownCase: there is no such case that the visitor sees.
        NotYourTeam: they are no manager, or the child is restricted to another team than theirs.
        BadTeam: nobody is in the team, or it has the child already and nobody else's access would
            change.
        NotAReader: somebody of `keeps` has no account that reads cases.
        BadReason: the reason is too short or too long.
    """
    reason = _reason(why)
    with writing(engine) as connection:
        child = _child(connection, visitor, reference)
        refuse_stranger(visitor, restricted_to=child.restricted_to)
        kept = who_keeps(connection, person_id=child.person_id)
        if child.restricted_to == team and kept == frozenset(keeps):
            raise BadTeam(f"The case is restricted to {team} already.")
        known = teams(connection)
        if team not in known:
            raise BadTeam(
                f"Nobody is in a team of that name, so nobody would see the case. The teams are: "
                f"{', '.join(known) or 'none; an administrator gives users their team'}."
            )
        if child.restricted_to != team:
            _set(connection, child, team)
            # Whoever had a code before may be whom the child is kept from: codes are given anew.
            connection.execute(
                update(family_contacts)
                .where(family_contacts.c.person_id == child.person_id)
                .values(code_hash=None, code_at=None)
            )
            _note(
                connection, visitor, child, at=at, act=RESTRICTED, about=f"team {team}", why=reason
            )
        _leave_open(connection, visitor, child, at=at, to=keeps, why=reason)


def lift(engine: Engine, *, visitor: Visitor, at: datetime, reference: str, why: str) -> None:
    """Let everybody who reads cases see this child's again.

    Raises:
        UnknownCase: there is no such case that the visitor sees.
        NotYourTeam: they are no manager of the team that has the child.
        BadTeam: the child is not restricted.
        BadReason: the reason is too short or too long.
    """
    reason = _reason(why)
    with writing(engine) as connection:
        child = _child(connection, visitor, reference)
        refuse_stranger(visitor, restricted_to=child.restricted_to)
        if child.restricted_to is None:
            raise BadTeam("The case is not restricted: everybody who reads cases sees it.")
        _set(connection, child, None)
        _note(
            connection,
            visitor,
            child,
            at=at,
            act=LIFTED,
            about=f"team {child.restricted_to}",
            why=reason,
        )
        _leave_open(connection, visitor, child, at=at, to=(), why=reason)


def open_seal(
    engine: Engine,
    *,
    visitor: Visitor,
    at: datetime,
    lasts: timedelta,
    reference: str,
    reason: str,
) -> datetime:
    """Open a restricted child's records to somebody of another team, and say until when.

    The reason is kept, and the team's manager reads it.

    Raises:
        UnknownCase: there is no such case, or the visitor may not read cases.
        BadReason: the reason is too short or too long, or there is nothing to open.
    """
    said = _reason(reason)
    if not visitor.is_any_of(READS_CASES):
        raise UnknownCase("There is no such case.")
    with writing(engine) as connection:
        child = _row(connection, reference)
        if visitor.sight.shows(person_id=child.person_id, restricted_to=child.restricted_to):
            raise BadReason("This case is open to you already. No reason is needed.")
        until = at + lasts
        connection.execute(
            insert(seals_opened).values(
                user_id=visitor.user_id,
                person_id=child.person_id,
                reason=said,
                opened_at=at,
                until_at=until,
            )
        )
        team = f"team {child.restricted_to}"
        _note(connection, visitor, child, at=at, act=OPENED, about=team, why=said)
    return until


def restricted_to(connection: Connection, *, person_id: int) -> str | None:
    """Give the team that alone sees this child's cases; None where everybody does."""
    found: str | None = connection.scalar(
        select(people.c.restricted_to).where(people.c.id == person_id)
    )
    return found


def may_restrict(visitor: Visitor, *, restricted_to: str | None) -> bool:
    """Say whether somebody restricts a child's cases, or lifts that: a manager, of its team."""
    return visitor.is_any_of(_MANAGERS) and restricted_to in (None, visitor.team)


def teams(connection: Connection) -> tuple[str, ...]:
    """Give the teams that somebody is in who may sign in."""
    query = (
        select(users.c.team)
        .where(users.c.team.is_not(None), users.c.is_active)
        .distinct()
        .order_by(users.c.team)
    )
    return tuple(connection.scalars(query))


def _row(connection: Connection, reference: str) -> Row[tuple[object, ...]]:
    row = connection.execute(
        select(cases.c.id.label("case_id"), cases.c.person_id, people.c.restricted_to)
        .join(people, people.c.id == cases.c.person_id)
        .where(cases.c.reference == tidy_reference(reference))
        .with_for_update(of=people)
    ).one_or_none()
    if row is None:
        raise UnknownCase("There is no such case.")
    return row


def _child(connection: Connection, visitor: Visitor, reference: str) -> Row[tuple[object, ...]]:
    child = _row(connection, reference)
    if not visitor.sight.shows(person_id=child.person_id, restricted_to=child.restricted_to):
        raise UnknownCase("There is no such case.")
    return child


def refuse_stranger(visitor: Visitor, *, restricted_to: str | None) -> None:
    """Refuse whoever may neither restrict a child's cases nor lift that.

    Raises:
        NotYourTeam: they are no manager, or the child is restricted to another team than theirs.
    """
    if not visitor.is_any_of(_MANAGERS):
        raise NotYourTeam("A manager restricts a case, or lifts that. Ask yours.")
    if not may_restrict(visitor, restricted_to=restricted_to):
        raise NotYourTeam(
            f"The case is restricted to {restricted_to}. A manager of that team can change "
            "it; ask one."
        )


def _set(connection: Connection, child: Row[tuple[object, ...]], team: str | None) -> None:
    connection.execute(
        update(people).where(people.c.id == child.person_id).values(restricted_to=team)
    )


def _leave_open(
    connection: Connection,
    visitor: Visitor,
    child: Row[tuple[object, ...]],
    *,
    at: datetime,
    to: Collection[str],
    why: str,
) -> None:
    had = who_keeps(connection, person_id=child.person_id)
    keep_open_to(connection, to, person_id=child.person_id, why=why, at=at)
    for name in sorted(had.difference(to)):
        _note(connection, visitor, child, at=at, act=KEPT_NO_LONGER, about=name, why=why)
    for name in sorted(set(to) - had):
        _note(connection, visitor, child, at=at, act=KEPT, about=name, why=why)


def _note(
    connection: Connection,
    visitor: Visitor,
    child: Row[tuple[object, ...]],
    *,
    at: datetime,
    act: str,
    about: str,
    why: str,
) -> None:
    note(connection, at=at, by=visitor.name, act=act, case_id=child.case_id, about=about, why=why)


def _reason(typed: str) -> str:
    reason = " ".join(typed.split())
    if len(reason) < _SHORTEST_REASON or not reason.isprintable():
        raise BadReason(
            f"Say why in at least {_SHORTEST_REASON} letters: whoever looks later must be able to "
            "understand it. Do not name the child."
        )
    if len(reason) > _LONGEST_REASON:
        raise BadReason(f"Say why in at most {_LONGEST_REASON} letters.")
    return reason
