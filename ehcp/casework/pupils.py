"""Whose pupil a child is: what a school, college or nursery may see, and nothing beside it.

A child is the pupil of the setting whose URN the register has for them; where it has none, of the
setting whose name in the council's calendar of closures is the one that the register has. Who moves
to another setting is seen by that one, and no longer by the old one.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from ehcp.cases.closures import Closures
from ehcp.register import files
from ehcp.register.files import Held, UnknownCase, tidy_reference
from ehcp.register.tables import cases, people

_HAS_NO_URN = func.coalesce(people.c.setting_urn, "") == ""


def pupils_of(
    connection: Connection, *, urns: Collection[str], closures: Closures
) -> ColumnElement[bool]:
    """Give the condition under which a row of `people` is a pupil of one of these settings."""
    names = connection.scalars(
        select(people.c.setting).where(_HAS_NO_URN, people.c.setting.is_not(None)).distinct()
    )
    spelt = [name for name in names if is_one_of(name, urns=urns, closures=closures)]
    return or_(
        people.c.setting_urn.in_(sorted(urns)), and_(_HAS_NO_URN, people.c.setting.in_(spelt))
    )


def is_one_of(named: str, *, urns: Collection[str], closures: Closures) -> bool:
    """Say whether a name or a URN, as somebody typed it, is that of one of these settings."""
    return urn_named(named, urns=urns, closures=closures) is not None


def urn_named(named: str, *, urns: Collection[str], closures: Closures) -> str | None:
    """Give which of these settings a name or a URN stands for; None where it is none of them."""
    typed = named.strip().upper()
    if typed in urns:
        return typed
    known = closures.of(named)
    return known.urn if known is not None and known.urn in urns else None


def names_of(
    connection: Connection, *, urns: Iterable[str], closures: Closures
) -> dict[str, str | None]:
    """Give the name of each setting: as the calendar has it, or else as its pupils' records do."""
    wanted = sorted(urns)
    rows = connection.execute(
        select(people.c.setting_urn, people.c.setting, func.count())
        .where(people.c.setting_urn.in_(wanted), people.c.setting.is_not(None))
        .group_by(people.c.setting_urn, people.c.setting)
        .order_by(func.count())
    )
    by_pupils = {row.setting_urn: row.setting for row in rows}
    found: dict[str, str | None] = {}
    for urn in wanted:
        known = closures.of(urn)
        found[urn] = known.name if known is not None else by_pupils.get(urn)
    return found


def case_of_a_pupil(
    connection: Connection, reference: str, *, urns: Collection[str], closures: Closures
) -> Held:
    """Load an open case of a pupil of one of these settings.

    Raises:
        UnknownCase: no case has this reference, it is over, or its child is no pupil of theirs: the
            sentence is the same, so that nobody learns which.
    """
    theirs = connection.scalar(
        select(cases.c.id)
        .join(people, people.c.id == cases.c.person_id)
        .where(
            cases.c.reference == tidy_reference(reference),
            cases.c.ended_on.is_(None),
            pupils_of(connection, urns=urns, closures=closures),
        )
    )
    if theirs is None:
        raise UnknownCase(NOT_THERE)
    return files.load(connection, reference)


NOT_THERE = (
    "There is nothing under this reference for your school. Check it, or go back to your school’s "
    "page. If a child has moved to you, tell the council."
)
"""What is said of a case that is another school's, over, or not there at all."""
