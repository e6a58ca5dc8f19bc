"""What the pages of signing in share: the terms here, the next step, the page that was wanted."""

from datetime import timedelta
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from ehcp.staff.sessions import NEW_PASSWORD, SECOND_FACTOR
from ehcp.staff.sign_in import SignedIn, Terms, sign_out
from ehcp.staff.tries import Limits, TooManyTries
from ehcp.web.counter import Counter
from ehcp.web.sessions import COOKIE, keep_session
from ehcp.web.visit import Visit
from ehcp.web.way_back import is_ours, path_of

_STEPS = {SECOND_FACTOR: "/sign-in/code", NEW_PASSWORD: "/account/password"}
_NOT_WANTED = ("/sign-in", "/sign-out", "/session", "/outside")


def terms_of(counter: Counter) -> Terms:
    """Give how one signs in here, by the council's policy and this machine's settings."""
    staff = counter.council.staff
    return Terms(
        limits=Limits(
            tries=staff.sign_in.tries, lock=timedelta(minutes=staff.sign_in.lock_minutes)
        ),
        longest=timedelta(hours=staff.session.longest_hours),
        longest_outside=timedelta(hours=staff.session.outside_hours),
        second_factor=counter.settings.second_factor == "required",
    )


def wanted(visit: Visit) -> str:
    """Give the page of ours to which somebody wanted to go before signing in; else the first."""
    typed = visit.sent.text("next") or visit.request.query_params.get("next", "")
    return own_path(typed)


def own_path(typed: str) -> str:
    """Give the path of a page of ours; the first page where it is none, or leads elsewhere."""
    path = path_of(typed) if is_ours(typed) else "/"
    return "/" if path.startswith(_NOT_WANTED) else path


def go_on(signed: SignedIn, *, to: str) -> Response:
    """Give the browser its session, and lead to the next step or the page that was wanted."""
    path = _STEPS.get(signed.awaits or "")
    if path is None:
        path = to
    elif to != "/":
        path = f"{path}?next={quote(to, safe='')}"
    response = RedirectResponse(path, status_code=303)
    keep_session(response, signed.token)
    return response


def token_of(visit: Visit) -> str:
    """Give the token of the browser's session; nothing where it has none."""
    return visit.request.cookies.get(COOKIE, "")


def end_own(visit: Visit) -> None:
    """End the session that the browser has, if it has one."""
    if token := token_of(visit):
        sign_out(visit.counter.engine, token=token, now=visit.now)


def origin_of(visit: Visit) -> str:
    """Give from where in the network somebody comes."""
    client = visit.request.client
    return client.host if client else ""


def locked(visit: Visit, refusal: TooManyTries) -> Response:
    """Say that there were too many tries, and until when nobody is let in."""
    page = alone(
        visit, "sign_in/locked.html.jinja", status=429, says=str(refusal), until=refusal.until
    )
    seconds = max(1, int((refusal.until - visit.now).total_seconds()))
    page.headers["Retry-After"] = str(seconds)
    return page


def alone(visit: Visit, template: str, *, status: int = 200, **facts: object) -> Response:
    """Write a page of signing in, without the ways that are not open yet."""
    if visit.visitor is None or visit.visitor.awaits:
        facts |= {"me": None, "navigation": ()}
    return visit.page(template, status=status, next=wanted(visit), **facts)
