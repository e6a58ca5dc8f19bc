"""The scorecards: all services on one page, and a page for each, which prints well."""

from collections.abc import Collection, Sequence

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.register.engine import reading
from ehcp.reports.days import last_full_month, month_in_words
from ehcp.reports.pages.wording import percent_shown
from ehcp.reports.scorecard import OLDEST, Owed
from ehcp.web.staff.scorecards.cards import READERS, behind, card_named, cards_of, path_of
from ehcp.web.visit import Visit, open_to

router = APIRouter()


@router.get("/services")
def show(visit: Visit = open_to(*READERS)) -> Response:
    """Show every service in one table."""
    with reading(visit.counter.engine) as connection:
        cards, _ = cards_of(visit, connection)
    return visit.page(
        "scorecards/scorecards.html.jinja",
        cards=cards,
        month=month_in_words(last_full_month(visit.today)),
        weeks=[monday for monday, _ in cards[0].ahead],
        shown=percent_shown,
        behind=behind,
        address=path_of,
    )


@router.get("/services/{code}")
def show_one(code: str, visit: Visit = open_to(*READERS)) -> Response:
    """Show one service."""
    with reading(visit.counter.engine) as connection:
        cards, hidden = cards_of(visit, connection)
    card = card_named(cards, code)
    oldest, oldest_hidden = _seen(card.owed[:OLDEST], hidden)
    return visit.page(
        "scorecards/scorecard.html.jinja",
        card=card,
        month=month_in_words(last_full_month(visit.today)),
        oldest=oldest,
        restricted=oldest_hidden,
        shown=percent_shown,
        month_in_words=month_in_words,
        behind=behind,
    )


def _seen(owed: Sequence[Owed], hidden: Collection[str]) -> tuple[list[Owed], int]:
    seen = [each for each in owed if each.reference not in hidden]
    return seen, len(owed) - len(seen)
