"""Signing in with a council account: to the identity provider and back."""

from functools import lru_cache
from urllib.parse import quote, unquote

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from config import logs
from ehcp.refusal import Refusal
from ehcp.staff.council_accounts import GroupMeans, enter
from ehcp.staff.identity_provider import Begun, IdentityProvider, ProviderAway
from ehcp.staff.roles import UserRole
from ehcp.web.counter import Counter
from ehcp.web.staff.sign_in.asking import ask
from ehcp.web.staff.sign_in.ways import end_own, go_on, own_path, terms_of, wanted
from ehcp.web.visit import Visit, anyone

router = APIRouter()

_THERE = "/sign-in/council"
_BACK = "/sign-in/council/back"
_COOKIE = "ehcp-council"
_SECONDS = 600
"""For so long somebody may be at the provider's pages."""


class NoProvider(Refusal):
    """A council account where no identity provider is known."""


@router.get(_THERE)
def go_there(visit: Visit = anyone()) -> Response:
    """Lead to the provider's own page for signing in."""
    provider = _provider(visit.counter)
    try:
        address, begun = provider.begin(now=visit.now)
    except ProviderAway as refusal:
        return _not_in(visit, refusal)
    response = RedirectResponse(address, status_code=303)
    # The provider's site leads back here, so the cookie has to come along from another site.
    response.set_cookie(
        _COOKIE,
        f"{begun.in_a_cookie()}.{quote(wanted(visit), safe='')}",
        max_age=_SECONDS,
        path=_THERE,
        secure=True,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(_BACK)
def come_back(visit: Visit = anyone()) -> Response:
    """Take the provider's answer, and sign in whoever it says that it is."""
    provider = _provider(visit.counter)
    *kept, to = visit.request.cookies.get(_COOKIE, "").split(".", 3)
    try:
        account = provider.finish(
            answer=dict(visit.request.query_params),
            begun=Begun.from_cookie(".".join(kept)),
            now=visit.now,
        )
        signed = enter(
            visit.counter.engine,
            account=account,
            groups=_groups(visit.counter),
            now=visit.now,
            today=visit.today,
            terms=terms_of(visit.counter),
        )
        end_own(visit)
        response = go_on(signed, to=own_path(unquote(to)))
    except Refusal as refusal:
        response = _not_in(visit, refusal)
    response.delete_cookie(_COOKIE, path=_THERE, secure=True, httponly=True, samesite="lax")
    return response


def _not_in(visit: Visit, refusal: Refusal) -> Response:
    """Show the page for signing in again, with why it came to nothing."""
    cause = refusal.__cause__
    logs.logger().warning(
        "no council account",
        why=type(refusal).__name__,
        cause=type(cause).__name__ if cause else "",
    )
    away = isinstance(refusal, ProviderAway)
    return ask(visit, {"": str(refusal)}, status=503 if away else 400)


def _groups(counter: Counter) -> dict[str, GroupMeans]:
    return {
        name: GroupMeans(roles=frozenset(map(UserRole, group.roles)), team=group.team)
        for name, group in counter.council.staff.groups.items()
    }


def _provider(counter: Counter) -> IdentityProvider:
    settings = counter.settings
    if settings.oidc_issuer is None:
        raise NoProvider("Nobody signs in with a council account here.")
    secret = settings.oidc_client_secret
    return _made_once(
        settings.oidc_issuer,
        settings.oidc_client_id or "",
        secret.get_secret_value() if secret else "",
        settings.web_address + _BACK,
        settings.oidc_groups_claim,
    )


@lru_cache(maxsize=4)
def _made_once(
    issuer: str, client_id: str, client_secret: str, back_to: str, groups_claim: str
) -> IdentityProvider:
    """Make the provider; what it says about itself is then asked for once an hour."""
    return IdentityProvider(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        back_to=back_to,
        groups_claim=groups_claim,
    )
