"""The advice of a case: who owes what, and each act about one kind of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.casework.ask_for_advice import may_be_asked
from ehcp.casework.whole_case import AdviceOwed, whole_case
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import READS_CASES, WORKS_CASES
from ehcp.web.lateness import late_reasons
from ehcp.web.staff.acts.at_hand import AtHand, at_hand
from ehcp.web.staff.acts.entry_form import EntryForm
from ehcp.web.staff.acts.late_form import LateForm
from ehcp.web.staff.acts.parties import party_asked
from ehcp.web.staff.acts.recording import Recording
from ehcp.web.staff.acts.to_ask import to_ask
from ehcp.web.staff.acts.withdraw_link import outside
from ehcp.web.staff.cases.arrived import arrived
from ehcp.web.visit import Visit, open_to

router = APIRouter()


@dataclass(frozen=True)
class _Act:
    kind: Kind
    title: str
    verb: str
    link: str


_ACTS = {
    "accept": _Act(Kind.ADVICE_ACCEPTED, "Accept the {} advice", "Accept it", "Accept"),
    "return": _Act(Kind.ADVICE_SENT_BACK, "Send the {} advice back", "Send it back", "Send back"),
    "received": _Act(Kind.ADVICE_RECEIVED, "The {} advice has arrived", "Record", "It has arrived"),
    "acknowledged": _Act(
        Kind.ADVICE_ACKNOWLEDGED,
        "The service has the request for {} advice",
        "Record",
        "They have the request",
    ),
    "late": _Act(
        Kind.ADVICE_PROMISED,
        "Why the {} advice is late, and when it comes",
        "Record",
        "Late: reason and promised day",
    ),
    "missed": _Act(
        Kind.APPOINTMENT_MISSED,
        "An appointment for the {} advice was missed",
        "Record",
        "Appointment missed",
    ),
    "nil": _Act(
        Kind.NIL_REPLY, "The service for {} advice does not know the child", "Record", "Not known"
    ),
    "cancel": _Act(
        Kind.ADVICE_REQUEST_CANCELLED,
        "Cancel the request for {} advice",
        "Cancel the request",
        "Cancel",
    ),
    "reuse": _Act(
        Kind.EXISTING_ADVICE_USED, "Use existing {} advice", "Use it", "Use existing advice"
    ),
    "ask": _Act(Kind.ADVICE_REQUESTED, "Ask for {} advice", "Ask for it", "Ask"),
}
_OF_WHAT_WAITS = ("received", "acknowledged", "late", "missed", "nil", "cancel", "reuse")
_OF_WHAT_CAME = ("accept", "return")


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """One request as its row shows it."""

    owed: AdviceOwed
    accepted: bool
    acts: Sequence[tuple[str, str]]


@router.get("/cases/{reference}/advice")
def show(reference: str, visit: Visit = open_to(*READS_CASES)) -> Response:
    """Show who was asked for advice, what came, and what is still to be asked."""
    hand = at_hand(visit, reference)
    with reading(visit.counter.engine) as connection:
        owed = whole_case(connection, hand.held, file=hand.file, day=visit.today).advice
    hand.saw("advice")
    journey = journey_named(hand.file.journey)
    now_possible = [kind for kind in journey.next_kinds(hand.stage) if hand.may_record(kind)]
    rows = [
        _Shown(
            owed=each,
            accepted=_is_accepted(hand.file, each),
            acts=_acts(each, hand),
        )
        for each in owed
    ]
    return visit.page(
        "acts/advice.html.jinja",
        at=hand,
        to_look_at=[each for each in rows if _waits_for_us(each)],
        awaited=[each for each in rows if each.owed.request.is_outstanding],
        done=[
            each for each in rows if not (_waits_for_us(each) or each.owed.request.is_outstanding)
        ],
        to_ask=to_ask(hand, hand.file),
        may_ask=Kind.ADVICE_REQUESTED in now_possible,
        may_reuse=Kind.EXISTING_ADVICE_USED in now_possible,
        others=may_be_asked(hand.file),
        outside=outside(hand),
        arrived=partial(arrived, day=visit.today, works=visit.me.is_any_of(WORKS_CASES)),
    )


@router.get("/cases/{reference}/advice/{party}/{act}")
def show_act(
    reference: str, party: str, act: str, visit: Visit = open_to(*WORKS_CASES)
) -> Response:
    """Show the form of one act about one kind of advice."""
    return _recording(visit, reference, party, act).open()


@router.post("/cases/{reference}/advice/{party}/{act}")
def take_act(
    reference: str, party: str, act: str, visit: Visit = open_to(*WORKS_CASES)
) -> Response:
    """Record one act about one kind of advice."""
    return _recording(visit, reference, party, act).take()


def _recording(visit: Visit, reference: str, party: str, act: str) -> Recording:
    hand = at_hand(visit, reference)
    kinds = {kind.value: kind for kind in AdviceKind}
    if party not in kinds or act not in _ACTS:
        raise UnknownCase("There is no such form.")
    what, advice = _ACTS[act], kinds[party]
    if not journey_named(hand.file.journey).stages_for(what.kind):
        raise UnknownCase("This journey asks for no advice.")
    asked = party_asked(what.kind, hand.file)
    fits = asked is not None and party in {value for value, _ in asked.choices}
    if what.kind is Kind.ADVICE_PROMISED:
        council = visit.counter.council
        form: EntryForm = LateForm(
            what.kind, hand.file, about=party, today=visit.today, council=council
        )
        more = {"late_reasons": late_reasons(council)}
    else:
        form, more = EntryForm(what.kind, hand.file, about=party, services=hand.services), {}
    return Recording(
        hand=hand,
        form=form,
        path=f"{hand.address}/advice/{party}/{act}",
        back=f"{hand.address}/advice",
        title=what.title.format(advice.says),
        verb=what.verb,
        template="acts/late.html.jinja" if more else "acts/record.html.jinja",
        more={
            "not_at_this_stage": (),
            "why_not": None if fits else _why_not(what.kind, advice),
            **more,
        },
    )


def _why_not(kind: Kind, advice: AdviceKind) -> str:
    if kind is Kind.ADVICE_REQUESTED:
        return f"The {advice.says} advice has been asked for and is still awaited."
    if kind in (Kind.ADVICE_ACCEPTED, Kind.ADVICE_SENT_BACK):
        return f"No {advice.says} advice has come that waits to be looked at."
    return f"No request for {advice.says} advice waits for an answer."


def _acts(owed: AdviceOwed, hand: AtHand) -> Sequence[tuple[str, str]]:
    """Give the acts that a request is open to, each with its address and the words of its link."""
    request = owed.request
    if request.is_outstanding:
        names: Sequence[str] = _OF_WHAT_WAITS
    elif request.received_on is not None and request.cancelled_on is None:
        names = ("return",) if _is_accepted(hand.file, owed) else _OF_WHAT_CAME
    else:
        names = ("ask",)
    return [
        (f"{hand.address}/advice/{request.party}/{name}", _ACTS[name].link)
        for name in names
        if hand.may_record(_ACTS[name].kind)
    ]


def _is_accepted(file: CaseFile, owed: AdviceOwed) -> bool:
    """Say whether the reply that stands was accepted."""
    about = file.of((Kind.ADVICE_RECEIVED, Kind.ADVICE_ACCEPTED), party=owed.request.party)
    return bool(about) and about[-1][1].kind is Kind.ADVICE_ACCEPTED


def _waits_for_us(shown: _Shown) -> bool:
    request = shown.owed.request
    return request.received_on is not None and not request.nil_reply and not shown.accepted
