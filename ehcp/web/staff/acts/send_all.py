"""Sending every request for advice of a case in one act."""

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.casework.access import refuse_not_allowed
from ehcp.casework.ask_for_advice import FamilyAsked, ask_for_advice, may_be_asked
from ehcp.casework.providers import list_providers
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import WORKS_CASES
from ehcp.web.forms import BadForm, Form, day_as_fields
from ehcp.web.staff.acts.advice import missing
from ehcp.web.staff.acts.at_hand import AtHand, at_hand
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
        chosen = form.some_of(
            "kinds",
            "the kinds of advice",
            [each.value for each in may_be_asked(hand.file)],
            needed=False,
        )
        family = _family(form)
        if not chosen and family is None and "kinds" not in form.wrong:
            form.wrong["kinds"] = "Choose at least one kind of advice."
        form.refuse_if_wrong()
        ask_for_advice(
            visit.counter.engine,
            desk=hand.desk,
            reference=hand.reference,
            kinds=[AdviceKind(each) for each in chosen],
            on=on or visit.today,
            family=family,
        )
        hand.did("recorded", Kind.ADVICE_REQUESTED.value)
        return visit.go(f"{hand.address}/advice", said="advice-asked")

    return visit.once(act, again=lambda slips: _page(hand, slips))


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
    services = {each.kind: each.name for each in list_providers(visit.counter.engine)}
    open_now = may_be_asked(hand.file)
    was_sent = bool(visit.sent.names())
    possible = Kind.ADVICE_REQUESTED in journey_named(hand.file.journey).next_kinds(hand.stage)
    return visit.page(
        "acts/send_all.html.jinja",
        status=400 if slips.wrong else 200,
        at=hand,
        wrong=slips.wrong,
        possible=possible,
        kinds=[
            (each.value, each.says.capitalize(), services.get(each, _ON_THE_RECORD_ONLY))
            for each in open_now
            if each is not AdviceKind.REQUESTED_BY_FAMILY  # it has a question of its own below
        ],
        ticked=visit.sent.every("kinds") if was_sent else [each.value for each in missing(hand)],
        filled=day_as_fields("on", visit.today),
    )
