"""The scorecards: all services on one page, and a page for each, which prints well."""

from collections.abc import Collection, Sequence
from urllib.parse import quote

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ehcp.register.engine import reading
from ehcp.reports.backlog import position_on
from ehcp.reports.behind.hidden import hidden_references
from ehcp.reports.days import month_in_words
from ehcp.reports.figure import Kind, Month
from ehcp.reports.pages.wording import percent_shown
from ehcp.reports.scorecards import OLDEST, Owed, Scorecard, scorecards
from ehcp.staff.roles import UserRole
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_READERS = (UserRole.MANAGER, UserRole.QUALITY_OFFICER, UserRole.INSPECTOR)
_MONTHS = 13


@router.get("/services")
def show(visit: Visit = open_to(*_READERS)) -> Response:
    """Show every service in one table."""
    cards, _ = _cards(visit)
    return visit.page(
        "scorecards/scorecards.html.jinja",
        cards=cards,
        month=_last_month(cards),
        weeks=[monday for monday, _ in cards[0].ahead],
        shown=percent_shown,
        behind=_behind,
        address=_address,
    )


@router.get("/services/{kind}")
def show_one(kind: str, visit: Visit = open_to(*_READERS)) -> Response:
    """Show one service."""
    cards, hidden = _cards(visit)
    card = next((each for each in cards if each.kind == kind), None)
    if card is None:
        raise HTTPException(404)
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
        behind=_behind,
    )


def _cards(visit: Visit) -> tuple[list[Scorecard], frozenset[str]]:
    with reading(visit.counter.engine) as connection:
        position = position_on(connection, at=visit.today, council=visit.counter.council)
        return scorecards(position), hidden_references(connection, visit.sight)


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


def _behind(figure: str, part: str) -> str:
    """Give the address of the cases behind a number of today's report."""
    return f"/report/today/figures/{figure}/{quote(part, safe='')}"


def _address(card: Scorecard) -> str:
    return f"/services/{quote(card.kind, safe='')}"
