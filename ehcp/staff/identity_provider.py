"""The council's identity provider (OpenID Connect): who it says that somebody is."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from ehcp.refusal import Refusal

if TYPE_CHECKING:
    import httpx

_DISCOVERY = "/.well-known/openid-configuration"
_SCOPE = "openid profile email"
_SECONDS = 10
_KEPT_FOR = timedelta(hours=1)
_CLOCKS_APART = 60
"""Seconds by which two machines' clocks may differ."""
_SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_THIS_MACHINE = ("localhost", "127.0.0.1")
_PARTS = 3


class ProviderAway(Refusal):
    """The identity provider does not answer, or not as it should."""


class NotBegunHere(Refusal):
    """An answer of the provider to a question that this browser did not ask, or asked long ago."""


class NotSaidSo(Refusal):
    """The provider did not say who somebody is, or what it said cannot be trusted."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What a browser keeps between going to the provider and coming back."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    def in_a_cookie(self) -> str:
        """Write it as one word."""
        return f"{self.state}.{self.nonce}.{self.verifier}"

    @classmethod
    def from_cookie(cls, kept: str) -> "Begun":
        """Read what a browser kept.

        Raises:
            NotBegunHere: it kept nothing.
        """
        parts = kept.split(".")
        if len(parts) != _PARTS or not all(parts):
            raise _not_begun_here()
        return cls(state=parts[0], nonce=parts[1], verifier=parts[2])


@dataclass(frozen=True, kw_only=True)
class CouncilAccount:
    """Who the provider says that somebody is.

    Attributes:
        subject: the issuer and its own name for them, which never changes.
    """

    subject: str
    email: str
    name: str
    groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IdentityProvider:
    """A provider, as it knows this software.

    Attributes:
        back_to: the page of ours to which it sends people back.
        groups_claim: where it says in which groups somebody is.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    back_to: str
    groups_claim: str = "groups"
    _said: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list, repr=False)

    def begin(self, *, now: datetime) -> tuple[str, Begun]:
        """Give the provider's page to which somebody goes, and what their browser keeps meanwhile.

        Raises:
            ProviderAway: it does not answer.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        with _http() as http:
            page = self._metadata(http, now=now)["authorization_endpoint"]
        begun = Begun(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
        )
        address: str = prepare_grant_uri(
            page,
            client_id=self.client_id,
            response_type="code",
            redirect_uri=self.back_to,
            scope=_SCOPE,
            state=begun.state,
            nonce=begun.nonce,
            code_challenge=create_s256_code_challenge(begun.verifier),
            code_challenge_method="S256",
        )
        return address, begun

    def finish(self, *, answer: Mapping[str, str], begun: Begun, now: datetime) -> CouncilAccount:
        """Take the provider's answer, with which a browser came back, and ask who it is.

        Raises:
            NotBegunHere: it answers another question than this browser's.
            NotSaidSo: the provider let nobody in, the code was used before, or what it said is not
                signed by it, not for us, not for now, or not to this question.
            ProviderAway: it does not answer.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise _not_begun_here()
        issuer = answer.get("iss", self.issuer)
        if "error" in answer or not answer.get("code") or issuer.rstrip("/") != self.issuer:
            raise NotSaidSo(
                "The council's sign-in service did not let you in. Try again, or ask whoever looks "
                "after council accounts."
            )
        with _http() as http:
            metadata = self._metadata(http, now=now)
            tokens = self._exchange(http, metadata, code=answer["code"], begun=begun)
            keys = _json(http, metadata["jwks_uri"])
            claims = self._trusted(tokens, metadata, keys=keys, begun=begun, now=now)
            if self.groups_claim not in claims and "userinfo_endpoint" in metadata:
                claims = claims | self._more(http, metadata, tokens, claims)
        return self._account(claims)

    def _metadata(self, http: "httpx.Client", *, now: datetime) -> dict[str, Any]:
        if self._said and now - self._said[-1][0] < _KEPT_FOR:
            return self._said[-1][1]
        said = _json(http, self.issuer + _DISCOVERY)
        if str(said.get("issuer")).rstrip("/") != self.issuer:
            raise _away("calls itself by another name than EHCP_OIDC_ISSUER")
        if not all(_is_safe(said.get(name)) for name in _ENDPOINTS):
            raise _away("names no pages that are safe to use")
        self._said[:] = [(now, said)]
        return said

    def _exchange(
        self, http: "httpx.Client", metadata: dict[str, Any], *, code: str, begun: Begun
    ) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back_to,
            "code_verifier": begun.verifier,
        }
        who = (quote(self.client_id, safe=""), quote(self.client_secret, safe=""))
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in ways:
            return _json(http, metadata["token_endpoint"], data=form, auth=who)
        form |= {"client_id": self.client_id, "client_secret": self.client_secret}
        return _json(http, metadata["token_endpoint"], data=form)

    def _trusted(
        self,
        tokens: dict[str, Any],
        metadata: dict[str, Any],
        *,
        keys: Any,  # noqa: ANN401 - what the provider published
        begun: Begun,
        now: datetime,
    ) -> dict[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            token = jwt.decode(
                str(tokens["id_token"]), KeySet.import_key_set(keys), algorithms=_SIGNED_WITH
            )
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": metadata["issuer"]},
                    "aud": {"essential": True, "value": self.client_id},
                },
                params={
                    "nonce": begun.nonce,
                    "client_id": self.client_id,
                    "access_token": tokens.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=_CLOCKS_APART)
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise NotSaidSo(
                "What the council's sign-in service said about you could not be trusted. Begin "
                "again; if it happens again, tell your administrator."
            ) from error
        return dict(claims)

    def _more(
        self,
        http: "httpx.Client",
        metadata: dict[str, Any],
        tokens: dict[str, Any],
        claims: dict[str, Any],
    ) -> dict[str, Any]:
        """Ask for what the signed token does not hold; of the same person, and nothing signed."""
        headers = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        more = _json(http, metadata["userinfo_endpoint"], headers=headers)
        if more.get("sub") != claims["sub"]:
            raise NotSaidSo("The council's sign-in service spoke of two people. Begin again.")
        return {name: value for name, value in more.items() if name not in claims}

    def _account(self, claims: dict[str, Any]) -> CouncilAccount:
        elsewhere = claims.get("_claim_names")
        if isinstance(elsewhere, dict) and self.groups_claim in elsewhere:
            raise NotSaidSo(
                "You are in so many groups that the council's sign-in service did not list them. "
                "Ask your administrator: it can be set to name only the groups of this software."
            )
        groups = claims.get(self.groups_claim) or []
        email = claims.get("email") or claims.get("preferred_username") or ""
        if not isinstance(email, str) or "@" not in email or claims.get("email_verified") is False:
            raise NotSaidSo(
                "The council's sign-in service gave no email address of yours that it has checked. "
                "Ask whoever looks after council accounts to add it."
            )
        return CouncilAccount(
            subject=f"{self.issuer} {claims['sub']}",
            email=email,
            name=str(claims.get("name") or email.partition("@")[0].replace(".", " ").title()),
            groups=tuple(map(str, groups)) if isinstance(groups, list) else (str(groups),),
        )


def _http() -> "httpx.Client":
    import httpx

    return httpx.Client(timeout=_SECONDS, follow_redirects=False)


def _json(http: "httpx.Client", address: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Ask the provider something; what it is given decides whether it is a question or a form.

    Raises:
        ProviderAway: no answer, or none that can be read.
        NotSaidSo: it refused.
    """
    import httpx

    try:
        answer = http.request("POST" if "data" in more else "GET", address, **more)
        said = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise _away("does not answer") from error
    if answer.is_client_error and "data" in more:
        raise NotSaidSo(
            "The council's sign-in service did not take this sign-in: it was used before, or took "
            "too long. Begin again."
        )
    if not answer.is_success or not isinstance(said, dict):
        raise _away("does not answer as it should")
    return said


def _is_safe(address: object) -> bool:
    parts = urlsplit(address if isinstance(address, str) else "")
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)


def _away(what: str) -> ProviderAway:
    return ProviderAway(
        f"The council's sign-in service {what}, so nobody can sign in with a council account at "
        "the moment. Try again in a few minutes; if it goes on, tell your administrator."
    )


def _not_begun_here() -> NotBegunHere:
    return NotBegunHere(
        "This sign-in was begun in another window, or too long ago. Begin again from this page."
    )
