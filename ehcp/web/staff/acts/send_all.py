"""Sending every request for advice of a case in one act."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.casework.access import refuse_not_allowed
from ehcp.casework.ask_for_advice import (
    FamilyAsked,
    ask_for_advice,
    may_be_asked,
    proposed_service,
)
from ehcp.casework.service_names import ServiceNames
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import WORKS_CASES
from ehcp.web.forms import BadForm, Form, day_as_fields
from ehcp.web.staff.acts.at_hand import AtHand, at_hand
from ehcp.web.staff.acts.to_ask import to_ask
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_NOTHING, _SOUGHT, _NOT_SOUGHT = "no", "sought", "not_sought"
_ON_THE_RECORD_ONLY = "No service is named: you ask them yourself"


@router.get("/cases/{reference}/advice/send-all")
def show(reference: str, visit: Visit = open_to(*WORKS_CASES)) -> Response:
    """Show what is asked, and of whom."""
    hand = _hand(visit, reference)
    hand.saw("form of all requests for advice")
    return _page(hand, BadForm({}))


@router.post("/cases/{reference}/advice/send-all")
def take(reference: str, visit: Visit = open_to(*WORKS_CASES)) -> Response:
    """Ask for everything that was ticked."""
    hand = _hand(visit, reference)

    def act() -> Response:
        form = Form(visit.sent)
        on = form.day("on", "the day on which the requests were sent")
        boxes = {box.value: box for box in _boxes(hand)}
        chosen = form.some_of("kinds", "the kinds of advice", boxes, needed=False)
        asked = [boxes[each] for each in chosen]
        _refuse_two_of_a_kind(form, asked)
        family = _family(form)
        if not chosen and family is None and "kinds" not in form.wrong:
            form.wrong["kinds"] = "Choose at least one kind of advice."
        form.refuse_if_wrong()
        ask_for_advice(
            visit.counter.engine,
            desk=hand.desk,
            reference=hand.reference,
            kinds=[box.kind for box in asked],
            services={box.kind: box.value for box in asked},
            on=on or visit.today,
            family=family,
        )
        hand.did("recorded", Kind.ADVICE_REQUESTED.value)
        return visit.go(f"{hand.address}/advice", said="advice-asked")

    return visit.once(act, again=lambda slips: _page(hand, slips))


@dataclass(frozen=True, kw_only=True)
class _Box:
    """One box to tick: a kind of advice, or one of several services that give it.

    Attributes:
        value: the kind, or the code of the service.
    """

    value: str
    kind: AdviceKind
    says: str
    hint: str
    ticked: bool


def _boxes(hand: AtHand) -> list[_Box]:
    names = hand.services
    ticked = to_ask(hand, hand.file)
    found = []
    for kind in may_be_asked(hand.file):
        services = names.services_of(kind)
        codes = [each.code for each in services] or [kind.value]
        proposed = proposed_service(hand.file, kind, codes)
        several = len(services) > 1
        found += [
            _Box(
                value=code,
                kind=kind,
                says=_capital(names.of(kind.value, code)),
                hint=_hint(names, code, several=several),
                ticked=kind in ticked and code == proposed,
            )
            for code in codes
        ]
    return found


def _hint(names: ServiceNames, code: str, *, several: bool) -> str:
    service = names.with_code(code)
    if service is None:
        return _ON_THE_RECORD_ONLY
    if several:
        return "Usually asked" if service.is_usual else "Instead of the usual one"
    return service.name


def _refuse_two_of_a_kind(form: Form, asked: Sequence[_Box]) -> None:
    times = Counter(box.kind for box in asked)
    twice = next((kind for kind, count in times.items() if count > 1), None)
    if twice is not None:
        form.wrong["kinds"] = f"Choose one service for {twice.says} advice, not two."


def _capital(says: str) -> str:
    return says[:1].upper() + says[1:]


def _hand(visit: Visit, reference: str) -> AtHand:
    hand = at_hand(visit, reference)
    if not journey_named(hand.file.journey).stages_for(Kind.ADVICE_REQUESTED):
        raise UnknownCase("This journey asks for no advice.")
    refuse_not_allowed(hand.file, Kind.ADVICE_REQUESTED, desk=visit.desk())
    return hand


def _family(form: Form) -> FamilyAsked | None:
    said = form.one_of(
        "family",
        "whether the family asked for other advice",
        (_NOTHING, _SOUGHT, _NOT_SOUGHT),
        needed=False,
    )
    if said in ("", _NOTHING):
        return None
    of = form.line("asked_of", "from whom the family wants advice")
    reason = form.text("reason", "the reason of the decision", longest=2_000)
    return FamilyAsked(of=of, sought=said == _SOUGHT, reason=reason)


def _page(hand: AtHand, slips: BadForm) -> Response:
    visit = hand.visit
    boxes = _boxes(hand)
    was_sent = bool(visit.sent.names())
    possible = Kind.ADVICE_REQUESTED in journey_named(hand.file.journey).next_kinds(hand.stage)
    return visit.page(
        "acts/send_all.html.jinja",
        status=400 if slips.wrong else 200,
        at=hand,
        wrong=slips.wrong,
        possible=possible,
        kinds=[
            (box.value, box.says, box.hint)
            for box in boxes
            if box.kind is not AdviceKind.REQUESTED_BY_FAMILY  # it has a question of its own below
        ],
        ticked=visit.sent.every("kinds") if was_sent else [b.value for b in boxes if b.ticked],
        filled=day_as_fields("on", visit.today),
    )
