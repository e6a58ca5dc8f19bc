"""Closure calendars: each setting's terms and closures, which exceptions are checked against."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from config.council import content_of
from config.policy.closures import SettingCalendar
from ehcp.council.closure_proposals import waiting
from ehcp.council.last_changes import last_changes
from ehcp.staff.roles import UserRole
from ehcp.web.forms import BadForm, Form
from ehcp.web.numbers import number_in
from ehcp.web.staff.admin.calendar_form import DEFAULT, PART, CalendarForm
from ehcp.web.staff.admin.expected import expected
from ehcp.web.staff.admin.not_there import NotThere
from ehcp.web.staff.admin.once import once
from ehcp.web.staff.admin.pages_of import pages_of
from ehcp.web.staff.admin.part_changes import turns
from ehcp.web.staff.admin.part_form import Typed
from ehcp.web.staff.admin.policy_words import PartShown
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_NEW = "add"


@router.get("/admin/closures")
def every_setting(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """List the settings whose closures are known, or those that a search finds."""
    wanted = visit.request.query_params.get("q", "").strip()[:200]
    known = visit.counter.council.closures.settings
    found = sorted(
        ((urn, setting) for urn, setting in known.items() if fits(urn, setting, wanted)),
        key=lambda each: each[1].name.casefold(),
    )
    query = urlencode({"q": wanted}) + "&" if wanted else ""
    return visit.page(
        "admin/closures.html.jinja",
        wanted=wanted,
        total=len(known),
        default=visit.counter.council.closures.default,
        last=last_changes(visit.counter.engine).get(PART),
        from_schools=len(waiting(visit.counter.engine)),
        pages=pages_of(
            found,
            visit.request.query_params.get("page", ""),
            address=f"/admin/closures?{query}",
        ),
    )


@router.get("/admin/closures/{urn}")
def one_setting(urn: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show the terms and closures of one setting, or the council's own dates."""
    form = _form(visit, urn)
    return _show(visit, form, form.typed_of_now())


@router.post("/admin/closures/{urn}")
def change(urn: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Add or remove a closure, check what would change, or keep it."""
    form = _form(visit, urn)
    sent = visit.sent
    typed = form.form.typed_in(sent)
    if sent.text("add"):
        return _show(visit, form, form.form.with_entry(typed, sent.text("add")))
    if sent.text("remove"):
        key, _, place = sent.text("remove").rpartition(".")
        return _show(visit, form, form.form.without_entry(typed, key, number_in(place)))
    if sent.text("again"):
        return _show(visit, form, typed)

    def keep() -> Response:
        form.keep(visit, form.content(visit.sent, typed, urn=_urn(visit, form)))
        return visit.go("/admin/closures", said="saved")

    def again(wrong: dict[str, str]) -> Response:
        return _show(visit, form, typed, wrong)

    if sent.text("confirmed"):
        return once(visit, keep, again=again)
    try:
        after = form.content(sent, typed, urn=_urn(visit, form))
    except BadForm as slips:
        return again(slips.wrong)
    return _check(visit, form, typed, after)


@router.post("/admin/closures/{urn}/remove")
def remove(urn: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Take a setting and its closures out of the list."""
    form = _form(visit, urn)
    if urn in (DEFAULT, _NEW):
        raise NotThere

    def act() -> Response:
        form.keep(visit, form.without_it())
        return visit.go("/admin/closures", said="saved")

    return once(visit, act, again=lambda wrong: _show(visit, form, form.typed_of_now(), wrong))


def fits(urn: str, setting: SettingCalendar, wanted: str) -> bool:
    """Say whether a setting is what a search looks for: by name or URN."""
    said = f"{urn} {setting.name}".casefold()
    return all(word in said for word in wanted.casefold().split())


def _urn(visit: Visit, form: CalendarForm) -> str:
    """Give the setting's URN: a new one's is typed.

    Raises:
        BadForm: it is missing, or another setting has it.
    """
    if form.urn != _NEW:
        return form.urn
    typed = Form(visit.sent)
    urn = typed.line("urn", "the URN of the setting", longest=20).upper()
    if urn in visit.counter.council.closures.settings:
        typed.wrong["urn"] = "This setting is in the list already. Change it there."
    typed.refuse_if_wrong()
    return urn


def _form(visit: Visit, urn: str) -> CalendarForm:
    council = visit.counter.council
    if urn not in (DEFAULT, _NEW) and urn not in council.closures.settings:
        raise NotThere
    return CalendarForm(council=council, urn=urn)


def _check(visit: Visit, form: CalendarForm, typed: Typed, after: Mapping[str, Any]) -> Response:
    now = content_of(visit.counter.council, PART)
    carried = [(name, value) for name, values in typed.items() for value in values]
    if form.urn == _NEW:
        carried.append(("urn", visit.sent.text("urn")))
    return visit.page(
        "admin/policy_check.html.jinja",
        shown=PartShown(_title(form), ""),
        action=f"/admin/closures/{form.urn}",
        turns=turns(form.whole, now, after),
        carried=carried,
        expects=expected(visit),
    )


def _show(
    visit: Visit, form: CalendarForm, typed: Typed, wrong: dict[str, str] | None = None
) -> Response:
    posted = visit.request.method == "POST"
    return visit.page(
        "admin/calendar.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        sent={"urn": visit.sent.text("urn")},
        urn=form.urn,
        is_new=form.urn == _NEW,
        is_default=form.urn == DEFAULT,
        title=_title(form),
        sections=form.form.sections(typed),
        typed=typed,
        days={name: values[0] for name, values in typed.items() if values},
        expects=expected(visit) if posted else visit.counter.council.versions.get(PART, 0),
    )


def _title(form: CalendarForm) -> str:
    if form.urn == DEFAULT:
        return "The council’s own dates"
    if form.urn == _NEW:
        return "Add a setting"
    return form.council.closures.settings[form.urn].name
