"""The scorecards at hand, each by the address of its service, and where their numbers lead."""

from collections.abc import Sequence
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from ehcp.reports.backlog import position_on
from ehcp.reports.behind.hidden import hidden_references
from ehcp.reports.scorecard import Scorecard
from ehcp.reports.scorecards import scorecards
from ehcp.staff.roles import UserRole
from ehcp.web.staff.report.the_report import TODAY
from ehcp.web.staff.report.ways_to_cases import address_of
from ehcp.web.visit import Visit

READERS = (UserRole.MANAGER, UserRole.QUALITY_OFFICER, UserRole.INSPECTOR)


def cards_of(visit: Visit, connection: Connection) -> tuple[list[Scorecard], frozenset[str]]:
    """Give the scorecards of today, and the references that the visitor may not see."""
    position = position_on(connection, at=visit.today, council=visit.counter.council)
    return scorecards(position), hidden_references(connection, visit.sight)


def card_named(cards: Sequence[Scorecard], code: str) -> Scorecard:
    """Give the scorecard of the service with a code.

    Raises:
        HTTPException: 404, where no service has it.
    """
    card = next((each for each in cards if each.code == code), None)
    if card is None:
        raise HTTPException(404)
    return card


def path_of(card: Scorecard) -> str:
    """Give the address of a service's scorecard."""
    return f"/services/{quote(card.code or card.kind, safe='')}"


def behind(card: Scorecard, figure: str, *pieces: str) -> str:
    """Give the address of the cases behind a number.

    Of what a kind of advice comes to they are those of today's report; where one of several
    services gives it, those of this service alone.
    """
    if card.shared and card.code is not None:
        return address_of(path_of(card), figure, ".".join(filter(None, pieces)))
    return address_of(f"/report/{TODAY}", figure, ".".join(filter(None, (card.kind, *pieces))))
