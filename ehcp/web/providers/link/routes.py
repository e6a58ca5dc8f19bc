"""Opening a link with a code: what it is, sending the code, typing it.

Whatever opens nothing gets one and the same page: a link that was guessed, has ended, was
withdrawn, or is about nothing that still waits for an answer.
"""

from datetime import timedelta
from math import ceil
from secrets import token_hex

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from ehcp.casework.asked import asked_lines
from ehcp.outside.codes import DIGITS, LIVES, is_known, new_code, opens_in, take_code
from ehcp.outside.link_visits import begin_visit
from ehcp.outside.links import Link, hash_of, holds, link_of
from ehcp.register.audit import note_each
from ehcp.register.engine import reading, writing
from ehcp.staff.from_outside import begin_to_ask, begin_to_ask_for, begin_to_type
from ehcp.staff.tries import TooManyTries, forget_one_try, of_origin
from ehcp.web.forms import Form
from ehcp.web.providers.asked_here import browser_of, browser_to_keep, keep_browser
from ehcp.web.providers.code_letters import letters_of
from ehcp.web.providers.link.consulted import consultations_of
from ehcp.web.providers.link.link_visit import HOME, keep_visit, open_link, service_by_link
from ehcp.web.staff.sign_in.ways import origin_of, terms_of
from ehcp.web.visit import Visit, anyone

router = APIRouter()

_MINUTES = int(LIVES.total_seconds()) // 60
_LONGEST_CODE = 20
_SHOWN_OF_A_MAILBOX = 2
_NOT_FOUND = 404
_TOO_MANY = 429
SENT, WRONG, OPENED = "link_code_sent", "link_code_wrong", "link_opened"


@router.get("/answer/{token}")
def come(token: str, visit: Visit = anyone()) -> Response:
    """Say what a link is, and offer to send the code."""
    if _is_open(visit, token):
        return visit.go(HOME)
    link = _link(visit, token)
    if link is None:
        return dead(visit)
    return _offer(visit, token, link)


@router.post("/answer/{token}")
def send_code(token: str, visit: Visit = anyone()) -> Response:
    """Send a code to the mailbox to which the link was sent."""
    letters = letters_of(visit)
    origin, browser = origin_of(visit), browser_to_keep(visit)
    try:
        with writing(visit.counter.engine) as connection:
            begin_to_ask(connection, origin=origin, now=visit.now)
        link = _link(visit, token)
        if link is None:
            return dead(visit)
        with writing(visit.counter.engine) as connection:
            opens = _opens(link, browser)
            if not is_known(connection, opens=opens, now=visit.now):
                begin_to_ask_for(connection, link.token_hash, origin=origin, now=visit.now)
            code = new_code(connection, opens=opens, now=visit.now)
            if code is not None:
                letters.write(
                    connection,
                    "code",
                    recipient=link.recipient,
                    key=f"code|{link.token_hash}|{token_hex(8)}",
                    facts={"code": code, "minutes": _MINUTES},
                    at=visit.now,
                )
                _note(connection, visit, link, SENT)
    except TooManyTries as refusal:
        return _wait(visit, token, refusal.until - visit.now)
    if code is None:
        return _wait(visit, token, LIVES)
    response = RedirectResponse(f"/answer/{token}/code", status_code=303)
    keep_browser(response, browser)
    return response


@router.get("/answer/{token}/code")
def ask_for_code(token: str, visit: Visit = anyone()) -> Response:
    """Ask for the code that came."""
    if _is_open(visit, token):
        return visit.go(HOME)
    link = _link(visit, token)
    if link is None:
        return dead(visit)
    if browser_of(visit) is None:
        return _offer(visit, token, link, elsewhere=True)
    return _code(visit, token, link, {})


@router.post("/answer/{token}/code")
def take(token: str, visit: Visit = anyone()) -> Response:
    """Open the link where the code is right."""
    link, browser = _link(visit, token), browser_of(visit)
    if link is None:
        return dead(visit)
    if browser is None:
        return _offer(visit, token, link, elsewhere=True)
    form = Form(visit.sent)
    typed = form.line("code", "the code that we sent", longest=_LONGEST_CODE)
    if form.wrong:
        return _code(visit, token, link, form.wrong)
    origin = origin_of(visit)
    try:
        with writing(visit.counter.engine) as connection:
            begin_to_type(
                connection, origin=origin, now=visit.now, limits=terms_of(visit.counter).limits
            )
    except TooManyTries as refusal:
        return _wait(visit, token, refusal.until - visit.now)
    with writing(visit.counter.engine) as connection:
        # In this order: a code is not used up by a link that went to another mailbox meanwhile.
        if not (
            holds(connection, link, now=visit.now)
            and take_code(connection, opens=_opens(link, browser), typed=typed, now=visit.now)
        ):
            _note(connection, visit, link, WRONG)
            opened = None
        else:
            forget_one_try(connection, key=of_origin(origin))
            _note(connection, visit, link, OPENED)
            opened = begin_visit(connection, link, now=visit.now)
    if opened is None:
        wrong = (
            "That code is not right, or it is too old. Check it, or ask for another: a code works "
            f"once, for {_MINUTES} minutes, in the browser in which you asked."
        )
        return _code(visit, token, link, {"code": wrong})
    response = visit.go(HOME)
    keep_visit(response, opened)
    keep_browser(response, browser)
    return response


def dead(visit: Visit) -> Response:
    """Give the one page of every link that opens nothing."""
    return _page(visit, "link/dead.html.jinja", status=_NOT_FOUND)


def masked(mailbox: str) -> str:
    """Give a mailbox so that its owner knows it again, and nobody else learns to write to it."""
    name, _, domain = mailbox.rpartition("@")
    shown = name[:_SHOWN_OF_A_MAILBOX] if len(name) > 2 * _SHOWN_OF_A_MAILBOX else name[:1]
    return f"{shown}…@{domain}"


def _is_open(visit: Visit, token: str) -> bool:
    """Say whether it is this link that is open in this browser."""
    already = open_link(visit)
    return already is not None and already.opened.link.token_hash == hash_of(token)


def _link(visit: Visit, token: str) -> Link | None:
    """Give the link of a token where it is about anything that still waits for an answer.

    A consultation that was answered is shown as such until the council has decided.
    """
    with reading(visit.counter.engine) as connection:
        link = link_of(connection, token, now=visit.now)
        if link is None:
            return None
        waits = any(line.waits for line in asked_lines(connection, link.about))
        return link if waits or consultations_of(connection, link, visit.counter) else None


def _opens(link: Link, browser: str) -> str:
    return opens_in(browser, what=link.token_hash, mailbox=link.recipient)


def _note(connection: Connection, visit: Visit, link: Link, act: str) -> None:
    note_each(
        connection,
        at=visit.now,
        by=service_by_link(connection, link, visit.counter),
        act=act,
        case_ids=link.case_ids,
        about="by a one-time link",
    )


def _offer(visit: Visit, token: str, link: Link, *, elsewhere: bool = False) -> Response:
    return _page(
        visit,
        "link/offer.html.jinja",
        status=400 if elsewhere and visit.request.method == "POST" else 200,
        token=token,
        mailbox=masked(link.recipient),
        consults=bool(link.consulted) and not link.about,
        digits=DIGITS,
        elsewhere=elsewhere,
    )


def _code(visit: Visit, token: str, link: Link, wrong: dict[str, str]) -> Response:
    return _page(
        visit,
        "link/code.html.jinja",
        status=400 if wrong else 200,
        token=token,
        mailbox=masked(link.recipient),
        minutes=_MINUTES,
        wrong=wrong,
    )


def _wait(visit: Visit, token: str, wait: timedelta) -> Response:
    seconds = max(1, ceil(wait.total_seconds()))
    page = _page(
        visit, "link/wait.html.jinja", status=_TOO_MANY, token=token, minutes=ceil(seconds / 60)
    )
    page.headers["Retry-After"] = str(seconds)
    return page


def _page(visit: Visit, template: str, *, status: int = 200, **facts: object) -> Response:
    return visit.page(template, status=status, **({"me": None, "navigation": ()} | facts))
