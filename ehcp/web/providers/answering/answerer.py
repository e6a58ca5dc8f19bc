"""Whoever answers a request: who they are on the record, and where their pages lie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection
from starlette.responses import Response

from ehcp.cases.desk import Desk
from ehcp.cases.stages import Role
from ehcp.casework.asked import Asked
from ehcp.web.visit import Visit

_MAY = frozenset({Role.PROVIDER})


@dataclass(frozen=True, kw_only=True)
class Answerer:
    """Somebody who may answer a request; whether they may this one is settled before.

    Attributes:
        by: as they stand on the record.
        home: the address under which the pages of requests lie: HOME/REFERENCE/PARTY.
        home_says: the words of the way back to the list; None where there is no list.
        facts: what every one of their pages has besides, such as a secret of their forms.
        first: refuses, in the transaction of an answer, whoever may answer no longer.
    """

    visit: Visit
    by: str
    home: str
    home_says: str | None
    facts: Mapping[str, object] = field(default_factory=dict)
    first: Callable[[Connection], None] | None = None

    @property
    def desk(self) -> Desk:
        """Give the desk at which they answer."""
        return self.visit.counter.desk(by=self.by, may=_MAY)

    def path(self, asked: Asked) -> str:
        """Give the address of a request's page."""
        return f"{self.home}/{asked.reference}/{asked.kind.value}"

    def page(
        self, template: str, asked: Asked, *, wrong: Mapping[str, str] | None = None, **more: object
    ) -> Response:
        """Write a page about a request."""
        facts = {
            "asked": asked,
            "answerer": self,
            "address": self.path(asked),
            "secrets_besides": {},
            "closes": None,
            "wrong": dict(wrong or {}),
        }
        return self.visit.page(
            template, status=400 if wrong else 200, **(facts | dict(self.facts) | more)
        )
