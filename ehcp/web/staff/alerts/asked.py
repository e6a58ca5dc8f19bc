"""What the address of the alerts page asks for, and the alerts that are so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ehcp.casework.standing_alerts import StandingAlert
from ehcp.web.numbers import page_in

PAGE = "/alerts"
ON_A_PAGE = 50
QUIET, BOTH = "quiet", "both"
_FILTERS = ("show", "told", "officer", "service")
_LONGEST = 200

TOLD = {
    "caseworker": "The caseworker",
    "manager": "The manager",
    "head_of_service": "The head of service",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked.

    Attributes:
        mine: only the alerts of the cases of whoever asks, and of those that they cover.
        values: the filters, as the address names them.
    """

    mine: bool
    values: Mapping[str, str]
    page: int

    def address(self, **changes: str) -> str:
        """Give the address of the same list with some things changed; '' leaves one out."""
        said = {"mine": "yes" if self.mine else "", **self.values} | changes
        query = urlencode({name: text for name, text in said.items() if text})
        return f"{PAGE}?{query}" if query else PAGE

    def among(self, alerts: Sequence[StandingAlert]) -> list[StandingAlert]:
        """Pick the alerts that were asked for."""
        show = self.values.get("show", "")
        return [
            each
            for each in alerts
            if (show == BOTH or each.is_quiet == (show == QUIET))
            and self.values.get("told", each.audience) == each.audience
            and self.values.get("officer", each.officer or "") == (each.officer or "")
            and self.values.get("service", each.service) == each.service
        ]


def asked_of(query: Mapping[str, str], *, only_mine: bool) -> Asked:
    """Read the query of the address; `only_mine` where the visitor sees no other alerts."""
    return Asked(
        mine=only_mine or "mine" in query,
        values={
            name: text for name in _FILTERS if (text := query.get(name, "").strip()[:_LONGEST])
        },
        page=page_in(query.get("page", "")),
    )
