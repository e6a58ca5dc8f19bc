"""The one-time links about a request: whether any opens it now, and withdrawing them."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice import advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.outside.links import Link, linked_parties, links_about, withdraw_links
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import RUNS_CASES
from ehcp.web.forms import Form
from ehcp.web.staff.acts.at_hand import AtHand, at_hand
from ehcp.web.visit import Visit, open_to

router = APIRouter()
WITHDRAWN = "link_withdrawn"
_LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class Outside:
    """How a request stands outside the council.

    Attributes:
        linked: whether a link opens it now that the visitor may withdraw.
        returned_because: why the service sent it back, where that is how it stands.
    """

    linked: bool
    returned_because: str | None


def outside(hand: AtHand) -> Mapping[str, Outside]:
    """Say how each request that waits for an answer stands outside, by its party."""
    visit, file = hand.visit, hand.file
    linked: frozenset[str] = frozenset()
    if visit.me.is_any_of(RUNS_CASES):
        with reading(visit.counter.engine) as connection:
            linked = linked_parties(connection, case_id=hand.held.case_id, now=visit.now)
    return {
        request.party: Outside(
            linked=request.party in linked,
            returned_because=_reason(file, request.party) if request.returned_on else None,
        )
        for request in advice_requests(file)
        if request.is_outstanding
    }


@router.get("/cases/{reference}/advice/{party}/link")
def ask(reference: str, party: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Ask whether the links about a request are to be withdrawn."""
    hand = at_hand(visit, reference)
    hand.saw("link")
    return _page(hand, party, {})


@router.post("/cases/{reference}/advice/{party}/link")
def withdraw(reference: str, party: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Withdraw every link about a request."""
    hand = at_hand(visit, reference)
    kind = _kind(party)

    def act() -> Response:
        form = Form(visit.sent)
        why = form.line("why", "why you withdraw it", longest=_LONGEST)
        form.refuse_if_wrong()
        with writing(visit.counter.engine) as connection:
            withdraw_links(
                connection,
                case_id=hand.held.case_id,
                party=kind.value,
                by=visit.me.name,
                at=visit.now,
            )
            note(
                connection,
                at=visit.now,
                by=visit.me.name,
                act=WITHDRAWN,
                case_id=hand.held.case_id,
                about=kind.value,
                why=why,
            )
        return visit.go(f"{hand.address}/advice", said="link-withdrawn")

    return visit.once(act, again=lambda slips: _page(hand, party, slips.wrong))


def _page(hand: AtHand, party: str, wrong: Mapping[str, str]) -> Response:
    kind, visit = _kind(party), hand.visit
    with reading(visit.counter.engine) as connection:
        links = links_about(connection, case_id=hand.held.case_id, party=party, now=visit.now)
    return visit.page(
        "acts/withdraw_link.html.jinja",
        status=400 if wrong else 200,
        at=hand,
        kind=kind,
        mailboxes=sorted({link.recipient for link in links}),
        others=_others(hand, party, links),
        back_to=(f"{hand.address}/advice", f"Back to the advice of case {hand.reference}"),
        wrong=dict(wrong),
    )


def _reason(file: CaseFile, party: str) -> str:
    back = file.of((Kind.ADVICE_REQUEST_RETURNED,), party=party)
    return back[-1][1].details.get("reason", "") if back else ""


def _others(hand: AtHand, party: str, links: tuple[Link, ...]) -> int:
    """Count the other requests that the same links open."""
    every = {about for link in links for about in link.about}
    return len(every - {(hand.held.case_id, party)})


def _kind(party: str) -> AdviceKind:
    kinds = {kind.value: kind for kind in AdviceKind}
    if party not in kinds:
        raise UnknownCase("There is no such request.")
    return kinds[party]
