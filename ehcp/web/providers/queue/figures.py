"""The service's own scorecard: how it kept its days, both ways, and what comes in eight weeks.

The designated clinical officer sees every trust side by side, of the kinds of advice that are
theirs to see to, each under what all of them come to together.
"""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.register.engine import reading
from ehcp.reports.backlog import position_on
from ehcp.reports.days import last_full_month, month_in_words
from ehcp.reports.pages.wording import percent_shown
from ehcp.reports.scorecards import scorecards
from ehcp.staff.roles import UserRole
from ehcp.web.providers.queue.whose import ALLOCATES, service_of, whose_of
from ehcp.web.visit import Visit, open_to

router = APIRouter()


@router.get("/queue/figures")
def show(visit: Visit = open_to(*ALLOCATES, UserRole.CLINICAL_OFFICER)) -> Response:
    """Show the figures of the services that the visitor answers for, or sees to."""
    whose = whose_of(visit)
    with reading(visit.counter.engine) as connection:
        position = position_on(connection, at=visit.today, council=visit.counter.council)
        cards = [
            card
            for card in scorecards(position)
            if (card.kind if whose.every_trust else card.code) in whose.services
        ]
        service = service_of(connection, visit)
    month = month_in_words(last_full_month(visit.today))
    if whose.every_trust:
        return visit.page(
            "queue/every_trust.html.jinja",
            cards=cards,
            month=month,
            weeks=[monday for monday, _ in cards[0].ahead] if cards else (),
            shown=percent_shown,
            behind=None,
            address=None,
        )
    return visit.page(
        "queue/figures.html.jinja",
        cards=cards,
        service=service,
        month=month,
        month_in_words=month_in_words,
        shown=percent_shown,
    )
