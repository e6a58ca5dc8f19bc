"""One request as a service's queue shows it: the question for such lines, and how one is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.closures import Closures
from ehcp.cases.year_groups import taught_in
from ehcp.register.handed_in import being_checked_since
from ehcp.register.tables import advice, allocations, cases, people, users


class Key(NamedTuple):
    """Which request: the case by its reference, the kind of advice, and the day of asking."""

    case_id: int
    party: str
    requested_on: date


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose work is seen.

    Attributes:
        services: the codes of the services that they answer for; of others nothing is seen.
        every_trust: what they see goes by kinds of advice, whichever service gives them: these are
            named in `services`.
        user_id: who looks; their own work is "mine".
        only_own: only what is allocated to them, as a professional sees it.
    """

    services: frozenset[str]
    user_id: int
    only_own: bool = False
    every_trust: bool = False

    def sees(self) -> ColumnElement[bool]:
        """Choose the requests that they see; the question has joined the allocations."""
        of_whom = advice.c.party if self.every_trust else advice.c.service
        theirs: ColumnElement[bool] = of_whom.in_(sorted(self.services))
        return and_(theirs, allocations.c.user_id == self.user_id) if self.only_own else theirs


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One request as the queue shows it.

    Attributes:
        child: the child's name; None where the register holds none.
        year: the national curriculum year in which they are taught, 0 for reception.
        service: the code of the service that is asked.
        due_on: by when the advice is owed by law.
        allocated_to: the name of whoever writes it; None where nobody has been chosen.
        closed_on_visit: the setting is closed on the day of the visit, as far as is known.
        checked_since: the day on which a file came for it that waits to be scanned.
        sibling: references of requests of the same service about a child of the same surname and
            postcode.
    """

    key: Key
    reference: str
    kind: AdviceKind
    child: str | None
    year: int | None
    setting: str | None
    setting_urn: str | None = None
    service: str
    due_on: date
    visit_on: date | None
    acknowledged_on: date | None
    promised_on: date | None
    sent_back: int
    allocated_to: str | None
    allocated_to_id: int | None
    closed_on_visit: bool
    sibling: tuple[str, ...] = ()
    checked_since: date | None = None

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


def is_owed(connection: Connection, asked: Asked) -> bool:
    """Say whether a request still waits for its service's answer; hold it while whoever asks acts.

    It does not where another service is asked now.
    """
    theirs = advice.c.service == asked.service
    found = select(advice.c.case_id).where(_is(asked.key), theirs, *owed()).with_for_update()
    return connection.execute(found).first() is not None


def _is(key: Key) -> ColumnElement[bool]:
    return and_(
        advice.c.case_id == key.case_id,
        advice.c.party == key.party,
        advice.c.requested_on == key.requested_on,
    )


def lines() -> Select[Any]:
    """Give the question for the lines of a queue; whoever asks adds which, and in what order."""
    return (
        select(
            advice.c.case_id,
            advice.c.party,
            advice.c.requested_on,
            advice.c.service,
            advice.c.due_on,
            advice.c.visit_on,
            advice.c.acknowledged_on,
            advice.c.promised_on,
            advice.c.sent_back,
            being_checked_since().label("checked_since"),
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


def owed() -> tuple[ColumnElement[bool], ...]:
    """Choose the requests that wait for an answer: the newest of their kind in a case, always."""
    return advice.c.received_on.is_(None), advice.c.cancelled_on.is_(None), newest()


def newest() -> ColumnElement[bool]:
    """Choose the newest request of each kind in a case, whichever service it is asked of."""
    later = advice.alias("later")
    return ~exists().where(
        later.c.case_id == advice.c.case_id,
        later.c.party == advice.c.party,
        later.c.requested_on > advice.c.requested_on,
    )


def line_of(
    row: Any,  # noqa: ANN401 - a row of `lines`
    *,
    today: date,
    closures: Closures,
    alike: Mapping[int, Sequence[tuple[int, str]]],
) -> Asked:
    """Read a row of `lines`; `alike` has, by child, those of the same surname and postcode."""
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
        setting_urn=row.setting_urn,
        service=row.service,
        due_on=row.due_on,
        visit_on=row.visit_on,
        acknowledged_on=row.acknowledged_on,
        promised_on=row.promised_on,
        sent_back=row.sent_back,
        allocated_to=row.user_name,
        allocated_to_id=row.user_id,
        closed_on_visit=is_closed_on(closures, row.setting_urn, row.setting, row.visit_on),
        sibling=tuple(sorted(set(others))),
        checked_since=row.checked_since,
    )


def is_closed_on(closures: Closures, urn: str | None, name: str | None, day: date | None) -> bool:
    """Say whether a setting, by its URN or name, is known to be closed on a day."""
    setting = next((found for each in (urn, name) if each and (found := closures.of(each))), None)
    if setting is None or day is None:
        return False
    return any(closed.closed_from <= day < closed.reopens for closed in setting.closures)
