"""How a form of a decision to assess asks which services give the advice that is sought then.

A kind of advice that only one service gives is no question: that one is asked by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.decision_to_assess import SERVICES, has_advice_sought, services_named
from ehcp.casework.service_names import ServiceNames
from ehcp.web.staff.acts.fact_words import FactWords

_AT_ONCE: Final = "The request goes there as soon as this is on record."
_IF_TO_ASSESS: Final = (
    "Only where the authority has to assess: then the request goes there as soon as this is on "
    "record."
)


@dataclass(frozen=True)
class ServicesChosen:
    """The services that a decision can name.

    Attributes:
        advice: the kinds of advice that are asked for by themselves once it is on record.
        is_order: whether it is an order, which may demand something else than to assess.
    """

    advice: Sequence[AdviceKind]
    names: ServiceNames
    is_order: bool = False

    @property
    def fields(self) -> Mapping[str, tuple[AdviceKind, FactWords]]:
        """Give the field of each kind of advice that several services give, and how it asks."""
        return {
            f"{SERVICES}-{kind.value}": (kind, self._words(kind))
            for kind in self.advice
            if len(self.names.services_of(kind)) > 1
        }

    def kept(self, filled: Mapping[str, str]) -> dict[str, str]:
        """Give the facts of an entry with one for the services in place of its fields.

        It names only those that are not usual; none where no advice is sought.
        """
        details = {name: value for name, value in filled.items() if name not in self.fields}
        named = [
            filled[name]
            for name, (kind, _) in self.fields.items()
            if filled.get(name, kind.value) != kind.value
        ]
        return details | (
            {SERVICES: ",".join(named)} if named and has_advice_sought(details) else {}
        )

    def answers(self, details: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Give which service is asked for each such kind of advice, with its question."""
        if not has_advice_sought(details):
            return
        named = services_named(details)
        for kind, words in self.fields.values():
            services = self.names.services_of(kind)
            yield words.asks, next((s.name for s in services if s.code in named), services[0].name)

    def _words(self, kind: AdviceKind) -> FactWords:
        services = self.names.services_of(kind)
        says = kind.says
        is_named_so = "advice" in says  # other advice, advice requested by the family
        of = (
            f"service is asked for {says}" if is_named_so else f"{says} service is asked for advice"
        )
        asks = f"Which {of}?"
        return FactWords(
            asks=asks,
            what=asks[:1].lower() + asks[1:-1],
            typed="choice",
            hint=_IF_TO_ASSESS if self.is_order else _AT_ONCE,
            choices={
                each.code: f"{each.name} (usually asked)" if each.is_usual else each.name
                for each in services
            },
        )
