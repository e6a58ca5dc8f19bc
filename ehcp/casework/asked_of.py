"""What a service is asked for and still owes: its queue, in pages, with who of it writes each.

Whoever is asked sees what they were asked, of a restricted child too; nobody sees what others are
asked. What may be seen is one condition (`Whose`), and every question here carries it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    select,
)

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.closures import Closures
from ehcp.cases.year_groups import taught_in
from ehcp.register.files import UnknownCase
from ehcp.register.tables import advice, allocations, cases, people, users

ON_A_PAGE = 50
SOON = timedelta(days=14)


class Part(StrEnum):
    """Which part of a queue is looked at.

    Attributes:
        says: the part in plain words.
    """

    says: str

    def __new__(cls, value: str, says: str = "") -> Self:
        """Make a member of a name and the words for it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.says = says
        return member

    ALL = "all", "All"
    NOT_ALLOCATED = "not-allocated", "Not allocated"
    MINE = "mine", "Mine"
    LATE = "late", "Late"
    SOON = "soon", "Due in 14 days"


class Key(NamedTuple):
    """Which request: the case by its reference, the kind of advice, and the day of asking."""

    case_id: int
    party: str
    requested_on: date


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose work is seen.

    Attributes:
        kinds: the kinds of advice that they are asked for; of others nothing is seen.
        user_id: who looks; their own work is "mine".
        only_own: only what is allocated to them, as a professional sees it.
    """

    kinds: frozenset[str]
    user_id: int
    only_own: bool = False

    def sees(self) -> ColumnElement[bool]:
        """Choose the requests that they see; the question has joined the allocations."""
        theirs: ColumnElement[bool] = advice.c.party.in_(sorted(self.kinds))
        return and_(theirs, allocations.c.user_id == self.user_id) if self.only_own else theirs


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One request as the queue shows it.

    Attributes:
        child: the child's name; None where the register holds none.
        year: the national curriculum year in which they are taught, 0 for reception.
        due_on: by when the advice is owed by law.
        allocated_to: the name of whoever writes it; None where nobody has been chosen.
        closed_on_visit: the setting is closed on the day of the visit, as far as is known.
        sibling: references of requests of the same service about a child of the same surname and
            postcode.
    """

    key: Key
    reference: str
    kind: AdviceKind
    child: str | None
    year: int | None
    setting: str | None
    due_on: date
    visit_on: date | None
    acknowledged_on: date | None
    promised_on: date | None
    sent_back: int
    allocated_to: str | None
    allocated_to_id: int | None
    closed_on_visit: bool
    sibling: tuple[str, ...] = ()

    @property
    def requested_on(self) -> date:
        """Give the day of asking."""
        return self.key.requested_on

    @property
    def is_visit_late(self) -> bool:
        """Say whether the visit is after the day on which the advice is due."""
        return self.visit_on is not None and self.visit_on > self.due_on

    @property
    def name(self) -> str:
        """Name the request in a form: K7Q-2ND.health."""
        return f"{self.reference}.{self.kind.value}"


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
        _lines()
        .where(whose.sees(), *_owed(), _of_part(part, whose, today))
        .order_by(*_order(by_service=by_service))
        .limit(ON_A_PAGE)
        .offset((number - 1) * ON_A_PAGE)
    )
    rows = connection.execute(query).all()
    alike = _alike(connection, whose) if siblings and rows else {}
    lines = [_line(row, today=today, closures=closures, alike=alike) for row in rows]
    return QueuePage(lines=lines, number=number, pages=pages, total=total, counts=counts)


def all_owed(
    connection: Connection, *, whose: Whose, today: date, closures: Closures
) -> tuple[Asked, ...]:
    """Give all that is owed, by due day."""
    query = _lines().where(whose.sees(), *_owed()).order_by(advice.c.due_on, cases.c.reference)
    return tuple(
        _line(row, today=today, closures=closures, alike={}) for row in connection.execute(query)
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
    """Give the latest request of this kind in a case, owed still or not.

    Raises:
        UnknownCase: there is none, or it is not theirs to see: both look the same.
    """
    found = some_asked(
        connection, whose=whose, names=[(reference, party)], today=today, closures=closures
    )
    if not found:
        raise UnknownCase("There is no such request.")
    return found[0]


def some_asked(
    connection: Connection,
    *,
    whose: Whose,
    names: Sequence[tuple[str, str]],
    today: date,
    closures: Closures,
) -> list[Asked]:
    """Give the latest request of each of these cases and kinds, owed still or not, in their order.

    What is not there, or is not theirs to see, is left out.
    """
    query = (
        _lines()
        .where(
            whose.sees(),
            cases.c.reference.in_({reference for reference, _ in names}),
            advice.c.party.in_({party for _, party in names}),
        )
        .order_by(advice.c.requested_on)
    )
    latest = {(row.reference, row.party): row for row in connection.execute(query)}
    return [
        _line(latest[name], today=today, closures=closures, alike={})
        for name in names
        if name in latest
    ]


def is_owed(connection: Connection, key: Key) -> bool:
    """Say whether a request still waits for its answer, and hold it while whoever asks acts."""
    found = select(advice.c.case_id).where(_is(key), *_owed()).with_for_update()
    return connection.execute(found).first() is not None


def _is(key: Key) -> ColumnElement[bool]:
    return and_(
        advice.c.case_id == key.case_id,
        advice.c.party == key.party,
        advice.c.requested_on == key.requested_on,
    )


def _lines() -> Select[Any]:
    return (
        select(
            advice.c.case_id,
            advice.c.party,
            advice.c.requested_on,
            advice.c.due_on,
            advice.c.visit_on,
            advice.c.acknowledged_on,
            advice.c.promised_on,
            advice.c.sent_back,
            cases.c.reference,
            people.c.id.label("person_id"),
            people.c.forename,
            people.c.surname,
            people.c.born_on,
            people.c.year_group,
            people.c.year_group_by_hand,
            people.c.year_group_from,
            people.c.setting,
            people.c.setting_urn,
            users.c.id.label("user_id"),
            users.c.name.label("user_name"),
        )
        .join(cases, cases.c.id == advice.c.case_id)
        .join(people, people.c.id == cases.c.person_id)
        .outerjoin(
            allocations,
            and_(
                allocations.c.case_id == advice.c.case_id,
                allocations.c.party == advice.c.party,
                allocations.c.requested_on == advice.c.requested_on,
            ),
        )
        .outerjoin(users, users.c.id == allocations.c.user_id)
    )


def _owed() -> tuple[ColumnElement[bool], ...]:
    return advice.c.received_on.is_(None), advice.c.cancelled_on.is_(None)


def _of_part(part: Part, whose: Whose, today: date) -> ColumnElement[bool]:
    due = advice.c.due_on
    chosen: dict[Part, ColumnElement[bool]] = {
        Part.ALL: due.is_not(None),
        Part.NOT_ALLOCATED: allocations.c.user_id.is_(None),
        Part.MINE: allocations.c.user_id == whose.user_id,
        Part.LATE: due < today,
        Part.SOON: due.between(today, today + SOON),
    }
    return chosen[part]


def _counts(connection: Connection, whose: Whose, today: date) -> dict[Part, int]:
    how_many = [func.count().filter(_of_part(part, whose, today)) for part in Part]
    row = connection.execute(
        _lines().with_only_columns(*how_many).where(whose.sees(), *_owed())
    ).one()
    return dict(zip(Part, map(int, row), strict=True))


def _order(*, by_service: bool) -> Sequence[ColumnElement[Any]]:
    if by_service:
        return advice.c.party, advice.c.due_on, cases.c.reference
    nobody = allocations.c.user_id.is_(None)
    first = case((nobody, advice.c.requested_on), else_=advice.c.due_on)
    return nobody.desc(), first, advice.c.due_on, cases.c.reference, advice.c.party


def _line(
    row: Any,  # noqa: ANN401 - a row of `_lines`
    *,
    today: date,
    closures: Closures,
    alike: Mapping[int, Sequence[tuple[int, str]]],
) -> Asked:
    others = [ref for person, ref in alike.get(row.person_id, ()) if person != row.person_id]
    return Asked(
        key=Key(row.case_id, row.party, row.requested_on),
        reference=row.reference,
        kind=AdviceKind(row.party),
        child=" ".join(filter(None, (row.forename, row.surname))) or None,
        year=taught_in(
            year_group=row.year_group if row.year_group_by_hand else None,
            born_on=row.born_on,
            day=today,
            set_in=row.year_group_from,
        ),
        setting=row.setting,
        due_on=row.due_on,
        visit_on=row.visit_on,
        acknowledged_on=row.acknowledged_on,
        promised_on=row.promised_on,
        sent_back=row.sent_back,
        allocated_to=row.user_name,
        allocated_to_id=row.user_id,
        closed_on_visit=is_closed_on(closures, row.setting_urn, row.setting, row.visit_on),
        sibling=tuple(sorted(set(others))),
    )


def is_closed_on(closures: Closures, urn: str | None, name: str | None, day: date | None) -> bool:
    """Say whether a setting, by its URN or name, is known to be closed on a day."""
    setting = next((found for each in (urn, name) if each and (found := closures.of(each))), None)
    if setting is None or day is None:
        return False
    return any(closed.closed_from <= day < closed.reopens for closed in setting.closures)


def _alike(connection: Connection, whose: Whose) -> dict[int, list[tuple[int, str]]]:
    """Group the children of a queue by surname and postcode; give each child's group."""
    surname = func.lower(people.c.surname)
    postcode = func.upper(func.replace(people.c.postcode, " ", ""))
    rows = connection.execute(
        _lines()
        .with_only_columns(people.c.id, cases.c.reference, surname, postcode)
        .where(
            whose.sees(),
            *_owed(),
            people.c.surname.is_not(None),
            people.c.postcode.is_not(None),
            people.c.restricted_to.is_(None),
        )
    ).all()
    families: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for person_id, reference, of_surname, of_postcode in rows:
        families.setdefault((of_surname, of_postcode), []).append((person_id, reference))
    return {person_id: family for family in families.values() for person_id, _ in family}
