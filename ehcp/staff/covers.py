"""Covers: somebody looks after a colleague's cases for some days; the cases stay whose they are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, exists, func, insert, or_, select, update

from ehcp.refusal import Refusal
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.tables import cases, covers
from ehcp.staff.users import who_may_have_cases

_LONGEST = timedelta(days=366)


class BadCover(Refusal):
    """A cover that cannot be; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Cover:
    """One cover, of the days from and until, both among them."""

    id: int
    officer: str
    covered_by: str
    from_on: date
    until_on: date
    set_by: str


def set_cover(
    engine: Engine,
    *,
    by: str,
    at: datetime,
    today: date,
    officer: str,
    covered_by: str,
    from_on: date,
    until_on: date,
) -> int:
    """Let somebody look after an officer's cases on these days, and give the cover's number.

    Raises:
        BadCover: one of the two is not known, or both are the same; the days are over, the wrong
            way round or far too many; or the officer is covered on one of them already.
    """
    if from_on > until_on or until_on < today or until_on - from_on > _LONGEST:
        raise BadCover(
            "The days cannot be right. Name a first day and a last day that is not before it and "
            "not over yet, at most a year later."
        )
    if officer == covered_by:
        raise BadCover("Nobody covers for themselves. Name somebody else.")
    with writing(engine) as connection:
        _one_at_a_time(connection)
        known = who_may_have_cases(connection, today=today)
        if covered_by not in known:
            raise BadCover(
                "Whoever covers must be somebody who works on cases and can sign in: "
                f"{', '.join(known)}."
            )
        has_cases = connection.scalar(select(exists().where(cases.c.officer == officer)))
        if officer not in known and not has_cases:
            raise BadCover("No case has an officer of that name, and no user has it either.")
        there = connection.execute(
            select(covers.c.covered_by, covers.c.from_on, covers.c.until_on).where(
                covers.c.officer == officer,
                covers.c.ended_at.is_(None),
                covers.c.from_on <= until_on,
                covers.c.until_on >= from_on,
            )
        ).first()
        if there is not None:
            raise BadCover(
                f"{there.covered_by} covers for {officer} from {there.from_on} to "
                f"{there.until_on}. End that first, or name other days."
            )
        result = connection.execute(
            insert(covers).values(
                officer=officer,
                covered_by=covered_by,
                from_on=from_on,
                until_on=until_on,
                set_by=by,
                set_at=at,
            )
        )
        (cover_id,) = result.inserted_primary_key or (0,)
        note(
            connection,
            at=at,
            by=by,
            act="cover_set",
            about=f"{covered_by} for {officer}, {from_on} to {until_on}",
        )
        return int(cover_id)


def end_cover(engine: Engine, *, by: str, at: datetime, cover_id: int) -> None:
    """End a cover at once, whether it has begun or not.

    Raises:
        BadCover: there is none of this number, or it was ended already.
    """
    with writing(engine) as connection:
        ended = connection.execute(
            update(covers)
            .where(covers.c.id == cover_id, covers.c.ended_at.is_(None))
            .values(ended_at=at)
            .returning(covers.c.officer, covers.c.covered_by)
        ).one_or_none()
        if ended is None:
            raise BadCover("There is no such cover any more. Somebody has ended it.")
        note(
            connection,
            at=at,
            by=by,
            act="cover_ended",
            about=f"{ended.covered_by} for {ended.officer}",
        )


def covered_by(connection: Connection, *, name: str, day: date) -> tuple[str, ...]:
    """Give the officers whose cases somebody looks after on this day, beside their own."""
    query = (
        select(covers.c.officer)
        .where(
            covers.c.covered_by == name,
            covers.c.ended_at.is_(None),
            covers.c.from_on <= day,
            covers.c.until_on >= day,
        )
        .order_by(covers.c.officer)
    )
    return tuple(connection.scalars(query))


def list_covers(engine: Engine, *, today: date, of: str | None = None) -> tuple[Cover, ...]:
    """Give the covers of today and to come: all, or those that somebody gives or gets."""
    query = select(covers).where(covers.c.ended_at.is_(None), covers.c.until_on >= today)
    if of is not None:
        query = query.where(or_(covers.c.officer == of, covers.c.covered_by == of))
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(covers.c.from_on, covers.c.officer)).all()
    return tuple(
        Cover(
            id=row.id,
            officer=row.officer,
            covered_by=row.covered_by,
            from_on=row.from_on,
            until_on=row.until_on,
            set_by=row.set_by,
        )
        for row in rows
    )


def _one_at_a_time(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_COVERS)))


_COVERS = 0x636F76657273
"""The number under which PostgreSQL lets one cover be set at a time."""
