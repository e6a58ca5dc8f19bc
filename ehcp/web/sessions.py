"""The cookie of a session: how a browser, or a program with a key, says who it is."""

from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from ehcp.staff.sessions import visitor_of
from ehcp.staff.visitor import Visitor
from ehcp.web.counter import Counter

COOKIE = "ehcp"
_BEARER = "bearer "


def visitor_from(request: Request, counter: Counter, *, quietly: bool = False) -> Visitor | None:
    """Give who makes this request, or None; `quietly` does not prolong their session."""
    given = request.headers.get("authorization", "")
    key = given[len(_BEARER) :] if given.lower().startswith(_BEARER) else None
    token = key or request.cookies.get(COOKIE)
    if not token:
        return None
    visitor = visitor_of(
        counter.engine,
        token=token,
        now=counter.now,
        today=counter.today,
        idle=idle(counter),
        quietly=quietly,
    )
    # A cookie is no key and a key no cookie: a key needs no secret in its forms.
    return visitor if visitor is not None and visitor.key == bool(key) else None


def idle(counter: Counter) -> timedelta:
    """Give how long a session may rest."""
    return timedelta(minutes=counter.council.staff.session.idle_minutes)


def keep_session(response: Response, token: str) -> None:
    """Give the browser its session, as a cookie that no script and no other site can read."""
    response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="lax")


def end_session(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
