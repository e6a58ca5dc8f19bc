"""Recording what happened: one form for every kind of every journey."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import WORKS_CASES
from ehcp.web.staff.acts.at_hand import AtHand, at_hand
from ehcp.web.staff.acts.entry_form import EntryForm
from ehcp.web.staff.acts.recording import Recording
from ehcp.web.staff.acts.to_ask import to_ask_after
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_ELSEWHERE = {
    Kind.EXCEPTION_CLAIMED: "exceptions/claim",
    Kind.EXCEPTION_APPROVED: "exceptions",
    Kind.EXCEPTION_REFUSED: "exceptions",
    Kind.OFFICER_CHANGED: "hand-over",
}
"""Kinds that have pages of their own."""


@router.get("/cases/{reference}/record/{kind}")
def show(
    reference: str,
    kind: str,
    visit: Visit = open_to(*WORKS_CASES),
) -> Response:
    """Show the form of a kind of entry."""
    hand = at_hand(visit, reference)
    what = _kind(hand, kind)
    if what in _ELSEWHERE:
        return RedirectResponse(f"{hand.address}/{_ELSEWHERE[what]}", status_code=303)
    return _recording(hand, what).open()


@router.post("/cases/{reference}/record/{kind}")
def take(
    reference: str,
    kind: str,
    visit: Visit = open_to(*WORKS_CASES),
) -> Response:
    """Record what was filled in."""
    hand = at_hand(visit, reference)
    what = _kind(hand, kind)
    if what in _ELSEWHERE:
        return RedirectResponse(f"{hand.address}/{_ELSEWHERE[what]}", status_code=303)
    return _recording(hand, what).take()


def _recording(hand: AtHand, kind: Kind) -> Recording:
    stages = journey_named(hand.file.journey).stages_for(kind)
    return Recording(
        hand=hand,
        form=EntryForm(
            kind,
            hand.file,
            services=hand.services,
            settings=hand.settings,
            advice=to_ask_after(hand.visit, hand.file, kind),
        ),
        path=f"{hand.address}/record/{kind.value}",
        back=hand.address,
        title=kind.says,
        more={"not_at_this_stage": () if hand.stage in stages else stages, "why_not": None},
    )


def _kind(hand: AtHand, name: str) -> Kind:
    """Find a kind that this case's journey knows.

    Raises:
        UnknownCase: there is no such page.
    """
    journey = journey_named(hand.file.journey)
    found = next((kind for kind in Kind if kind.value == name), None)
    if found is None or found is Kind.CORRECTED or not journey.stages_for(found):
        raise UnknownCase("There is no such form.")
    return found
