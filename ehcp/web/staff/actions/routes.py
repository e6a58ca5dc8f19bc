"""The actions of the weekly meeting: the page of those that are open, and the acts about them.

The acts can be asked for from another page, such as the report: they lead back to it.
"""

from datetime import date, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.actions import LONGEST_WORDS, agree, carry_over, report_of, settle
from ehcp.casework.actions_shown import (
    Action,
    UnknownAction,
    open_actions,
    settled_since,
    the_action,
)
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import UserRole
from ehcp.web.forms import BadForm, Form, day_as_fields
from ehcp.web.numbers import Number
from ehcp.web.staff.actions.owners import owners_offered
from ehcp.web.visit import Visit, open_to
from ehcp.web.way_back import lead_back, way_back

router = APIRouter()

_PAGE = "/actions"
_DONE, _NOT_DONE, _CARRY = "done", "not_done", "carry_over"
_SETTLED_SHOWN = timedelta(weeks=4)
_WORKS = (UserRole.CASEWORKER, UserRole.PLAN_WRITER, UserRole.MANAGER)


@router.get(_PAGE)
def show(visit: Visit = open_to()) -> Response:
    """Show the actions that are open, and those settled lately."""
    return _page(visit)


@router.post(_PAGE)
def agree_on(visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Put an action on record."""
    back = way_back(visit.sent.text("back"), otherwise=_PAGE)

    def act() -> Response:
        form = Form(visit.sent)
        says = form.text("says", "what is to be done", longest=LONGEST_WORDS)
        owner = form.line("owner", "whose it is")
        promised_on = form.day("promised", "the day by which it will be done")
        reference = form.line("reference", "the case's reference", needed=False)
        report_at = _report(visit, form)
        form.refuse_if_wrong()
        assert promised_on is not None  # noqa: S101 - the form was refused without it
        try:
            agree(
                visit.counter.engine,
                desk=visit.desk(),
                report_at=report_at,
                says=says,
                owner=owner,
                promised_on=promised_on,
                reference=reference or None,
                sight=visit.sight,
            )
        except UnknownCase as unknown:
            raise BadForm({"reference": str(unknown)}) from None
        return lead_back(back, said="action-agreed")

    return visit.once(act, again=lambda slips: _page(visit, slips))


@router.get("/actions/{number}")
def show_one(number: Number, visit: Visit = open_to()) -> Response:
    """Show one action, and the form that settles it."""
    return _one(visit, number)


@router.post("/actions/{number}/settle")
def settle_one(number: Number, visit: Visit = open_to(*_WORKS)) -> Response:
    """Say what became of an action, or carry it over."""
    back = way_back(visit.sent.text("back"), otherwise=_PAGE)

    def act() -> Response:
        form = Form(visit.sent)
        outcome = form.one_of(
            "outcome", "what became of it", (_DONE, _NOT_DONE, _CARRY)[: 2 + _manages(visit)]
        )
        why = form.text("why", "why not", needed=outcome in (_NOT_DONE, _CARRY))
        anew = form.day("anew", "the new day") if outcome == _CARRY else None
        form.refuse_if_wrong()
        _settle(visit, number, outcome=outcome, why=why, anew=anew)
        return lead_back(back, said="action-settled")

    return visit.once(act, again=lambda slips: _one(visit, number, slips))


def _settle(visit: Visit, number: int, *, outcome: str, why: str, anew: date | None) -> None:
    engine, desk, sight = visit.counter.engine, visit.desk(), visit.sight
    if anew is None:
        settle(
            engine,
            desk=desk,
            action_id=number,
            done=outcome == _DONE,
            explanation=why,
            sight=sight,
        )
    else:
        carry_over(
            engine,
            desk=desk,
            action_id=number,
            report_at=report_of(visit.today),
            promised_on=anew,
            explanation=why,
            sight=sight,
        )


def _page(visit: Visit, slips: BadForm | None = None) -> Response:
    engine, today = visit.counter.engine, visit.today
    found = open_actions(engine, today=today, sight=visit.sight)
    return visit.page(
        "actions/actions.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        overdue=[each for each in found if each.days_late],
        ahead=[each for each in found if not each.days_late],
        settled=settled_since(engine, since=today - _SETTLED_SHOWN, today=today, sight=visit.sight),
        may_settle=lambda action: may_settle(visit, action),
        manages=_manages(visit),
        report_at=report_of(today),
        owners=owners_offered(visit),
        back=way_back(visit.sent.text("back"), otherwise=_PAGE),
        filled=day_as_fields("promised", report_of(today) + timedelta(days=7)),
    )


def _one(visit: Visit, number: int, slips: BadForm | None = None) -> Response:
    try:
        action = the_action(
            visit.counter.engine, action_id=number, today=visit.today, sight=visit.sight
        )
    except UnknownAction:
        raise UnknownCase from None  # it looks like any page that is not there
    typed = visit.sent.text("back") or visit.request.query_params.get("back", "")
    return visit.page(
        "actions/action.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        action=action,
        may_settle=may_settle(visit, action),
        manages=_manages(visit),
        back=way_back(typed, otherwise=_PAGE),
        filled=day_as_fields("anew", visit.today + timedelta(days=7)),
    )


def may_settle(visit: Visit, action: Action) -> bool:
    """Say whether the visitor may say what became of an action."""
    return action.is_open and (_manages(visit) or action.owner == visit.me.name)


def _report(visit: Visit, form: Form) -> date:
    """Read over which report it is agreed; this week's, where the form does not say."""
    typed = form.sent.text("report")
    try:
        named = date.fromisoformat(typed) if typed else visit.today
    except ValueError:
        named = visit.today
    return report_of(min(named, visit.today))


def _manages(visit: Visit) -> bool:
    return UserRole.MANAGER in visit.me.roles
