"""One case before the panel: what there is to know, and the form that records the decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.panel import DEFER, FOLLOWS, OUTSIDE_PANEL, PANEL_ON, PanelDay, question_at
from ehcp.casework.panel import Agenda, Item, agenda_of
from ehcp.casework.panel_days import UnknownPanel, the_panel
from ehcp.casework.panel_decide import Decision, decide, legal_test_for
from ehcp.casework.panel_waiting import Candidate, the_candidate
from ehcp.law.decision_tests import TestNotMet
from ehcp.register.engine import reading
from ehcp.register.files import Held, UnknownCase
from ehcp.staff.roles import RUNS_CASES, UserRole
from ehcp.web.forms import BadForm, Form
from ehcp.web.numbers import Number, number_in
from ehcp.web.staff.cases.the_case import case_for
from ehcp.web.staff.panel.told import step_after
from ehcp.web.staff.panel.words import (
    advice_named,
    answer,
    answers,
    evidence_at_hand,
    warning,
)
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_BY_PANEL, _OUTSIDE = "panel", "outside"
_NEXT = "next"
_WEEK = 7
_LONGEST = 5_000


@dataclass(frozen=True, kw_only=True)
class _AtHand:
    """What the page of one case before one panel is made from."""

    held: Held
    panel: PanelDay
    agenda: Agenda
    case: Candidate | None
    item: Item | None

    @property
    def order(self) -> Sequence[str]:
        return [each.case.reference for each in self.agenda.items]

    def beside(self, step: int) -> str | None:
        """Give the reference of the case before or after this one on the agenda."""
        order = self.order
        reference = self.held.file.reference
        if reference not in order:
            return order[0] if order and step > 0 else None
        place = order.index(reference) + step
        return order[place] if 0 <= place < len(order) else None


@router.get("/panels/{number}/cases/{reference}")
def show(number: Number, reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Show a case as the panel needs it, with the form of its decision."""
    return _page(visit, number, reference)


@router.post("/panels/{number}/cases/{reference}")
def take(number: Number, reference: str, visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Record what was decided."""

    def act() -> Response:
        hand = _at_hand(visit, number, reference)
        event_answer = _read(visit, hand)
        as_read = _as_read(visit)
        try:
            decide(
                visit.counter.engine,
                desk=visit.desk(as_read=as_read),
                panel_id=number,
                reference=reference,
                decided=event_answer,
                sight=visit.sight,
            )
        except TestNotMet as refused:
            raise BadForm({"met": str(refused)}) from None
        following = hand.beside(1) if visit.sent.text("then") == _NEXT else None
        said = "panel-deferred" if event_answer.decision == DEFER else "panel-decided"
        return visit.go(
            f"/panels/{number}/cases/{following or hand.held.file.reference}", said=said
        )

    return visit.once(act, again=lambda slips: _page(visit, number, reference, slips))


def _read(visit: Visit, hand: _AtHand) -> Decision:
    if hand.case is None:
        raise BadForm({"": "The case waits for no decision of a panel any more."})
    form = Form(visit.sent)
    question = hand.case.question
    test = legal_test_for(hand.held, question)
    decision = form.one_of("decision", "what was decided", (*FOLLOWS[question], DEFER))
    put_off = decision == DEFER
    met = form.some_of("met", "what is met", [limb.id for limb in test.limbs], needed=False)
    evidence = form.text(
        "evidence", "the evidence that was considered", needed=not put_off, longest=_LONGEST
    )
    reason = form.text("reason", "the reason", longest=_LONGEST)
    where = form.one_of("where", "who decided", (_BY_PANEL, _OUTSIDE))
    outside = (
        form.text("outside", "why it is decided outside the panel", longest=_LONGEST)
        if where == _OUTSIDE
        else None
    )
    form.refuse_if_wrong()
    return Decision(decision=decision, met=met, evidence=evidence, reason=reason, outside=outside)


def _as_read(visit: Visit) -> int:
    """Read how many entries the page showed.

    Raises:
        BadForm: the form does not say.
    """
    found = number_in(visit.sent.text("as_read"))
    if found is None:
        raise BadForm({"": "The form was not complete. Send it again from this page."})
    return found


def _at_hand(visit: Visit, number: int, reference: str) -> _AtHand:
    held = case_for(visit, reference)
    try:
        with reading(visit.counter.engine) as connection:
            panel = the_panel(connection, number)
            found = agenda_of(connection, number, today=visit.today, sight=visit.sight)
            case = the_candidate(connection, reference, sight=visit.sight)
    except UnknownPanel:
        raise UnknownCase from None
    item = next((each for each in found.items if each.case.case_id == held.case_id), None)
    return _AtHand(held=held, panel=panel, agenda=found, case=case, item=item)


def _page(visit: Visit, number: int, reference: str, slips: BadForm | None = None) -> Response:
    hand = _at_hand(visit, number, reference)
    visit.note("viewed", case_id=hand.held.case_id, about="for the panel")
    file = hand.held.file
    requests: Sequence[AdviceRequest] = advice_requests(file)
    question = question_at(file.journey, hand.held.stage)
    test = legal_test_for(hand.held, question) if question else None
    has_met = hand.panel.meets_on <= visit.today
    said = hand.case.said if hand.case else None
    decided = said if said and hand.case and hand.case.is_decided else None
    return visit.page(
        "panel/item.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        panel=hand.panel,
        held=hand.held,
        case=hand.case,
        item=hand.item,
        question=question,
        test=test,
        limbs=[(limb.id, limb.says) for limb in test.limbs] if test else (),
        requests=requests,
        decided=decided,
        put_off=said if said and not decided else None,
        step=step_after(question, decided.details["decision"], file.reference)
        if decided and question
        else None,
        answers=answers(question) if question else (),
        answer=answer,
        warning=warning,
        advice_named=advice_named,
        evidence=evidence_at_hand(
            [(each.party, each.received_on) for each in requests if each.received_on]
        ),
        where=[(_BY_PANEL, "The panel"), (_OUTSIDE, "A manager, outside the panel")],
        has_met=has_met,
        chosen=visit.sent.every("met"),
        as_read=len(file.recorded),
        before=hand.beside(-1),
        after=hand.beside(1),
        place=(hand.order.index(file.reference) + 1 if hand.item else None),
        of=len(hand.order),
        week=(hand.panel.meets_on - hand.case.started_on).days // _WEEK if hand.case else None,
        manages=UserRole.MANAGER in visit.me.roles,
        OUTSIDE_PANEL=OUTSIDE_PANEL,
        PANEL_ON=PANEL_ON,
    )
