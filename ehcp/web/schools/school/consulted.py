"""A school that answers a consultation: who it is on the record, and where its pages lie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection
from starlette.responses import Response

from ehcp.cases.desk import Desk
from ehcp.casework.consultation import Consultation, consultation_of
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.web.visit import Visit


@dataclass(frozen=True, kw_only=True)
class Consulted:
    """A school that may answer a consultation; whether it may this one is settled before.

    Attributes:
        by: whoever looks, as the audit record names them.
        desk: at which it answers, as it stands on the record.
        called: the school's name.
        address: of the consultation's page, below which lie its papers.
        back: the address of the list and the words that lead there; None where there is no list.
        facts: what every one of its pages has besides, such as a secret of its forms.
        first: refuses, in the transaction of an answer, whoever may answer no longer.
    """

    visit: Visit
    by: str
    desk: Desk
    called: str
    address: str
    back: tuple[str, str] | None
    facts: Mapping[str, object] = field(default_factory=dict)
    first: Callable[[Connection], None] | None = None

    def consultation(self, reference: str, urn: str) -> Consultation:
        """Load the consultation.

        Raises:
            UnknownCase: this school was not consulted there, or is no longer.
        """
        with reading(self.visit.counter.engine) as connection:
            return consultation_of(connection, reference, urn=urn, closures=self.desk.closures)

    def note(self, act: str, asked: Consultation, about: str) -> None:
        """Put on the audit record what the school saw."""
        with writing(self.visit.counter.engine) as connection:
            note(
                connection,
                at=self.visit.now,
                by=self.by,
                act=act,
                case_id=asked.held.case_id,
                about=about,
            )

    def page(
        self,
        template: str,
        asked: Consultation,
        *,
        wrong: Mapping[str, str] | None = None,
        **more: object,
    ) -> Response:
        """Write a page about the consultation."""
        facts = {
            "asked": asked,
            "reference": asked.held.file.reference,
            "consulted": self,
            "secrets_besides": {},
            "closes": None,
            "wrong": dict(wrong or {}),
        }
        return self.visit.page(
            template, status=400 if wrong else 200, **(facts | dict(self.facts) | more)
        )
