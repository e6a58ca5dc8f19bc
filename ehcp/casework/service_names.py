"""Services as people read them: by the advice that they give, and by name where several give it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from ehcp.cases.advice_kinds import AdviceKind, UnknownAdviceKind, advice_kind_named
from ehcp.casework.providers import Provider, every_provider


@dataclass(frozen=True)
class ServiceNames:
    """The services that have been named, to say which of them a request was asked of."""

    services: Sequence[Provider]

    def of(self, party: str, service: str | None) -> str:
        """Name the advice of a request; with its service where the kind has more than one.

        'educational psychology', 'health: South Trust'.
        """
        kind = _kind_says(party)
        found = self._by_code.get(service or party)
        if found is None or self._how_many[found.kind] < 2:  # noqa: PLR2004 - one, or several
            return kind
        return f"{kind}: {found.name}"

    def in_full(self, code: str) -> str:
        """Name a service by its advice and its name; by its advice alone where it has no name."""
        found = self._by_code.get(code)
        return _kind_says(code) if found is None else f"{found.kind.says}: {found.name}"

    def services_of(self, kind: AdviceKind) -> Sequence[Provider]:
        """Give the services that a kind of advice can be asked of, the usual one first."""
        return [each for each in self.services if each.kind is kind]

    def with_code(self, code: str) -> Provider | None:
        """Give the service of a code; None where none has it."""
        return self._by_code.get(code)

    def choices(self) -> Sequence[tuple[str, str]]:
        """Give every service by its code and its name in full; a kind without one by the kind."""
        return [
            (code, _capital(self.in_full(code)))
            for kind in AdviceKind
            for code in ([each.code for each in self.services_of(kind)] or [kind.value])
        ]

    @cached_property
    def _by_code(self) -> dict[str, Provider]:
        return {each.code: each for each in self.services}

    @cached_property
    def _how_many(self) -> Counter[AdviceKind]:
        return Counter(each.kind for each in self.services)


def service_names(connection: Connection) -> ServiceNames:
    """Read the services as people call them."""
    return ServiceNames(every_provider(connection))


def in_order(codes: Iterable[str], names: ServiceNames) -> list[str]:
    """Name services in full, in the order in which they are listed; unknown codes come last."""
    place = {code: number for number, (code, _) in enumerate(names.choices())}
    return [names.in_full(each) for each in sorted(codes, key=lambda c: (place.get(c, 999), c))]


def _kind_says(name: str) -> str:
    try:
        return advice_kind_named(name).says
    except UnknownAdviceKind:
        return name


def _capital(says: str) -> str:
    return says[:1].upper() + says[1:]
