"""The one-time links about a request or a consultation: does any open it, and withdrawing them."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice import advice_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.casework.asked import newest_request
from ehcp.casework.setting_names import setting_names
from ehcp.outside.links import also_opened, linked_parties, links_about, withdraw_links
from ehcp.outside.settling import WITHDRAWN
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import RUNS_CASES
from ehcp.web.forms import Form
from ehcp.web.staff.acts.at_hand import AtHand, at_hand
from ehcp.web.visit import Visit, open_to

router = APIRouter()
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
    linked: frozenset[tuple[str, str | None]] = frozenset()
    if visit.me.is_any_of(RUNS_CASES):
        with reading(visit.counter.engine) as connection:
            linked = linked_parties(connection, case_id=hand.held.case_id, now=visit.now)
    return {
        request.party: Outside(
            linked=(request.party, request.service) in linked,
            returned_because=_reason(file, request.party) if request.returned_on else None,
        )
        for request in advice_requests(file)
        if request.is_outstanding
    }


@dataclass(frozen=True, kw_only=True)
class Linked:
    """One request or consultation whose links can be withdrawn.

    Attributes:
        service: the code of the service that is asked now; None of a consultation.
        heading: names it, after "Withdraw the link".
        thing: what it is.
        whose: whose mailbox the link went to.
        about: as the audit record names it.
        back: the page that lists it: its address below the case, and the words that lead there.
        form: the address of its own page, below the case.
    """

    party: str
    service: str | None
    heading: str
    thing: str
    whose: str
    about: str
    back: tuple[str, str]
    form: str


@router.get("/cases/{reference}/advice/{party}/link")
def ask(reference: str, party: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Ask whether the links about a request are to be withdrawn."""
    hand = at_hand(visit, reference)
    return _ask(hand, _request(hand, party))


@router.post("/cases/{reference}/advice/{party}/link")
def withdraw(reference: str, party: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Withdraw every link about a request."""
    hand = at_hand(visit, reference)
    return _withdraw(hand, _request(hand, party))


@router.get("/cases/{reference}/consultations/{entry}/link")
def ask_consulted(reference: str, entry: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Ask whether the links about a consultation are to be withdrawn."""
    hand = at_hand(visit, reference)
    return _ask(hand, _consultation(hand, entry))


@router.post("/cases/{reference}/consultations/{entry}/link")
def withdraw_consulted(reference: str, entry: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Withdraw every link about a consultation."""
    hand = at_hand(visit, reference)
    return _withdraw(hand, _consultation(hand, entry))


def _ask(hand: AtHand, linked: Linked) -> Response:
    hand.saw("link")
    return _page(hand, linked, {})


def _withdraw(hand: AtHand, linked: Linked) -> Response:
    visit = hand.visit

    def act() -> Response:
        form = Form(visit.sent)
        why = form.line("why", "why you withdraw it", longest=_LONGEST)
        form.refuse_if_wrong()
        with writing(visit.counter.engine) as connection:
            withdraw_links(
                connection,
                case_id=hand.held.case_id,
                party=linked.party,
                service=linked.service,
                by=visit.me.name,
                at=visit.now,
            )
            note(
                connection,
                at=visit.now,
                by=visit.me.name,
                act=WITHDRAWN,
                case_id=hand.held.case_id,
                about=linked.about,
                why=why,
            )
        return visit.go(f"{hand.address}{linked.back[0]}", said="link-withdrawn")

    return visit.once(act, again=lambda slips: _page(hand, linked, slips.wrong))


def _page(hand: AtHand, linked: Linked, wrong: Mapping[str, str]) -> Response:
    visit, case_id = hand.visit, hand.held.case_id
    with reading(visit.counter.engine) as connection:
        links = links_about(
            connection,
            case_id=case_id,
            party=linked.party,
            service=linked.service,
            now=visit.now,
        )
        others = also_opened(connection, links, case_id=case_id, party=linked.party)
    return visit.page(
        "acts/withdraw_link.html.jinja",
        status=400 if wrong else 200,
        at=hand,
        linked=linked,
        mailboxes=sorted({link.recipient for link in links}),
        others=others,
        back_to=(f"{hand.address}{linked.back[0]}", linked.back[1]),
        wrong=dict(wrong),
    )


def _request(hand: AtHand, party: str) -> Linked:
    kinds = {kind.value: kind for kind in AdviceKind}
    if party not in kinds:
        raise UnknownCase("There is no such request.")
    asked = newest_request(hand.file, party)
    return Linked(
        party=party,
        service=asked.service if asked else party,
        heading=f"for {kinds[party].says} advice",
        thing="request",
        whose="service",
        about=party,
        back=("/advice", "Back to the advice of this case"),
        form=f"/advice/{party}/link",
    )


def _consultation(hand: AtHand, entry: str) -> Linked:
    """Find a consultation by the number of its entry: its address names no school."""
    asked = {
        str(event.sequence): event.party for _, event in hand.file.of((Kind.SETTING_CONSULTED,))
    }
    party = asked.get(entry)
    if not party:
        raise UnknownCase("There is no such consultation.")
    closures = hand.visit.desk().closures
    known = closures.of(party)
    with reading(hand.visit.counter.engine) as connection:
        named = setting_names(connection, (party,), closures=closures).of(party)
    return Linked(
        party=party,
        service=None,
        heading=f"for the consultation of {known.name if known else named}",
        thing="consultation",
        whose="school",
        about="consultation",
        back=("/consultations", "Back to the consultations of this case"),
        form=f"/consultations/{entry}/link",
    )


def _reason(file: CaseFile, party: str) -> str:
    back = file.of((Kind.ADVICE_REQUEST_RETURNED,), party=party)
    return back[-1][1].details.get("reason", "") if back else ""
