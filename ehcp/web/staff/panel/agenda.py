"""The agenda of one panel, as a page, as a pack to print, and what is changed on it by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.panel import Question
from ehcp.casework.panel import Agenda, agenda_of, decided_by
from ehcp.casework.panel_days import UnknownPanel
from ehcp.casework.panel_decide import LONGEST_WHY, put_on, take_off
from ehcp.law.decision_tests import decision_test
from ehcp.register.audit import note_each
from ehcp.register.engine import reading, writing
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import RUNS_CASES, UserRole
from ehcp.web.forms import BadForm, Form
from ehcp.web.numbers import Number
from ehcp.web.staff.panel.words import advice_named, answer, warning
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_WEEK = 7


@router.get("/panels/{number}")
def show(number: Number, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Show the agenda of a panel, and what it has decided."""
    return agenda_page(visit, number)


@router.get("/panels/{number}/late")
def show_late(number: Number, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Show the cases of an agenda for which the panel comes after the last day in law."""
    with reading(visit.counter.engine) as connection:
        found = _agenda(lambda: agenda_of(connection, number, today=visit.today, sight=visit.sight))
    late = replace(found, items=[item for item in found.items if item.is_late])
    return visit.page("panel/late.html.jinja", agenda=late, **_words(late))


@router.get("/panels/{number}/pack")
def show_pack(number: Number, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Show every case of the agenda with its facts and its legal test, to be printed."""
    with reading(visit.counter.engine) as connection:
        found = _agenda(lambda: agenda_of(connection, number, today=visit.today, sight=visit.sight))
    with writing(visit.counter.engine) as connection:
        note_each(
            connection,
            at=visit.now,
            by=visit.me.name,
            act="viewed",
            case_ids=[item.case.case_id for item in found.items],
            about=f"pack of the panel of {found.panel.meets_on.isoformat()}",
        )
    return visit.page("panel/pack.html.jinja", agenda=found, **_words(found))


@router.post("/panels/{number}/cases")
def add(number: Number, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Put a case on the agenda by hand."""

    def act() -> Response:
        form = Form(visit.sent)
        reference = form.line("reference", "the case's reference")
        why = form.text("why", "why it comes to this panel", longest=LONGEST_WHY)
        form.refuse_if_wrong()
        try:
            put_on(
                visit.counter.engine,
                desk=visit.desk(),
                panel_id=number,
                reference=reference,
                why=why,
                sight=visit.sight,
            )
        except UnknownCase as unknown:
            raise BadForm({"reference": str(unknown)}) from None
        return visit.go(f"/panels/{number}", said="agenda-changed")

    return visit.once(act, again=lambda slips: agenda_page(visit, number, slips))


@router.post("/panels/{number}/cases/{reference}/off")
def take(number: Number, reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Take a case off the agenda by hand."""

    def act() -> Response:
        form = Form(visit.sent)
        why = form.text("why_off", "why it comes off", longest=LONGEST_WHY)
        form.refuse_if_wrong()
        take_off(
            visit.counter.engine,
            desk=visit.desk(),
            panel_id=number,
            reference=reference,
            why=why,
            sight=visit.sight,
        )
        return visit.go(f"/panels/{number}", said="agenda-changed")

    return visit.once(act, again=lambda slips: agenda_page(visit, number, slips))


def agenda_page(visit: Visit, number: int, slips: BadForm | None = None) -> Response:
    """Write the page of an agenda; a panel that never was looks like any page that is not there."""
    with reading(visit.counter.engine) as connection:
        found = _agenda(lambda: agenda_of(connection, number, today=visit.today, sight=visit.sight))
        decided = decided_by(connection, found.panel, sight=visit.sight)
    return visit.page(
        "panel/agenda.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        agenda=found,
        decided=decided,
        is_ahead=found.panel.meets_on >= visit.today,
        has_met=found.panel.meets_on <= visit.today,
        manages=UserRole.MANAGER in visit.me.roles,
        **_words(found),
    )


def _agenda(look: Callable[[], Agenda]) -> Agenda:
    try:
        return look()
    except UnknownPanel:
        raise UnknownCase from None


def _words(found: Agenda) -> dict[str, Any]:
    return {
        "answer": answer,
        "warning": warning,
        "advice_named": advice_named,
        "AdviceKind": AdviceKind,
        "test_of": lambda question: decision_test(question.value),
        "week": lambda case: (found.panel.meets_on - case.started_on).days // _WEEK,
        "groups": [
            (question, some)
            for question in Question
            if (some := [item for item in found.items if item.case.question is question])
        ],
    }
