"""Signing in with a code that is sent to one's mailbox: asking for it, and typing it.

No page says whether an address is known here: whoever types one is told the same.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from math import ceil
from secrets import token_hex

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from ehcp.outside.codes import DIGITS, LIVES, is_known, new_code, opens_in, take_code
from ehcp.register.engine import writing
from ehcp.staff.from_outside import (
    begin_to_ask,
    begin_to_ask_for,
    begin_to_type,
    let_in,
    note_wrong_code,
    opens_for,
    outside_user,
)
from ehcp.staff.tries import TooManyTries
from ehcp.web.forms import Form
from ehcp.web.providers.asked_here import browser_of, browser_to_keep, keep_browser
from ehcp.web.providers.code_letters import letters_of
from ehcp.web.sessions import COOKIE, keep_session
from ehcp.web.staff.sign_in.ways import end_own, origin_of, terms_of, wanted
from ehcp.web.visit import Visit, anyone

router = APIRouter()

_HERE = "/outside/sign-in"
_COOKIE = "ehcp-mailbox"
_MINUTES = int(LIVES.total_seconds()) // 60
_LONGEST = 254


@router.get(_HERE)
def ask_for_address(visit: Visit = anyone()) -> Response:
    """Ask to which mailbox the code is to go."""
    if visit.visitor is not None and visit.visitor.awaits is None:
        return RedirectResponse(wanted(visit), status_code=303)
    return _address(visit, {})


@router.post(_HERE)
def send_code(visit: Visit = anyone()) -> Response:
    """Send a code to the mailbox, where somebody from outside has it."""
    form = Form(visit.sent)
    email = form.line("email", "your email address", longest=_LONGEST).lower()
    if "email" not in form.wrong and not _is_mailbox(email):
        form.wrong["email"] = "Enter an email address, such as name@example.com."
    if form.wrong:
        return _address(visit, form.wrong)
    letters = letters_of(visit)
    browser, what, origin = browser_to_keep(visit), opens_for(email), origin_of(visit)
    opens = opens_in(browser, what=what, mailbox=email)
    try:
        with writing(visit.counter.engine) as connection:
            begin_to_ask(connection, origin=origin, now=visit.now)
        with writing(visit.counter.engine) as connection:
            if not is_known(connection, opens=opens, now=visit.now):
                begin_to_ask_for(connection, what, origin=origin, now=visit.now)
            # For an address that nobody has a code is made as well: the work is the same.
            code = new_code(connection, opens=opens, now=visit.now)
            user = outside_user(connection, email=email, today=visit.today)
            if code is not None and user is not None:
                letters.write(
                    connection,
                    "code",
                    recipient=user.email,
                    key=f"code:{token_hex(16)}",
                    facts={"code": code, "minutes": _MINUTES},
                    at=visit.now,
                )
    except TooManyTries as refusal:
        return _too_many(visit, until=refusal.until)
    if user is None:
        # As much is written as for somebody whom we know: how long it takes tells nothing.
        letters.preview("code")
    if code is None:
        return _too_many(visit, until=visit.now + LIVES)
    to = wanted(visit)
    response = RedirectResponse(
        f"{_HERE}/code" + (f"?next={to}" if to != "/" else ""), status_code=303
    )
    response.set_cookie(
        _COOKIE,
        urlsafe_b64encode(email.encode()).decode(),
        max_age=2 * _MINUTES * 60,
        path=_HERE,
        secure=True,
        httponly=True,
        samesite="lax",
    )
    keep_browser(response, browser)
    return response


@router.get(f"{_HERE}/code")
def ask_for_code(visit: Visit = anyone()) -> Response:
    """Ask for the code that came."""
    if _mailbox(visit) is None or browser_of(visit) is None:
        return RedirectResponse(_HERE, status_code=303)
    return _code(visit, {})


@router.post(f"{_HERE}/code")
def take(visit: Visit = anyone()) -> Response:
    """Let somebody in whose code is right."""
    email, browser = _mailbox(visit), browser_of(visit)
    if email is None or browser is None:
        return RedirectResponse(_HERE, status_code=303)
    form = Form(visit.sent)
    typed = form.line("code", "the code that we sent", longest=20)
    if form.wrong:
        return _code(visit, form.wrong)
    terms, token = terms_of(visit.counter), None
    try:
        with writing(visit.counter.engine) as connection:
            begin_to_type(connection, origin=origin_of(visit), now=visit.now, limits=terms.limits)
    except TooManyTries as refusal:
        return _too_many(visit, until=refusal.until)
    with writing(visit.counter.engine) as connection:
        opens = opens_in(browser, what=opens_for(email), mailbox=email)
        is_right = take_code(connection, opens=opens, typed=typed, now=visit.now)
        user = outside_user(connection, email=email, today=visit.today)
        if is_right and user is not None:
            token = let_in(
                connection,
                user=user,
                origin=origin_of(visit),
                now=visit.now,
                longest=terms.longest_outside,
            )
        else:
            note_wrong_code(connection, user=user, now=visit.now)
    if token is None:
        return _code(
            visit,
            {
                "code": "That code is not right, or it is too old. Check it, or ask for another: "
                f"a code works once, for {_MINUTES} minutes, in the browser in which you asked."
            },
        )
    end_own(visit)
    response = RedirectResponse(wanted(visit), status_code=303)
    keep_session(response, token)
    keep_browser(response, browser)
    response.delete_cookie(_COOKIE, path=_HERE, secure=True, httponly=True, samesite="lax")
    return response


def _mailbox(visit: Visit) -> str | None:
    """Read to which mailbox this browser had a code sent."""
    try:
        kept = urlsafe_b64decode(visit.request.cookies.get(_COOKIE, "").encode()).decode()
    except ValueError:
        return None
    return kept if _is_mailbox(kept) else None


def _is_mailbox(typed: str) -> bool:
    """Say whether this may be a mailbox: what is copied often brings signs that nobody sees."""
    return "@" in typed and len(typed) <= _LONGEST and typed.isprintable()


def _address(visit: Visit, wrong: dict[str, str]) -> Response:
    return _page(
        visit,
        "by_code/address.html.jinja",
        wrong=wrong,
        # Who was signed in and is no more has a cookie still; who signed out has none.
        was_signed_out=COOKIE in visit.request.cookies and visit.visitor is None and not wrong,
        council_account=visit.counter.settings.oidc_issuer is not None,
        hours=visit.counter.council.staff.session.outside_hours,
        idle_minutes=visit.counter.council.staff.session.idle_minutes,
    )


def _code(visit: Visit, wrong: dict[str, str]) -> Response:
    return _page(
        visit,
        "by_code/code.html.jinja",
        wrong=wrong,
        mailbox=_mailbox(visit),
        minutes=_MINUTES,
        digits=DIGITS,
    )


def _too_many(visit: Visit, *, until: datetime) -> Response:
    seconds = max(1, ceil((until - visit.now).total_seconds()))
    page = _page(visit, "by_code/too_many.html.jinja", status=429, minutes=ceil(seconds / 60))
    page.headers["Retry-After"] = str(seconds)
    return page


def _page(visit: Visit, template: str, *, status: int = 200, **facts: object) -> Response:
    if facts.get("wrong"):
        status = 400
    facts |= {"me": None, "navigation": (), "next": wanted(visit)}
    return visit.page(template, status=status, **facts)
