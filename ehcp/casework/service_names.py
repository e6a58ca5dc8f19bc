"""Services as people read them: by the advice that they give, and by name where several give it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sqlalchemy import Connection

from ehcp.cases.advice import advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.decision_to_assess import service_decided_on
from ehcp.casework.providers import Provider, every_provider

_KINDS: Final = {kind.value: kind.says for kind in AdviceKind}
_LAST: Final = 1_000
"""Where a service stands that nobody knows."""


@dataclass(frozen=True)
class ServiceNames:
    """The services that have been named, to say which of them a request was asked of."""

    services: Sequence[Provider]

    def of(self, party: str, service: str | None) -> str:
        """Name the advice of a request; with its service where the kind has more than one.

        'educational psychology', 'health: South Trust'.
        """
        which = self._which(party, service)
        return f"{_kind_says(party)}: {which}" if which else _kind_says(party)

    def advice_of(self, party: str, service: str | None) -> str:
        """Name it as it stands within a sentence: 'health advice of South Trust'."""
        which = self._which(party, service)
        return f"{_kind_says(party)} advice" + (f" of {which}" if which else "")

    def in_case(self, file: CaseFile, party: str) -> str:
        """Name the advice of the newest request of a kind in a case, as `of`."""
        asked = [each.service for each in advice_requests(file) if each.party == party]
        return self.of(party, asked[-1] if asked else None)

    def in_full(self, code: str) -> str:
        """Name a service by its advice and its name; by its advice alone where it has no name."""
        found = self._by_code.get(code)
        return _kind_says(code) if found is None else f"{found.kind.says}: {found.name}"

    def services_of(self, kind: AdviceKind) -> Sequence[Provider]:
        """Give the services that a kind of advice can be asked of, the usual one first."""
        return [each for each in self.services if each.kind is kind]

    def to_be_asked(self, file: CaseFile, kind: AdviceKind) -> str:
        """Give the code of the service that is asked for a kind of advice where nobody says which.

        That is the one which the decision to assess names, or else the usual one.
        """
        codes = [each.code for each in self.services_of(kind)]
        return service_decided_on(file, codes) or kind.value

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

    def _which(self, party: str, service: str | None) -> str | None:
        """Give the name of a service, where there is another for the same advice."""
        found = self._by_code.get(service or party)
        if found is None or self._how_many[found.kind] == 1:
            return None
        return found.name

    @cached_property
    def _by_code(self) -> dict[str, Provider]:
        return {each.code: each for each in self.services}

    @cached_property
    def _how_many(self) -> Counter[AdviceKind]:
        return Counter(each.kind for each in self.services)


NO_SERVICES: Final = ServiceNames(())
"""Where no service is known by its name."""


def service_names(connection: Connection) -> ServiceNames:
    """Read the services as people call them."""
    return ServiceNames(every_provider(connection))


def in_order(codes: Iterable[str], names: ServiceNames) -> list[str]:
    """Name services in full, in the order in which they are listed; unknown codes come last."""
    place = {code: number for number, (code, _) in enumerate(names.choices())}
    return [names.in_full(each) for each in sorted(codes, key=lambda c: (place.get(c, _LAST), c))]


def _kind_says(name: str) -> str:
    return _KINDS.get(name, name)


def _capital(says: str) -> str:
    return says[:1].upper() + says[1:]
