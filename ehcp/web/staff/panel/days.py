"""The panels that are set, and the form that sets their days."""

from datetime import date, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.casework.panel import agendas
from ehcp.casework.panel_days import (
    MOST_AT_ONCE,
    NotAWorkingDay,
    UnknownPanel,
    cancel_panel,
    move_panel,
    panels_before,
    set_panels,
    the_panel,
)
from ehcp.law.bank_holidays import is_working_day
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import RUNS_CASES, UserRole
from ehcp.web.forms import BadForm, Form
from ehcp.web.numbers import Number
from ehcp.web.staff.panel.told import family_told
from ehcp.web.staff.panel.words import answer
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_ONCE = "once"
_EVERY = {
    "1": "Every week",
    "2": "Every two weeks",
    "3": "Every three weeks",
    "4": "Every four weeks",
}
_LEAVE_OUT, _EVEN_SO = "leave_out", "even_so"
_MOVE, _CANCEL = "move", "cancel"
_HELD_SHOWN = 6


@router.get("/panels")
def show(visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Show the panels to come, those that have met, and whose family is still to be told."""
    with reading(visit.counter.engine) as connection:
        found = agendas(connection, today=visit.today, sight=visit.sight)
        held = panels_before(connection, today=visit.today, most=_HELD_SHOWN)
    return visit.page(
        "panel/panels.html.jinja",
        ahead=[each for each in found.of.values() if each.panel.meets_on >= visit.today],
        held=held,
        open_items={
            number: len(each.items)
            for number, each in found.of.items()
            if each.panel.meets_on < visit.today
        },
        to_tell=[(case, family_told(case)) for case in found.to_tell],
        manages=UserRole.MANAGER in visit.me.roles,
        answer=answer,
    )


@router.get("/panels/days")
def show_days(visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Show the form that sets days."""
    return _days_page(visit)


@router.post("/panels/days")
def set_days(visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Set one day, or a row of them."""

    def act() -> Response:
        form = Form(visit.sent)
        first = form.day("first", "the day of the panel")
        every = form.one_of("every", "how often it meets", (_ONCE, *_EVERY))
        until = form.day("until", "the last day") if every in _EVERY else None
        off = form.one_of("off", "what to do with such days", (_LEAVE_OUT, _EVEN_SO), needed=False)
        if first and until and until < first:
            form.wrong["until"] = "The last day must not come before the first."
        form.refuse_if_wrong()
        assert first is not None  # noqa: S101 - the form was refused without it
        days = _row(first, until, weeks=int(every) if every in _EVERY else 0)
        if off == _LEAVE_OUT:
            days = [day for day in days if is_working_day(day)]
        try:
            set_panels(visit.counter.engine, desk=visit.desk(), days=days, even_so=off == _EVEN_SO)
        except NotAWorkingDay as refused:
            raise BadForm({"off": str(refused)}) from None
        return visit.go("/panels", said="panels-set")

    return visit.once(act, again=lambda slips: _days_page(visit, slips))


@router.get("/panels/{number}/day")
def show_day(number: Number, visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Show the form that moves a panel, or takes it out."""
    return _day_page(visit, number)


@router.post("/panels/{number}/day")
def change_day(number: Number, visit: Visit = open_to(UserRole.MANAGER)) -> Response:
    """Move a panel, or take it out."""

    def act() -> Response:
        form = Form(visit.sent)
        what = form.one_of("what", "what is to happen", (_MOVE, _CANCEL))
        to = form.day("to", "the new day") if what == _MOVE else None
        form.refuse_if_wrong()
        engine, desk = visit.counter.engine, visit.desk()
        if to is None:
            cancel_panel(engine, desk=desk, panel_id=number)
            return visit.go("/panels", said="panel-cancelled")
        try:
            move_panel(engine, desk=desk, panel_id=number, to=to, even_so=form.ticked("even_so"))
        except NotAWorkingDay as refused:
            raise BadForm({"even_so": str(refused)}) from None
        return visit.go(f"/panels/{number}", said="panels-set")

    return visit.once(act, again=lambda slips: _day_page(visit, number, slips))


def _row(first: date, until: date | None, *, weeks: int) -> list[date]:
    if until is None:
        return [first]
    # One more than can be set at once is enough to be refused for being too many.
    every = (first + timedelta(weeks=weeks * n) for n in range(MOST_AT_ONCE + 1))
    return [day for day in every if day <= until]


def _days_page(visit: Visit, slips: BadForm | None = None) -> Response:
    return visit.page(
        "panel/days.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        every=[(_ONCE, "Once"), *_EVERY.items()],
        off=[(_LEAVE_OUT, "Leave those days out"), (_EVEN_SO, "The panel really meets then")],
    )


def _day_page(visit: Visit, number: int, slips: BadForm | None = None) -> Response:
    try:
        with reading(visit.counter.engine) as connection:
            panel = the_panel(connection, number)
    except UnknownPanel:
        raise UnknownCase from None  # it looks like any page that is not there
    return visit.page(
        "panel/day.html.jinja",
        status=400 if slips else 200,
        wrong=slips.wrong if slips else {},
        panel=panel,
    )
