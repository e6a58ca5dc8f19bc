"""What a service is asked for and still owes: its queue, in pages, with who of it writes each.

Whoever is asked sees what they were asked, of a restricted child too; nobody sees what others are
asked. What may be seen is one condition (`Whose`), and every question here carries it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    func,
)

from ehcp.cases.closures import Closures
from ehcp.cases.in_plain_words import InPlainWords
from ehcp.casework.queued import Asked, Whose, line_of, lines, newest, owed
from ehcp.register.files import UnknownCase
from ehcp.register.handed_in import is_being_checked
from ehcp.register.tables import advice, allocations, cases, people

ON_A_PAGE = 50
SOON = timedelta(days=14)


class Part(InPlainWords):
    """Which part of a queue is looked at.

    Attributes:
        says: the part in plain words.
    """

    ALL = "all", "All"
    NOT_ALLOCATED = "not-allocated", "Not allocated"
    MINE = "mine", "Mine"
    LATE = "late", "Late"
    SOON = "soon", "Due in 14 days"


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One page of a queue.

    Attributes:
        number: of this page, from 1; the last page where a later one was asked for.
        counts: how many requests each part of the whole queue has.
    """

    lines: Sequence[Asked]
    number: int
    pages: int
    total: int
    counts: Mapping[Part, int]


@dataclass(frozen=True, kw_only=True)
class Load:
    """Somebody of a service with the work that they have."""

    user_id: int
    name: str
    open: int
    due_this_month: int


def queue_page(
    connection: Connection,
    *,
    whose: Whose,
    today: date,
    closures: Closures,
    part: Part = Part.ALL,
    number: int = 1,
    by_service: bool = False,
    siblings: bool = False,
) -> QueuePage:
    """Give a page of what is owed: what nobody has yet first, the oldest first; then by due day.

    `by_service` puts each kind of advice together, by due day. With `siblings` each line names the
    requests about children of the same surname and postcode; never of a restricted child.
    """
    counts = _counts(connection, whose, today)
    total = counts[part]
    pages = max(1, -(-total // ON_A_PAGE))
    number = min(max(number, 1), pages)
    query = (
        lines()
        .where(whose.sees(), *owed(), _of_part(part, whose, today))
        .order_by(*_order(by_service=by_service))
        .limit(ON_A_PAGE)
        .offset((number - 1) * ON_A_PAGE)
    )
    rows = connection.execute(query).all()
    alike = _alike(connection, whose) if siblings and rows else {}
    found = [line_of(row, today=today, closures=closures, alike=alike) for row in rows]
    return QueuePage(lines=found, number=number, pages=pages, total=total, counts=counts)


def all_owed(
    connection: Connection, *, whose: Whose, today: date, closures: Closures
) -> tuple[Asked, ...]:
    """Give all that is owed, by due day."""
    query = lines().where(whose.sees(), *owed()).order_by(advice.c.due_on, cases.c.reference)
    return tuple(
        line_of(row, today=today, closures=closures, alike={}) for row in connection.execute(query)
    )


def one_asked(
    connection: Connection,
    *,
    whose: Whose,
    reference: str,
    party: str,
    today: date,
    closures: Closures,
) -> Asked:
    """Give the newest request of this kind in a case, owed still or not.

    Raises:
        UnknownCase: there is none, or it is not theirs to see: both look the same.
    """
    query = lines().where(
        whose.sees(), newest(), cases.c.reference == reference, advice.c.party == party
    )
    found = connection.execute(query).one_or_none()
    if found is None:
        raise UnknownCase("There is no such request.")
    return line_of(found, today=today, closures=closures, alike={})


def some_owed(
    connection: Connection,
    *,
    whose: Whose,
    names: Sequence[tuple[str, str]],
    today: date,
    closures: Closures,
) -> list[Asked]:
    """Give what is owed of each of these cases and kinds, in their order.

    What was answered or taken back, and what is not theirs to see, is left out.
    """
    query = lines().where(
        whose.sees(),
        *owed(),
        cases.c.reference.in_({reference for reference, _ in names}),
        advice.c.party.in_({party for _, party in names}),
    )
    found = {(row.reference, row.party): row for row in connection.execute(query)}
    return [
        line_of(found[name], today=today, closures=closures, alike={})
        for name in names
        if name in found
    ]


def _of_part(part: Part, whose: Whose, today: date) -> ColumnElement[bool]:
    due = advice.c.due_on
    chosen: dict[Part, ColumnElement[bool]] = {
        Part.ALL: due.is_not(None),
        Part.NOT_ALLOCATED: allocations.c.user_id.is_(None),
        Part.MINE: allocations.c.user_id == whose.user_id,
        Part.LATE: and_(due < today, ~is_being_checked()),
        Part.SOON: and_(due.between(today, today + SOON), ~is_being_checked()),
    }
    return chosen[part]


def _counts(connection: Connection, whose: Whose, today: date) -> dict[Part, int]:
    how_many = [func.count().filter(_of_part(part, whose, today)) for part in Part]
    row = connection.execute(
        lines().with_only_columns(*how_many).where(whose.sees(), *owed())
    ).one()
    return dict(zip(Part, map(int, row), strict=True))


def _order(*, by_service: bool) -> Sequence[ColumnElement[Any]]:
    if by_service:
        return advice.c.party, advice.c.service, advice.c.due_on, cases.c.reference
    nobody = allocations.c.user_id.is_(None)
    first = case((nobody, advice.c.requested_on), else_=advice.c.due_on)
    return nobody.desc(), first, advice.c.due_on, cases.c.reference, advice.c.party


def _alike(connection: Connection, whose: Whose) -> dict[int, list[tuple[int, str]]]:
    """Group the children of a queue by surname and postcode; give each child's group."""
    surname = func.lower(people.c.surname)
    postcode = func.upper(func.replace(people.c.postcode, " ", ""))
    rows = connection.execute(
        lines()
        .with_only_columns(people.c.id, cases.c.reference, surname, postcode)
        .where(
            whose.sees(),
            *owed(),
            people.c.surname.is_not(None),
            people.c.postcode.is_not(None),
            people.c.restricted_to.is_(None),
        )
    ).all()
    families: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for person_id, reference, of_surname, of_postcode in rows:
        families.setdefault((of_surname, of_postcode), []).append((person_id, reference))
    return {person_id: family for family in families.values() for person_id, _ in family}
