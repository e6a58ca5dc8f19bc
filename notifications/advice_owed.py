"""The advice that services still owe, as letters to services need it: grouped by mailbox."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.register.handed_in import is_being_checked, unopened_on
from ehcp.register.tables import advice, cases, messages, occasions, providers
from notifications.letter import Draft, Facts, Occasion, Round

IS_AWAITED = and_(advice.c.received_on.is_(None), advice.c.cancelled_on.is_(None))
"""Not on record yet, nor taken back, nor overtaken by the end of the case."""
IS_OWED = and_(IS_AWAITED, ~is_being_checked())
"""Awaited, and the service has not handed in a file that still waits to be scanned."""
IS_WITH_THEM = advice.c.returned_on.is_(None)
"""The service has not sent the request back: while it is with us, nobody is chased for it."""


_MANY = 500
_OWED = (
    select(
        advice,
        cases.c.reference,
        cases.c.officer,
        cases.c.journey,
        providers.c.name,
        providers.c.email,
        providers.c.monday_list,
        unopened_on().label("sent_in_vain_on"),
    )
    .join(cases, cases.c.id == advice.c.case_id)
    .outerjoin(providers, providers.c.code == advice.c.service)
    .where(IS_OWED)
    .order_by(advice.c.due_on, cases.c.reference, advice.c.party)
)


@dataclass(frozen=True, kw_only=True)
class Service:
    """Whoever reads one mailbox: a trust's mailbox may give several kinds of advice.

    Attributes:
        key: the first of its codes; it stays the same whatever a letter is about.
    """

    key: str
    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One piece of advice that a letter is about, and the key that makes it happen once."""

    row: Row[Any]
    key: str
    more: Facts = field(default_factory=dict)

    @property
    def occasion(self) -> Occasion:
        """Give the reason to write."""
        return Occasion(
            key=self.key,
            case_id=self.row.case_id,
            party=self.row.party,
            service=self.row.service,
        )

    @property
    def facts(self) -> Facts:
        """Give what the words may say about it: never more than reference, kind and days."""
        return {
            "occasion": self.key,
            "reference": self.row.reference,
            "kind": kind_says(self.row.party),
            "asked_on": self.row.requested_on.isoformat(),
            "due_on": self.row.due_on.isoformat(),
            **self.more,
        }


def still_owed(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Give the condition that the advice of an occasion is still owed, and these hold as well."""
    return exists(
        select(advice.c.case_id).where(
            advice.c.case_id == occasions.c.case_id,
            advice.c.party == occasions.c.party,
            advice.c.service == occasions.c.service,
            IS_OWED,
            *conditions,
        )
    )


def as_they_stand(
    about: Round,
    message_id: str,
    more: Callable[[Row[Any]], Facts] | None = None,
    *,
    columns: Sequence[Any] = (),
) -> dict[str, Facts]:
    """Give the facts of a message's advice as they are now, by the keys of its occasions.

    A day may have been corrected between the writing of a letter and its going.
    """
    reasons = about.connection.execute(
        select(occasions.c.key, occasions.c.case_id, occasions.c.party, occasions.c.service).where(
            occasions.c.message_id == message_id
        )
    ).all()
    rows = advice_owed(
        about.connection,
        advice.c.case_id.in_({each.case_id for each in reasons}),
        columns=columns,
    )
    owed = {(row.case_id, row.party, row.service): row for row in rows}
    return {
        each.key: Owed(row=row, key=each.key, more=more(row) if more else {}).facts
        for each in reasons
        if (row := owed.get((each.case_id, each.party, each.service)))
    }


def kind_says(kind: str) -> str:
    """Name a kind of advice in plain words."""
    return AdviceKind(kind).says


def advice_owed(
    connection: Connection, *conditions: ColumnElement[bool], columns: Sequence[Any] = ()
) -> list[Row[Any]]:
    """Give the advice still owed for which these conditions hold, the earliest due first."""
    return list(connection.execute(_OWED.where(*conditions).add_columns(*columns)))


def not_yet_said(connection: Connection, found: Iterable[Owed]) -> list[Owed]:
    """Leave out what has been written about already."""
    found = list(found)
    said: set[str] = set()
    for start in range(0, len(found), _MANY):
        keys = [owed.key for owed in found[start : start + _MANY]]
        said.update(
            connection.execute(select(occasions.c.key).where(occasions.c.key.in_(keys))).scalars()
        )
    return [owed for owed in found if owed.key not in said]


def by_service(connection: Connection, found: Iterable[Owed]) -> list[tuple[Service, list[Owed]]]:
    """Group advice by the mailbox that it is asked of."""
    groups: dict[str, list[Owed]] = {}
    for owed in found:
        groups.setdefault(owed.row.email.casefold(), []).append(owed)
    return [
        (service, groups[service.email.casefold()])
        for service in _services(connection)
        if service.email.casefold() in groups
    ]


def digests(about: Round, letter: str, found: Iterable[Owed]) -> Iterator[Draft]:
    """Make one letter for each service of what it is to be told; none where it had one today."""
    for service, owed in by_service(about.connection, found):
        key = f"{letter}|{service.key}|{about.day}"
        if not has_been_written(about.connection, key):
            yield Draft(
                letter=letter,
                key=key,
                recipient=service.email,
                facts={"service": service.name, "items": [each.facts for each in owed]},
                occasions=tuple(each.occasion for each in owed),
            )


def has_been_written(connection: Connection, key: str) -> bool:
    """Say whether the letter with this key has been written."""
    return (
        connection.execute(select(messages.c.id).where(messages.c.occasion == key)).first()
        is not None
    )


def _services(connection: Connection) -> list[Service]:
    found: dict[str, Service] = {}
    for row in connection.execute(select(providers).order_by(providers.c.code)):
        found.setdefault(
            row.email.casefold(), Service(key=row.code, name=row.name, email=row.email)
        )
    return list(found.values())
