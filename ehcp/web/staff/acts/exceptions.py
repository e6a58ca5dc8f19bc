"""Exceptions at the counter: what was claimed in a case, claiming, and deciding about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.claims import answers_of_the_test
from ehcp.cases.claims_waiting import claims_on
from ehcp.cases.deadlines import Deadline
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.access import refuse_not_allowed
from ehcp.casework.claims_to_decide import claims_to_decide
from ehcp.casework.exceptions import decide, is_by, waiting_claim
from ehcp.casework.foresee import Foreseen
from ehcp.law.exception_tests import TestResult
from ehcp.law.grounds import load_grounds
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import READS_CASES, WORKS_CASES, UserRole
from ehcp.web.forms import BadForm, Form
from ehcp.web.staff.acts.at_hand import AtHand, at_hand
from ehcp.web.staff.acts.check import Entry
from ehcp.web.staff.acts.claim_form import ClaimForm, facts_in_words, grounds_of
from ehcp.web.staff.acts.ground_words import GROUND_FACTS, ground_name
from ehcp.web.staff.acts.parties import party_in_words
from ehcp.web.staff.acts.recording import Recording
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_APPROVE, _REFUSE = "approve", "refuse"


@router.get("/exceptions")
def to_decide(visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """List the claims that wait for a manager."""
    with reading(visit.counter.engine) as connection:
        found = claims_to_decide(connection, sight=visit.sight)
    return visit.page(
        "acts/claims.html.jinja",
        claims=[
            {
                "reference": each.held.file.reference,
                "ground": ground_name(each.claim.details["ground"]),
                "party": party_in_words(each.claim.kind, each.claim.party),
                "claim": each.claim,
                "officer": each.held.officer,
                "mine": is_by(each.claim, visit.me.name),
                "address": _decide_address(each.held.file.reference, each.claim),
            }
            for each in found
        ],
    )


@router.get("/cases/{reference}/exceptions")
def show(reference: str, visit: Visit = open_to(*READS_CASES)) -> Response:
    """Show what was claimed in a case and what became of it."""
    hand = at_hand(visit, reference)
    hand.saw("exceptions")
    return visit.page(
        "acts/exceptions.html.jinja",
        at=hand,
        claims=[
            {
                "ground": ground_name(each.ground.id),
                "cite": each.ground.source.cite,
                "party": party_in_words(each.claim.kind, each.claim.party),
                "claim": each.claim,
                "decision": each.decision,
                "approved": each.decision is not None
                and each.decision.kind is Kind.EXCEPTION_APPROVED,
                "facts": list(_facts(hand, each.claim)),
                "mine": is_by(each.claim, visit.me.name),
                "address": _decide_address(hand.reference, each.claim),
            }
            for each in claims_on(hand.file)
        ],
        may_claim=hand.may_record(Kind.EXCEPTION_CLAIMED)
        and bool(grounds_of(hand.file, desk=visit.desk())),
        decides=visit.me.is_any_of(frozenset({UserRole.MANAGER})),
    )


@dataclass(frozen=True, kw_only=True)
class Claiming(Recording):
    """The form of a claim, whose check shows the answer of the test."""

    def on_check(self, entry: Entry, seen: Foreseen) -> Mapping[str, Any]:
        """Give what the test says for each limit."""
        del entry
        return {"tested": _tested(self.hand, seen.event)}


@router.get("/cases/{reference}/exceptions/claim")
def show_claim(reference: str, visit: Visit = open_to(*WORKS_CASES)) -> Response:
    """Ask for the ground; then for its facts."""
    hand = _may_claim(visit, reference)
    chosen = visit.request.query_params.get("ground", "")
    claiming = _claiming(hand, chosen)
    if claiming is None:
        return _choose(hand, {"ground": "Choose the ground."} if chosen else {})
    return claiming.open()


@router.post("/cases/{reference}/exceptions/claim")
def take_claim(reference: str, visit: Visit = open_to(*WORKS_CASES)) -> Response:
    """Claim the ground."""
    hand = _may_claim(visit, reference)
    claiming = _claiming(hand, visit.sent.text("ground"))
    return claiming.take() if claiming else _choose(hand, {"ground": "Choose the ground."})


@router.get("/cases/{reference}/exceptions/{ground}/decide")
def show_decision(
    reference: str, ground: str, visit: Visit = open_to(UserRole.MANAGER)
) -> Response:
    """Show a claim that waits, with the answer of its test."""
    hand = at_hand(visit, reference)
    hand.saw("claim of an exception")
    party = visit.request.query_params.get("party")
    return _decision_page(hand, _known(ground), party, BadForm({}))


@router.post("/cases/{reference}/exceptions/{ground}/decide")
def take_decision(
    reference: str, ground: str, visit: Visit = open_to(UserRole.MANAGER)
) -> Response:
    """Approve or refuse a claim that waits."""
    hand = at_hand(visit, reference)
    known = _known(ground)
    party = visit.sent.text("party") or None

    def act() -> Response:
        form = Form(visit.sent)
        decision = form.one_of("decision", "whether it is approved", (_APPROVE, _REFUSE))
        reason = form.text("reason", "the reason", needed=decision == _REFUSE, longest=2_000)
        form.refuse_if_wrong()
        decide(
            visit.counter.engine,
            desk=hand.desk,
            reference=hand.reference,
            ground=known,
            approved=decision == _APPROVE,
            reason=reason,
            party=party,
        )
        hand.did("recorded", f"exception {decision}d")
        return visit.go(f"{hand.address}/exceptions", said="recorded")

    return visit.once(act, again=lambda slips: _decision_page(hand, known, party, slips))


def _may_claim(visit: Visit, reference: str) -> AtHand:
    hand = at_hand(visit, reference)
    refuse_not_allowed(hand.file, Kind.EXCEPTION_CLAIMED, desk=visit.desk())
    return hand


def _claiming(hand: AtHand, ground_id: str) -> Claiming | None:
    desk = hand.visit.desk()
    possible = {known.id: (known, limits) for known, limits in grounds_of(hand.file, desk=desk)}
    if ground_id not in possible:
        return None
    known, limits = possible[ground_id]
    return Claiming(
        hand=hand,
        form=ClaimForm(known, hand.file, desk.closures, hand.visit.today),
        path=f"{hand.address}/exceptions/claim",
        back=f"{hand.address}/exceptions",
        title=f"Claim an exception: {ground_name(known.id)}",
        verb="Claim it",
        said="claimed",
        template="acts/claim.html.jinja",
        more={"ground": known, "limits": limits, "words": GROUND_FACTS},
    )


def _choose(hand: AtHand, wrong: Mapping[str, str]) -> Response:
    hand.saw("grounds of an exception")
    return hand.visit.page(
        "acts/choose_ground.html.jinja",
        status=400 if wrong else 200,
        at=hand,
        wrong=wrong,
        grounds=[
            (known.id, ground_name(known.id), f"{known.says} ({known.source.cite})")
            for known, _ in grounds_of(hand.file, desk=hand.visit.desk())
        ],
    )


def _decision_page(hand: AtHand, ground: str, party: str | None, slips: BadForm) -> Response:
    visit = hand.visit
    claim = waiting_claim(hand.file, ground=ground, party=party)
    return visit.page(
        "acts/decide.html.jinja",
        status=400 if slips.wrong else 200,
        at=hand,
        wrong=slips.wrong,
        ground=ground_name(ground),
        claim=claim,
        party=party,
        party_words=party_in_words(Kind.EXCEPTION_CLAIMED, party),
        facts=list(_facts(hand, claim)) if claim else (),
        tested=_tested(hand, claim) if claim else (),
        mine=claim is not None and is_by(claim, visit.me.name),
        path=f"{hand.address}/exceptions/{ground}/decide",
        party_in_words=party_in_words,
    )


def _facts(hand: AtHand, claim: Event) -> Sequence[tuple[str, str]]:
    closures = hand.visit.desk().closures
    return list(facts_in_words(claim.details, closures=closures, today=hand.visit.today))


def _tested(hand: AtHand, claim: Event) -> Sequence[tuple[Deadline, TestResult]]:
    """Give the answer of the test for each limit; none where it cannot be put to it."""
    try:
        return answers_of_the_test(hand.file, claim, closures=hand.visit.desk().closures)
    except NotPossible:
        return ()


def _known(ground: str) -> str:
    found = next((each.id for each in load_grounds() if ground in (each.id, each.code)), None)
    if found is None:
        raise UnknownCase("There is no such ground.")
    return found


def _decide_address(reference: str, claim: Event) -> str:
    party = f"?party={claim.party}" if claim.party else ""
    return f"/cases/{reference}/exceptions/{_known(claim.details['ground'])}/decide{party}"
