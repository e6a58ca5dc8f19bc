"""A new link to a request about a restricted child, sent by whoever may see it: one click."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.council.new_mailbox import link_again
from ehcp.outside.other_address import Sender
from ehcp.register.engine import writing
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import RUNS_CASES
from ehcp.web.forms import BadForm
from ehcp.web.staff.acts.at_hand import AtHand, at_hand
from ehcp.web.visit import Visit, open_to
from ehcp.web.way_back import lead_back, way_back

router = APIRouter()


@router.get("/cases/{reference}/advice/{party}/link-again")
def ask(reference: str, party: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Ask whether the service is to be sent a new link."""
    hand, kind = at_hand(visit, reference), _kind(party)
    hand.saw("new link")
    return _page(hand, kind, {})


@router.post("/cases/{reference}/advice/{party}/link-again")
def send(reference: str, party: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Send the service a new link when letters next go."""
    hand, kind = at_hand(visit, reference), _kind(party)

    def act() -> Response:
        council = visit.counter.council
        if not council.letters.mailbox_changed.send:
            raise BadForm({"": "The council has this letter switched off. Telephone the service."})
        with writing(visit.counter.engine) as connection:
            link_again(
                connection,
                case_id=hand.held.case_id,
                party=kind.value,
                desk=visit.desk(),
                sender=Sender(sight=visit.sight, ours=council.own_addresses),
            )
        return lead_back(way_back(visit.sent.text("back"), otherwise="/my-day"), said="link-again")

    return visit.once(act, again=lambda slips: _page(hand, kind, slips.wrong))


def _page(hand: AtHand, kind: AdviceKind, wrong: Mapping[str, str]) -> Response:
    return hand.visit.page(
        "acts/link_again.html.jinja",
        status=400 if wrong else 200,
        at=hand,
        kind=kind,
        back_to=(f"{hand.address}/advice", "Advice"),
        wrong=dict(wrong),
    )


def _kind(party: str) -> AdviceKind:
    try:
        return AdviceKind(party)
    except ValueError:
        raise UnknownCase("There is no such request.") from None
