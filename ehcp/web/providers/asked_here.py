"""The browser in which a code is asked for: its secret, without which the code opens nothing.

The name of the cookie begins with `__Host-`: browsers take such a one from this counter alone, so
that nobody plants a secret that they know by another address of the council, or on the way.
"""

import re

from starlette.responses import Response

from ehcp.outside.codes import KNOWN, new_browser
from ehcp.web.visit import Visit

COOKIE = "__Host-ehcp-asked"
_SECRET = re.compile(r"[A-Za-z0-9_-]{22}")


def browser_of(visit: Visit) -> str | None:
    """Give the secret of this browser; None where no code was asked for in it."""
    kept = visit.request.cookies.get(COOKIE, "")
    return kept if _SECRET.fullmatch(kept) else None


def browser_to_keep(visit: Visit) -> str:
    """Give the secret of this browser, or a new one.

    A code that was asked for in another window of it stays good.
    """
    return browser_of(visit) or new_browser()


def keep_browser(response: Response, browser: str) -> None:
    """Give the browser its secret, as a cookie that no script and no other site can read."""
    response.set_cookie(
        COOKIE,
        browser,
        max_age=int(KNOWN.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
