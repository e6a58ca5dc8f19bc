"""What a visitor sees where a page cannot be: always a kind page, never a trace of the inside."""

from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from config import logs
from config.bad_setting import BadSetting
from ehcp.casework.access import NotAllowed
from ehcp.refusal import Refusal
from ehcp.register.files import UnknownCase
from ehcp.register.trouble import in_a_sentence
from ehcp.staff.roles import READS_CASES, STAFF
from ehcp.staff.seals import NotYourTeam
from ehcp.web.counter import Counter
from ehcp.web.forms import BadForm, Sent
from ehcp.web.navigation import FROM_OUTSIDE
from ehcp.web.pages import render
from ehcp.web.security import TooLarge
from ehcp.web.sentences import for_a_page
from ehcp.web.sessions import visitor_from
from ehcp.web.visit import NoSuchAddress, NotFromOurPage, NotYours, SignInFirst, Visit

__all__ = ["add_to", "for_a_page"]

_NOT_FOUND = "There is no such page, or it is not one that you may see."
_CHECK = "Check the address."
"""For our own staff; the page adds how a restricted case is opened, whatever was looked for."""
_CHECK_OUTSIDE = (
    "Check the address. If you came by a link in an email from us, open that link again. If you "
    "still cannot find what we asked you for, ring us."
)
"""For schools, services and families, and for anybody who has not signed in."""
_API = "/api/"


def add_to(app: FastAPI) -> None:
    """Let the application answer every trouble with a page."""
    for trouble, answer in (
        (SignInFirst, _sign_in),
        (UnknownCase, _unknown),
        (NoSuchAddress, _not_found),
        (NotYours, _not_yours),
        (NotAllowed, _not_yours),
        (NotYourTeam, _not_yours),
        (NotFromOurPage, _not_taken),
        (BadForm, _not_taken),
        (Refusal, _not_taken),
        (BadSetting, _not_taken),
        (TooLarge, _too_large),
        (RequestValidationError, _unreadable),
        (HTTPException, _http),
        (Exception, _broken),
    ):
        app.add_exception_handler(trouble, answer)


def _page(
    request: Request, *, status: int, title: str, says: str, do: str, to_staff: str | None = None
) -> Response:
    """Write the page of a trouble; `to_staff` is what our own staff are to do instead."""
    if request.url.path.startswith(_API):
        return JSONResponse({"error": title, "says": for_a_page(says)}, status_code=status)
    counter: Counter = request.app.state.counter
    facts: dict[str, Any] = {"title": title, "says": for_a_page(says), "do": do}
    try:
        visitor = visitor_from(request, counter)
        if to_staff and visitor is not None and visitor.is_any_of(STAFF):
            facts |= {"do": to_staff, "opens_seals": visitor.is_any_of(READS_CASES)}
        visit = Visit(request=request, counter=counter, visitor=visitor, sent=Sent())
        return visit.page("trouble.html.jinja", status=status, **facts)
    except Exception as second:  # noqa: BLE001 - the register itself is away: a page without it
        logs.logger().error("trouble", why=type(second).__name__)
        return HTMLResponse(render("bare_trouble.html.jinja", facts), status_code=status)


def _sign_in(request: Request, error: Exception) -> Response:
    if request.url.path.startswith(_API):
        return JSONResponse({"error": "Not signed in", "says": "Send a key."}, status_code=401)
    awaits = error.awaits if isinstance(error, SignInFirst) else None
    if awaits == "second_factor":
        return RedirectResponse("/sign-in/code", status_code=303)
    if awaits == "new_password":
        return RedirectResponse("/account/password", status_code=303)
    wanted = request.url.path if request.method in ("GET", "HEAD") else "/"
    door = "/outside/sign-in" if request.url.path.startswith(FROM_OUTSIDE) else "/sign-in"
    return RedirectResponse(f"{door}?next={quote(wanted)}", status_code=303)


def _unknown(request: Request, error: Exception) -> Response:
    del error  # its sentence is for the command line, and would quote the address
    return _not_found(request, Exception())


def _unreadable(request: Request, error: Exception) -> Response:
    """Answer what does not have the shape that a route takes."""
    if not request.url.path.startswith(_API) or not isinstance(error, RequestValidationError):
        return _not_found(request, error)
    # Where it is wrong and how; never what stood there, which may be a child's.
    said = "; ".join(
        f"{'.'.join(str(step) for step in slip['loc'])}: {slip['msg']}" for slip in error.errors()
    )
    return JSONResponse({"error": "This cannot be read", "says": said}, status_code=422)


def _not_found(request: Request, error: Exception) -> Response:
    del error
    return _page(
        request,
        status=404,
        title="Page not found",
        says=_NOT_FOUND,
        do=_CHECK_OUTSIDE,
        to_staff=_CHECK,
    )


def _not_yours(request: Request, error: Exception) -> Response:
    return _page(
        request,
        status=403,
        title="This is not yours to do",
        says=str(error),
        do="If it should be, ask an administrator to change your role.",
    )


def _not_taken(request: Request, error: Exception) -> Response:
    return _page(
        request,
        status=400,
        title="This could not be done",
        says=str(error),
        do="Nothing was recorded. Go back and try again.",
    )


def _too_large(request: Request, error: Exception) -> Response:
    del error
    return _page(
        request,
        status=413,
        title="This is too large",
        says="What was sent is larger than the counter takes at once.",
        do="Nothing was recorded. Go back and send less.",
    )


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:  # noqa: PLR2004
        return _not_found(request, error)
    return _page(
        request,
        status=status,
        title="This could not be done",
        says="The page does not take that.",
        do="Go back and try again.",
    )


def _broken(request: Request, error: Exception) -> Response:
    sentence = in_a_sentence(error)
    logs.logger().error("broken", path=_shape(request), why=type(error).__name__)
    return _page(
        request,
        status=503 if sentence else 500,
        title="Something went wrong at our end",
        says=sentence or "The page could not be made. Nothing that you did was wrong.",
        do="Nothing was half recorded. Try again in a minute; if it goes on, tell your "
        "administrator the time.",
    )


def _shape(request: Request) -> str:
    """Give the pattern of a page's address and not what stands in it."""
    route = request.scope.get("route")
    return getattr(route, "path", "")
