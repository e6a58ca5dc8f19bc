"""The services that give advice: at which mailbox each is asked, and what it wants to get.

One kind of advice may be given by several, such as one for each trust. The one that is asked unless
another is named has its kind for a code.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from ehcp.cases.advice import SERVICE
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.decision_to_assess import (
    DECISIONS_TO_ASSESS,
    DISPUTES_DECIDED,
    services_named,
)
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.register.engine import reading
from ehcp.register.tables import providers

_ORDER = {kind.value: place for place, kind in enumerate(AdviceKind)}


class UnknownProvider(NotPossible):
    """No service for this kind of advice goes by this code."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A service that gives one kind of advice.

    Attributes:
        code: what names it on a record, for good; that of the kind's usual service is the kind.
        reminders: whether it gets reminders; the request itself is always sent.
        monday_list: whether it gets one list on Mondays in place of single reminders.
        head_name: who leads it; late advice climbs to them where their address is known.
    """

    code: str
    kind: AdviceKind
    name: str
    email: str
    telephone: str | None
    reminders: bool
    monday_list: bool
    head_name: str | None = None
    head_email: str | None = None

    @property
    def is_usual(self) -> bool:
        """Say whether it is asked where no service is named."""
        return self.code == self.kind.value


def list_providers(engine: Engine) -> tuple[Provider, ...]:
    """Give every service that has been named, in the order of regulation 6(1), the usual first."""
    with reading(engine) as connection:
        return every_provider(connection)


def every_provider(connection: Connection) -> tuple[Provider, ...]:
    """Give every service, as `list_providers`."""
    found = [
        Provider(**(row._asdict() | {"kind": AdviceKind(row.kind)}))
        for row in connection.execute(select(providers))
    ]
    return tuple(
        sorted(found, key=lambda each: (_ORDER[each.kind], not each.is_usual, each.name.lower()))
    )


def providers_of(connection: Connection, kind: AdviceKind) -> Sequence[Provider]:
    """Give the services that a kind of advice can be asked of."""
    return [each for each in every_provider(connection) if each.kind is kind]


def refuse_unknown_provider(connection: Connection, event: Event) -> None:
    """Refuse a request that names a service which is not there, or gives other advice.

    Raises:
        UnknownProvider: with the codes that there are.
    """
    code = event.details.get(SERVICE)
    if event.kind is not Kind.ADVICE_REQUESTED or event.party is None:
        return
    if code is None or code == event.party:
        return
    kind = AdviceKind(event.party)
    there = [each.code for each in providers_of(connection, kind)]
    if code not in there:
        known = ", ".join(there) or "none has been named"
        raise UnknownProvider(
            f"No service for {kind.says} advice has the code '{code}'. There are: {known}."
        )


def refuse_unknown_services(connection: Connection, event: Event) -> None:
    """Refuse a decision or an order to assess that names no service of ours, or two for one kind.

    Raises:
        UnknownProvider: with the codes that there are.
        NotPossible: one kind of advice is to be asked of two services.
    """
    names = event.kind in (*DECISIONS_TO_ASSESS, *DISPUTES_DECIDED)
    named = services_named(event.details) if names else ()
    if not named:
        return
    there = {each.code: each.kind for each in every_provider(connection)}
    unknown = next((code for code in named if code not in there), None)
    if unknown is not None:
        known = ", ".join(there) or "none has been named"
        raise UnknownProvider(f"No service has the code '{unknown}'. There are: {known}.")
    times = Counter(there[code] for code in dict.fromkeys(named))
    twice = next((kind for kind, count in times.items() if count > 1), None)
    if twice is not None:
        raise NotPossible(f"Name one service for {twice.says} advice, not two.")
