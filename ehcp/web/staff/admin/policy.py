"""The council's policy, a page for each part: changed, checked before it is kept, and set back."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from config.bad_setting import BadSetting
from config.council import content_of, read_council, with_part
from config.fields import asked_for
from ehcp.council.changes import Change, change_part, go_back, history
from ehcp.council.last_changes import last_changes
from ehcp.council.policy import check_against_the_law
from ehcp.staff.roles import UserRole
from ehcp.web.forms import BadForm
from ehcp.web.numbers import Version, number_in
from ehcp.web.staff.admin.expected import expected
from ehcp.web.staff.admin.not_there import NotThere
from ehcp.web.staff.admin.once import once
from ehcp.web.staff.admin.part_changes import turns
from ehcp.web.staff.admin.part_form import PartForm, Typed
from ehcp.web.staff.admin.part_read import Read, kept_beside, read, slips
from ehcp.web.staff.admin.policy_words import PARTS_SHOWN, shown_as
from ehcp.web.visit import Visit, open_to

router = APIRouter()

_ELSEWHERE = {"people": {"settings"}}
"""What has pages of its own, by part."""
_PAGES = {"closures": "/admin/closures"}
"""Parts that are changed on pages of their own; their versions are among the others'."""


@router.get("/admin/policy")
def every_part(visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """List the parts of the policy, with who changed each last."""
    return visit.page(
        "admin/policy.html.jinja",
        parts=PARTS_SHOWN,
        last=last_changes(visit.counter.engine),
        changed=visit.counter.council.changed,
    )


@router.get("/admin/policy/{part}")
def one_part(part: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Show a part as it is in force, in the form by which it is changed."""
    form = _form(part)
    return _show(visit, form, form.typed_of(content_of(visit.counter.council, part)))


@router.post("/admin/policy/{part}")
def change(part: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """Add or remove an entry, check what would change, or keep it."""
    form = _form(part)
    typed = form.typed_in(visit.sent)
    sent = visit.sent
    if sent.text("add"):
        return _show(visit, form, form.with_entry(typed, sent.text("add")))
    if sent.text("remove"):
        key, _, place = sent.text("remove").rpartition(".")
        return _show(visit, form, form.without_entry(typed, key, number_in(place)))
    if sent.text("again"):
        return _show(visit, form, typed)
    if sent.text("confirmed"):
        return once(
            visit,
            lambda: _keep(visit, form, typed),
            again=lambda wrong: _show(visit, form, typed, wrong),
        )
    return _check(visit, form, typed)


@router.get("/admin/policy/{part}/history")
def versions(part: str, visit: Visit = open_to(UserRole.ADMINISTRATOR)) -> Response:
    """List every version of a part: who changed it, when and why."""
    form = _form_of_history(part)
    return visit.page(
        "admin/policy_history.html.jinja",
        part=part,
        shown=shown_as(form.part),
        back=_PAGES.get(part, f"/admin/policy/{part}"),
        changes=history(visit.counter.engine, part=part),
        is_changed=part in visit.counter.council.changed,
    )


@router.get("/admin/policy/{part}/versions/{version}")
def version(
    part: str, version: Version, visit: Visit = open_to(UserRole.ADMINISTRATOR)
) -> Response:
    """Show what going back to a version would change; 0 is the council's file."""
    return _version(visit, _form_of_history(part), version, {})


@router.post("/admin/policy/{part}/versions/{version}")
def back_to(
    part: str, version: Version, visit: Visit = open_to(UserRole.ADMINISTRATOR)
) -> Response:
    """Let a part be again as it was in a version, or as in the council's file."""
    form = _form_of_history(part)

    def act() -> Response:
        try:
            go_back(
                visit.counter.engine,
                folder=visit.counter.settings.council,
                by=visit.me.name,
                at=visit.now,
                part=part,
                expects_version=expected(visit),
                to_version=version or None,
                why=visit.sent.text("why"),
            )
        except BadSetting as problem:
            raise BadForm(slips(form, Read(), problem)) from None
        return visit.go(f"/admin/policy/{part}/history", said="saved")

    return once(visit, act, again=lambda wrong: _version(visit, form, version, wrong))


def _keep(visit: Visit, form: PartForm, typed: Typed) -> Response:
    found = read(form, typed, visit.sent)
    if found.wrong:
        raise BadForm(found.wrong)
    now = content_of(visit.counter.council, form.part)
    try:
        change_part(
            visit.counter.engine,
            folder=visit.counter.settings.council,
            by=visit.me.name,
            at=visit.now,
            part=form.part,
            content=kept_beside(found.content, of=now),
            expects_version=expected(visit),
            why=visit.sent.text("why"),
        )
    except BadSetting as problem:
        raise BadForm(slips(form, found, problem)) from None
    return visit.go("/admin/policy", said="saved")


def _check(visit: Visit, form: PartForm, typed: Typed) -> Response:
    """Show what would change, or what is wrong."""
    found = read(form, typed, visit.sent)
    council = visit.counter.council
    now = content_of(council, form.part)
    wrong = dict(found.wrong)
    after: Mapping[str, Any] = now
    if not wrong:
        try:
            content = kept_beside(found.content, of=now)
            would_be = with_part(council, part=form.part, content=content)
            check_against_the_law(would_be)
            after = content_of(would_be, form.part)
        except BadSetting as problem:
            wrong = slips(form, found, problem)
    if wrong:
        return _show(visit, form, typed, wrong)
    return visit.page(
        "admin/policy_check.html.jinja",
        part=form.part,
        shown=PARTS_SHOWN[form.part],
        action=f"/admin/policy/{form.part}",
        turns=turns(form, now, after),
        carried=[(name, value) for name, values in typed.items() for value in values],
        expects=expected(visit),
    )


def _show(
    visit: Visit, form: PartForm, typed: Typed, wrong: dict[str, str] | None = None
) -> Response:
    part = form.part
    posted = visit.request.method == "POST"
    return visit.page(
        "admin/policy_part.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong or {},
        sent={},
        part=part,
        shown=PARTS_SHOWN[part],
        sections=form.sections(typed),
        typed=typed,
        days={name: values[0] for name, values in typed.items() if values},
        expects=expected(visit) if posted else visit.counter.council.versions.get(part, 0),
        last=last_changes(visit.counter.engine).get(part),
        is_changed=part in visit.counter.council.changed,
    )


def _version(visit: Visit, form: PartForm, version: int, wrong: dict[str, str]) -> Response:
    change, then = _then(visit, form.part, version)
    now = content_of(visit.counter.council, form.part)
    return visit.page(
        "admin/policy_version.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        part=form.part,
        shown=shown_as(form.part),
        version=version,
        change=change,
        turns=turns(form, now, then) if then is not None else None,
        expects=visit.counter.council.versions.get(form.part, 0),
    )


def _then(visit: Visit, part: str, version: int) -> tuple[Change | None, dict[str, Any] | None]:
    """Give a version and what the part said then; None where its file cannot be used now."""
    changes = history(visit.counter.engine, part=part)
    change = next((each for each in changes if each.version == version), None)
    if change is None and version:
        raise NotThere
    if change is not None and change.content is not None:
        return change, change.content
    try:
        return change, content_of(read_council(visit.counter.settings.council), part)
    except BadSetting:
        return change, None


def _form_of_history(part: str) -> PartForm:
    if part not in PARTS_SHOWN and part not in _PAGES:
        raise NotThere
    return PartForm(part=part, asked=asked_for(part))


def _form(part: str) -> PartForm:
    if part not in PARTS_SHOWN:
        raise NotThere
    elsewhere = _ELSEWHERE.get(part, set())
    return PartForm(
        part=part, asked=tuple(asked for asked in asked_for(part) if asked.key not in elsewhere)
    )
