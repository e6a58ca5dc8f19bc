"""The cases behind a number of one service's scorecard: those that this service was asked about."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ehcp.register.engine import reading
from ehcp.reports.behind.of_a_service import numbers_of_card
from ehcp.web.staff.report.figures import Opened, show_cases
from ehcp.web.staff.report.ways_to_cases import address_of
from ehcp.web.staff.scorecards.cards import READERS, card_named, cards_of, path_of
from ehcp.web.visit import Visit, open_to

router = APIRouter()


@router.get("/services/{code}/figures/{figure_id}")
def behind(code: str, figure_id: str, visit: Visit = open_to(*READERS)) -> Response:
    """Show the cases behind a figure of a service."""
    return _show(visit, code, figure_id, "")


@router.get("/services/{code}/figures/{figure_id}/{part:path}")
def behind_part(code: str, figure_id: str, part: str, visit: Visit = open_to(*READERS)) -> Response:
    """Show the cases behind a part of a figure of a service."""
    return _show(visit, code, figure_id, part)


def _show(visit: Visit, code: str, figure_id: str, part: str) -> Response:
    with reading(visit.counter.engine) as connection:
        cards, hidden = cards_of(visit, connection)
        card = card_named(cards, code)
        figure = numbers_of_card(card).get(figure_id)
        if figure is None:
            raise HTTPException(404)
        opened = Opened(
            name=figure.name,
            named=figure_id,
            definition=figure.definition,
            numbers=figure.numbers,
            at=card.at,
            home=path_of(card),
            home_says=card.called,
            address=address_of(path_of(card), figure_id),
            hidden=hidden,
        )
        return show_cases(visit, connection, opened, part)
