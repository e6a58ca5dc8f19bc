"""One's own account: what one may do here, one's password, and the app that shows one's codes."""

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from ehcp.refusal import Refusal
from ehcp.staff.own_password import change_password
from ehcp.staff.passwords import SHORTEST, WeakPassword
from ehcp.staff.roles import UserRole
from ehcp.staff.second_factor import (
    WrongCode,
    address_of,
    enrol,
    in_groups,
    secret_to_enrol,
    square_of,
)
from ehcp.staff.sessions import NEW_PASSWORD, SECOND_FACTOR, ending_of
from ehcp.staff.sign_in import BeginAgain, SignedIn, WrongPassword
from ehcp.staff.tries import TooManyTries
from ehcp.staff.user import CODE, PASSWORD, User
from ehcp.staff.users import one_user
from ehcp.web.forms import Form
from ehcp.web.sessions import idle, keep_session
from ehcp.web.staff.admin.user_form import answers_for
from ehcp.web.staff.sign_in.ways import alone, go_on, locked, terms_of, token_of, wanted
from ehcp.web.visit import SignInFirst, Visit, anyone, open_to

router = APIRouter()


class NotHere(Refusal):
    """A password or a second factor of somebody who has both with the council account."""


@router.get("/account")
def account(visit: Visit = open_to(*UserRole)) -> Response:
    """Show somebody what they may do here, and how they sign in."""
    engine = visit.counter.engine
    user = one_user(engine, user_id=visit.me.user_id)
    return visit.page(
        "sign_in/account.html.jinja",
        user=user,
        answers_for=answers_for(visit, user),
        ending=ending_of(engine, token=token_of(visit), now=visit.now, idle=idle(visit.counter)),
        idle_minutes=visit.counter.council.staff.session.idle_minutes,
    )


@router.get("/account/password")
def ask_for_password(visit: Visit = anyone()) -> Response:
    """Ask for a new password, when somebody first signs in or wants another."""
    _own(visit, step=NEW_PASSWORD)
    return _password(visit, {})


@router.post("/account/password")
def take_password(visit: Visit = anyone()) -> Response:
    """Put the new password in place of the old."""
    _own(visit, step=NEW_PASSWORD)
    first = visit.me.awaits is not None
    form = Form(visit.sent)
    old = "" if first else form.line("old", "the password you have now")
    new = form.line("new", "a new password")
    if form.wrong:
        return _password(visit, form.wrong)
    try:
        signed = change_password(
            visit.counter.engine,
            token=token_of(visit),
            old=old,
            new=new,
            now=visit.now,
            today=visit.today,
            terms=terms_of(visit.counter),
        )
    except TooManyTries as refusal:
        return locked(visit, refusal)
    except WrongPassword as refusal:
        return _password(visit, {"old": str(refusal)})
    except WeakPassword as refusal:
        return _password(visit, {"new": str(refusal)})
    except BeginAgain:
        raise SignInFirst from None
    return go_on(signed, to=wanted(visit)) if first else _back(visit, signed)


@router.get("/account/app")
def ask_for_app(visit: Visit = anyone()) -> Response:
    """Show what an app has to take in, and ask for the code that it then shows."""
    user = _own(visit, step=SECOND_FACTOR)
    if visit.me.awaits is not None and user.has_second_factor:
        return RedirectResponse("/sign-in/code", status_code=303)
    return _app(visit, user, {})


@router.post("/account/app")
def take_app(visit: Visit = anyone()) -> Response:
    """Take an app as the second factor."""
    user = _own(visit, step=SECOND_FACTOR)
    first = visit.me.awaits is not None
    form = Form(visit.sent)
    password = "" if first else form.line("password", "your password")
    code = form.line("code", "the code that your app shows")
    if form.wrong:
        return _app(visit, user, form.wrong)
    try:
        signed = enrol(
            visit.counter.engine,
            token=token_of(visit),
            code=code,
            password=password,
            now=visit.now,
            today=visit.today,
            terms=terms_of(visit.counter),
        )
    except TooManyTries as refusal:
        return locked(visit, refusal)
    except WrongCode as refusal:
        return _app(visit, user, {"code": str(refusal)})
    except WrongPassword as refusal:
        return _app(visit, user, {"password": str(refusal)})
    except BeginAgain:
        raise SignInFirst from None
    return go_on(signed, to=wanted(visit)) if first else _back(visit, signed)


def _own(visit: Visit, *, step: str) -> User:
    """Give the user whose account it is: signed in, or at this step of signing in.

    Raises:
        SignInFirst: nobody, or somebody at another step.
        NotHere: they sign in with a council account.
    """
    if visit.me.awaits not in (None, step) or visit.me.key:
        raise SignInFirst(visit.me.awaits)
    user = one_user(visit.counter.engine, user_id=visit.me.user_id)
    if user.signs_in_by == CODE:
        raise NotHere("You sign in with a code that we send to your mailbox: you need no password.")
    if user.signs_in_by != PASSWORD:
        raise NotHere("You sign in with your council account: its password is changed there.")
    return user


def _password(visit: Visit, wrong: dict[str, str]) -> Response:
    return alone(
        visit,
        "sign_in/password.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        first=visit.me.awaits is not None,
        email=visit.me.email,
        shortest=SHORTEST,
    )


def _app(visit: Visit, user: User, wrong: dict[str, str]) -> Response:
    secret = secret_to_enrol(token_of(visit))
    address = address_of(secret, email=user.email, issuer=f"{visit.counter.council.name} EHC")
    return alone(
        visit,
        "sign_in/app.html.jinja",
        status=400 if wrong else 200,
        wrong=wrong,
        first=visit.me.awaits is not None,
        replaces=user.has_second_factor,
        # Drawn here out of letters that are our own: nothing in it comes from a form.
        square=Markup(square_of(address)),  # noqa: S704
        address=address,
        secret=in_groups(secret),
    )


def _back(visit: Visit, signed: SignedIn) -> Response:
    response = visit.go("/account", said="saved")
    keep_session(response, signed.token)
    return response
