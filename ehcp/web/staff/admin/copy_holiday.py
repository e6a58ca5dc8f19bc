"""One holiday for several settings at once: each gets it into its own calendar."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from config.bad_setting import BadSetting
from config.council import content_of, with_part
from config.fields import asked_for
from config.policy.closures import SettingCalendar
from ehcp.staff.roles import UserRole
from ehcp.web.forms import BadForm, Form
from ehcp.web.pages import short_day
from ehcp.web.staff.admin.calendar_form import DEFAULT, PART, CalendarForm
from ehcp.web.staff.admin.expected import expected
from ehcp.web.staff.admin.once import once
from ehcp.web.staff.admin.part_changes import turns
from ehcp.web.staff.admin.part_form import PartForm
from ehcp.web.staff.admin.policy_words import PartShown
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_PATH = "/admin/closures/copy"
_YES_NO = ("yes", "no")
_DAYS = ("closed_from", "reopens")
_SAYS = ("the first day closed", "the first day open again")


@router.get(_PATH)
def ask(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show the form: which days, and which settings."""
    return _form(visit, {})


@router.post(_PATH)
def take(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show what would change, or keep it."""
    if visit.sent.text("again"):
        return _form(visit, {})

    def keep() -> Response:
        CalendarForm(council=visit.counter.council, urn=DEFAULT).keep(visit, _after(visit))
        return visit.go("/admin/closures", said="saved")

    if visit.sent.text("confirmed"):
        return once(visit, keep, again=lambda wrong: _form(visit, wrong))
    try:
        after = _after(visit)
    except BadForm as slips:
        return _form(visit, slips.wrong)
    sent = visit.sent
    names = [f"{day}-{part}" for day in _DAYS for part in ("day", "month", "year")]
    return visit.page(
        "admin/policy_check.html.jinja",
        shown=PartShown("The same holiday for several settings", ""),
        action=_PATH,
        turns=turns(
            PartForm(part=PART, asked=asked_for(PART)),
            content_of(visit.counter.council, PART),
            after,
        ),
        carried=[
            *((name, sent.text(name)) for name in (*names, "begins_term")),
            *(("settings", urn) for urn in sent.every("settings")),
        ],
        expects=expected(visit),
    )


def _after(visit: Visit) -> dict[str, Any]:
    """Give all closures as they would be with the holiday in each chosen setting's calendar.

    Raises:
        BadForm: the days or the settings cannot be right, or it would overlap another closure.
    """
    known = _own_calendars(visit)
    form = Form(visit.sent)
    days = {name: form.day(name, says) for name, says in zip(_DAYS, _SAYS, strict=True)}
    begins_term = form.one_of("begins_term", "whether a term begins on that day", _YES_NO)
    chosen = form.some_of("settings", "at least one setting", known)
    form.refuse_if_wrong()
    holiday = {name: f"{day}" for name, day in days.items()}
    now = content_of(visit.counter.council, PART)
    after = now | {"settings": dict(now["settings"])}
    for urn in chosen:
        setting = after["settings"][urn]
        after["settings"][urn] = setting | {
            "closed": _with(setting["closed"], holiday | {"begins_term": begins_term == "yes"})
        }
    try:
        return content_of(with_part(visit.counter.council, part=PART, content=after), PART)
    except BadSetting as problem:
        raise BadForm(_slips(known, problem)) from None


def _with(closed: Sequence[Mapping[str, Any]], holiday: Mapping[str, Any]) -> list[Any]:
    """Add the holiday in the order of time; where a closure of the same days is, it stays one."""
    same = [[each[day] for day in _DAYS] == [holiday[day] for day in _DAYS] for each in closed]
    rest = [each for each, is_same in zip(closed, same, strict=True) if not is_same]
    return sorted([*rest, holiday], key=lambda each: str(each["closed_from"]))


def _slips(known: Mapping[str, SettingCalendar], problem: BadSetting) -> dict[str, str]:
    slips: dict[str, str] = {}
    for each in (problem, *problem.others):
        urn = each.key.split(".")[1] if each.key.startswith("settings.") else ""
        if ".closed." in each.key:
            slips["reopens"] = (
                "The first day open again must be after the first day closed, and no more than "
                "92 days later."
            )
        else:
            name = f"{known[urn].name}: " if urn in known else ""
            slips["settings"] = f"{slips.get('settings', '')} {name}{each.fix}".strip()
    return slips


def _own_calendars(visit: Visit) -> dict[str, SettingCalendar]:
    """Give the settings that do not keep the council's own dates anyway."""
    settings = visit.counter.council.closures.settings
    return {urn: each for urn, each in settings.items() if not each.keeps_default}


def _form(visit: Visit, wrong: dict[str, str]) -> Response:
    known = sorted(_own_calendars(visit).items(), key=lambda each: each[1].name.casefold())
    posted = visit.request.method == "POST"
    return visit.page(
        "admin/copy_holiday.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        settings=[(urn, each.name) for urn, each in known],
        chosen=visit.sent.every("settings"),
        ours=[
            f"{short_day(each.closed_from)} to {short_day(each.reopens)}"
            for each in visit.counter.council.closures.default.closed
            if each.reopens >= visit.today
        ],
        expects=expected(visit) if posted else visit.counter.council.versions.get(PART, 0),
    )
