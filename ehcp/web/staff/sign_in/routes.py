"""Signing in with a password and a code, and signing out."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from ehcp.refusal import Refusal
from ehcp.staff.roles import OUTSIDE
from ehcp.staff.second_factor import WrongCode, enter_code
from ehcp.staff.sessions import SECOND_FACTOR
from ehcp.staff.sign_in import BeginAgain, MayNotSignIn, WrongPassword, sign_in
from ehcp.staff.tries import TooManyTries
from ehcp.staff.users import one_user
from ehcp.web.forms import Form
from ehcp.web.navigation import FROM_OUTSIDE
from ehcp.web.sessions import end_session
from ehcp.web.staff.sign_in import account, council_account, session
from ehcp.web.staff.sign_in.asking import ask
from ehcp.web.staff.sign_in.ways import (
    alone,
    end_own,
    go_on,
    locked,
    origin_of,
    terms_of,
    token_of,
    wanted,
)
from ehcp.web.visit import Visit, anyone

router = APIRouter()
for _pages in (account, session, council_account):
    router.routes.extend(_pages.router.routes)


class NoPasswordsHere(Refusal):
    """A password where everybody signs in with a council account."""


@router.get("/sign-in")
def come(visit: Visit = anyone()) -> Response:
    """Ask who somebody is."""
    if visit.visitor is not None and visit.visitor.awaits is None:
        return RedirectResponse(wanted(visit), status_code=303)
    if wanted(visit).startswith(FROM_OUTSIDE):
        return RedirectResponse(f"/outside/sign-in?next={wanted(visit)}", status_code=303)
    return ask(visit, {})


@router.post("/sign-in")
def come_in(visit: Visit = anyone()) -> Response:
    """Sign somebody in who types an address and a password."""
    if visit.counter.settings.local_accounts != "on":
        raise NoPasswordsHere("Nobody signs in with a password here. Use your council account.")
    form = Form(visit.sent)
    email = form.line("email", "your email address", longest=254)
    password = form.line("password", "your password")
    if form.wrong:
        return ask(visit, form.wrong)
    try:
        signed = sign_in(
            visit.counter.engine,
            email=email,
            password=password,
            origin=origin_of(visit),
            now=visit.now,
            today=visit.today,
            terms=terms_of(visit.counter),
        )
    except TooManyTries as refusal:
        return locked(visit, refusal)
    except (WrongPassword, MayNotSignIn) as refusal:
        return ask(visit, {"email": str(refusal)})
    end_own(visit)
    return go_on(signed, to=wanted(visit))


@router.get("/sign-in/code")
def ask_for_code(visit: Visit = anyone()) -> Response:
    """Ask for the code that somebody's app shows, or let them set one up."""
    if visit.visitor is None or visit.visitor.awaits != SECOND_FACTOR:
        return RedirectResponse("/sign-in", status_code=303)
    if not one_user(visit.counter.engine, user_id=visit.visitor.user_id).has_second_factor:
        query = visit.request.url.query
        return RedirectResponse(f"/account/app?{query}" if query else "/account/app", 303)
    return _ask_for_code(visit, {})


@router.post("/sign-in/code")
def take_code(visit: Visit = anyone()) -> Response:
    """Go on with the code that was typed."""
    form = Form(visit.sent)
    code = form.line("code", "the code that your app shows")
    if form.wrong:
        return _ask_for_code(visit, form.wrong)
    try:
        signed = enter_code(
            visit.counter.engine,
            token=token_of(visit),
            code=code,
            now=visit.now,
            today=visit.today,
            terms=terms_of(visit.counter),
        )
    except TooManyTries as refusal:
        return locked(visit, refusal)
    except WrongCode as refusal:
        return _ask_for_code(visit, {"code": str(refusal)})
    except BeginAgain as refusal:
        return ask(visit, {"": str(refusal)})
    return go_on(signed, to=wanted(visit))


@router.post("/sign-out")
def leave(visit: Visit = anyone()) -> Response:
    """Sign somebody out."""
    by_code = visit.visitor is not None and visit.visitor.is_any_of(OUTSIDE)
    end_own(visit)
    response = visit.go("/outside/sign-in" if by_code else "/sign-in", said="signed-out")
    end_session(response)
    return response


def _ask_for_code(visit: Visit, wrong: dict[str, str]) -> Response:
    return alone(visit, "sign_in/code.html.jinja", status=400 if wrong else 200, wrong=wrong)
