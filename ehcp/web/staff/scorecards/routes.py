"""The scorecards: all services on one page, and a page for each, which prints well."""

from collections.abc import Collection, Sequence

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.register.engine import reading
from ehcp.reports.days import month_in_words
from ehcp.reports.figure import Kind, Month
from ehcp.reports.pages.wording import percent_shown
from ehcp.reports.scorecards import OLDEST, Owed, Scorecard
from ehcp.web.staff.scorecards.cards import READERS, behind, card_named, cards_of, path_of
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_MONTHS = 13


@router.get("/services")
def show(visit: Visit = open_to(*READERS)) -> Response:
    """Show every service in one table."""
    with reading(visit.counter.engine) as connection:
        cards, _ = cards_of(visit, connection)
    return visit.page(
        "scorecards/scorecards.html.jinja",
        cards=cards,
        month=_last_month(cards),
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
        month=_last_month([card]),
        months=_months(card),
        oldest=oldest,
        restricted=oldest_hidden,
        shown=percent_shown,
        month_in_words=month_in_words,
        behind=behind,
    )


def _seen(owed: Sequence[Owed], hidden: Collection[str]) -> tuple[list[Owed], int]:
    seen = [each for each in owed if each.reference not in hidden]
    return seen, len(owed) - len(seen)


def _last_month(cards: Sequence[Scorecard]) -> str:
    """Name the last full month, which the shares are of."""
    for card in cards:
        months = _of(card.came) or _of(card.due)
        if months:
            return month_in_words(months[-2].month)
    return ""


def _months(card: Scorecard) -> list[tuple[Month | None, Month | None]]:
    """Give the last months, the latest first, as the advice came and as it was due."""
    came, due = _of(card.came), _of(card.due)
    both = [
        (
            came[place] if place < len(came) else None,
            due[place] if place < len(due) else None,
        )
        for place in range(max(len(came), len(due)))
    ]
    return both[: -_MONTHS - 1 : -1]


def _of(kind: Kind | None) -> tuple[Month, ...]:
    return kind.series if kind is not None else ()
