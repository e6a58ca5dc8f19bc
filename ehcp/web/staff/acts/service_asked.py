"""How a form asks which service is to give advice: only where there is more than one to choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ehcp.cases.advice import SERVICE
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.casework.ask_for_advice import proposed_service
from ehcp.casework.service_names import ServiceNames
from ehcp.web.forms import Form
from ehcp.web.staff.acts.fact_words import FactWords, words_of

USUAL: Final = "usual"
"""The choice of the usual service on a form that does not know yet which advice is asked for."""


@dataclass(frozen=True)
class ServiceAsked:
    """The choice of a service in one case.

    Attributes:
        about: the kind of advice where the page is about one already.
    """

    file: CaseFile
    names: ServiceNames
    about: str | None

    @property
    def choices(self) -> Mapping[str, str]:
        """Give the codes to choose from with their words; none where there is no choice."""
        if self.about is not None:
            services = self.names.services_of(AdviceKind(self.about))
            more = {each.code: each.name for each in services}
            return more if len(more) > 1 else {}
        others = {
            each.code: self.names.of(each.kind.value, each.code)
            for each in self.names.services
            if not each.is_usual
        }
        says = {code: name[:1].upper() + name[1:] for code, name in others.items()}
        return {USUAL: "The usual one for this advice"} | says if says else {}

    @property
    def words(self) -> FactWords:
        """Give how the form asks for it."""
        words = words_of(Kind.ADVICE_REQUESTED, SERVICE)
        return FactWords(asks=words.asks, what=words.what, typed="choice", choices=self.choices)

    @property
    def proposed(self) -> str:
        """Give the choice that proposes itself."""
        if self.about is None:
            return USUAL
        return proposed_service(self.file, AdviceKind(self.about), list(self.choices))

    def kept(self, form: Form, code: str, *, party: str | None) -> str | None:
        """Give what the entry keeps of a choice: the code, or nothing where it is the usual one.

        A service that gives other advice than is asked for stands as a slip in the form.
        """
        service = self.names.with_code(code)
        if service is None or code == party:
            return None
        if party is not None and service.kind.value != party:
            form.wrong[SERVICE] = (
                f"{service.name} gives {service.kind.says} advice. Choose that advice, or another "
                "service."
            )
            return None
        return code

    def answer(self, party: str | None, code: str | None) -> str | None:
        """Name the service of an entry; None where its advice has only one."""
        service = self.names.with_code(code or party or "")
        if service is None or len(self.names.services_of(service.kind)) == 1:
            return None
        return service.name
