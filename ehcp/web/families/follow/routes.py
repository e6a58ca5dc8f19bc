"""The family's pages: the reference and the code are asked for, and then where the case stands.

Nothing says which of the two was wrong, or whether there is such a case; nobody is named.
"""

from datetime import datetime
from math import ceil

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from ehcp.casework.family_rights import rights_now
from ehcp.casework.ordered_after import follows_a_reassessment
from ehcp.casework.told_to_family import told_to_family
from ehcp.outside.family_codes import BY_CODE, LIVES, FamilyVisit, come_with_code, family_of, leave
from ehcp.register import files
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.files import UnknownCase, tidy_reference
from ehcp.register.handed_in import kinds_being_checked
from ehcp.staff.tries import (
    TooManyTries,
    begin_try,
    forget_one_try,
    forget_tries,
    of_account,
    of_origin,
    wider,
)
from ehcp.web.forms import Form
from ehcp.web.staff.sign_in.ways import origin_of, terms_of
from ehcp.web.visit import Visit, anyone

router = APIRouter()

_HERE = "/family"
_COOKIE = "ehcp-family"
_WRONG = "The reference and the code do not belong together. Check both, or ring us for a new code."


@router.get(_HERE)
def ask(visit: Visit = anyone()) -> Response:
    """Ask for the reference and the code."""
    if _family(visit) is not None:
        return RedirectResponse(f"{_HERE}/case", status_code=303)
    return _ask(visit, {})


@router.post(_HERE)
def come(visit: Visit = anyone()) -> Response:
    """Let a family in whose reference and code belong together."""
    form = Form(visit.sent)
    reference = form.line("reference", "the reference of your case", longest=20)
    code = form.line("code", "your code", longest=20)
    if form.wrong:
        return _ask(visit, form.wrong)
    keys = of_account(f"{_HERE} {tidy_reference(reference)}"), of_origin(origin_of(visit))
    try:
        with writing(visit.counter.engine) as connection:
            _begin(connection, visit, keys)
    except TooManyTries as refusal:
        return _too_many(visit, until=refusal.until)
    with writing(visit.counter.engine) as connection:
        token = come_with_code(connection, reference=reference, typed=code, now=visit.now)
        if token is not None:
            forget_tries(connection, key=keys[0])
            forget_one_try(connection, key=keys[1])
    if token is None:
        return _ask(visit, {"code": _WRONG})
    response = RedirectResponse(f"{_HERE}/case", status_code=303)
    response.set_cookie(
        _COOKIE,
        token,
        max_age=int(LIVES.total_seconds()),
        path=_HERE,
        secure=True,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(f"{_HERE}/case")
def show(visit: Visit = anyone()) -> Response:
    """Show the family where their case stands."""
    family = _family(visit)
    if family is None:
        return RedirectResponse(_HERE, status_code=303)
    with writing(visit.counter.engine) as connection:
        held = files.load(connection, family.reference)
        if held.person_id != family.person_id:
            raise UnknownCase("This case is another child's now.")
        checked = kinds_being_checked(connection, held.case_id)
        has_plan = follows_a_reassessment(connection, held.case_id)
        note(connection, at=visit.now, by=BY_CODE, act="viewed", case_id=held.case_id)
    council = visit.counter.council
    told = told_to_family(
        held.file,
        rules=visit.counter.desk(by=BY_CODE, may=frozenset()).rules,
        day=visit.today,
        being_checked=checked,
        has_plan=has_plan,
    )
    return _page(
        visit,
        "follow/case.html.jinja",
        reference=family.reference,
        told=told,
        rights=tuple(rights_now(told)),
        independent_advice=council.about.independent_advice,
    )


@router.post(f"{_HERE}/leave")
def go(visit: Visit = anyone()) -> Response:
    """End the visit."""
    with writing(visit.counter.engine) as connection:
        leave(connection, visit.request.cookies.get(_COOKIE, ""))
    response = RedirectResponse(_HERE, status_code=303)
    response.delete_cookie(_COOKIE, path=_HERE, secure=True, httponly=True, samesite="lax")
    return response


def _family(visit: Visit) -> FamilyVisit | None:
    token = visit.request.cookies.get(_COOKIE, "")
    if not token:
        return None
    with reading(visit.counter.engine) as connection:
        return family_of(connection, token, now=visit.now)


def _begin(connection: Connection, visit: Visit, keys: tuple[str, str]) -> None:
    # Wider still for a reference: a code is long, and nobody is to lock a family out by guessing
    # at another place of the network.
    of_a_place = wider(terms_of(visit.counter).limits)
    for key, limits in zip(keys, (wider(of_a_place), of_a_place), strict=True):
        begin_try(connection, key=key, now=visit.now, limits=limits)


def _ask(visit: Visit, wrong: dict[str, str]) -> Response:
    return _page(visit, "follow/ask.html.jinja", status=400 if wrong else 200, wrong=wrong)


def _too_many(visit: Visit, *, until: datetime) -> Response:
    seconds = max(1, ceil((until - visit.now).total_seconds()))
    page = _page(visit, "follow/wait.html.jinja", status=429, minutes=ceil(seconds / 60))
    page.headers["Retry-After"] = str(seconds)
    return page


def _page(visit: Visit, template: str, *, status: int = 200, **facts: object) -> Response:
    return visit.page(template, status=status, **{"me": None, "navigation": (), **facts})
