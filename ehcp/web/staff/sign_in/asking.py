"""The page that asks who somebody is."""

from collections.abc import Mapping

from starlette.responses import Response

from ehcp.web.sessions import COOKIE
from ehcp.web.staff.sign_in.ways import alone
from ehcp.web.visit import Visit


def ask(visit: Visit, wrong: Mapping[str, str], *, status: int = 400) -> Response:
    """Show the page for signing in, with what was wrong."""
    settings, session = visit.counter.settings, visit.counter.council.staff.session
    return alone(
        visit,
        "sign_in/sign_in.html.jinja",
        status=status if wrong else 200,
        wrong=wrong,
        passwords=settings.local_accounts == "on",
        council_account=settings.oidc_issuer is not None,
        # Who was signed in and is no more has a cookie still; who signed out has none.
        was_signed_out=COOKIE in visit.request.cookies and visit.visitor is None and not wrong,
        idle_minutes=session.idle_minutes,
        warn_minutes=session.warn_minutes,
        longest_hours=session.longest_hours,
    )
