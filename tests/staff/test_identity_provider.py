"""What an identity provider says is believed only if it is signed, for us, for now, and an answer.

The provider is invented here, so that it can lie; a true one stands in tests/web.
"""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from ehcp.staff import identity_provider
from ehcp.staff.identity_provider import (
    Begun,
    IdentityProvider,
    NotBegunHere,
    NotSaidSo,
    ProviderAway,
)
from tests.builders import NOW

ISSUER = "https://login.council.example/tenant"
BACK = "https://ehc.council.example/sign-in/council/back"
KEY = RSAKey.generate_key(2048, {"kid": "one"}, private=True)


class Invented:
    """A provider whose every answer a test may change."""

    def __init__(self) -> None:
        self.metadata = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
        }
        self.claims = {
            "iss": ISSUER,
            "aud": "ehcp",
            "sub": "kim-1",
            "email": "Kim@council.example",
            "name": "Kim Ashdown",
            "groups": ["EHC north"],
            "iat": int(NOW.timestamp()),
            "exp": int(NOW.timestamp()) + 300,
        }
        self.info: dict[str, object] = {"sub": "kim-1", "groups": ["EHC south"]}
        self.header = {"alg": "RS256", "kid": "one"}
        self.key: RSAKey | OctKey = KEY
        self.challenge = self.nonce = ""
        self.status = 200
        self.asked: list[httpx.Request] = []

    def answers(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = request.url.path.rpartition("/")[2]
        if path == "openid-configuration":
            return httpx.Response(self.status, json=self.metadata)
        if path == "keys":
            return httpx.Response(200, json=KeySet([KEY]).as_dict(private=False))
        if path == "userinfo":
            return httpx.Response(200, json=self.info)
        form = parse_qs(request.content.decode())
        verifier = form["code_verifier"][0].encode()
        challenge = base64.urlsafe_b64encode(sha256(verifier).digest()).rstrip(b"=").decode()
        if challenge != self.challenge or form["redirect_uri"] != [BACK]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        claims = {"nonce": self.nonce} | self.claims
        token = jwt.encode(self.header, claims, self.key, algorithms=["RS256", "HS256"])
        return httpx.Response(200, json={"id_token": token, "access_token": "opaque"})


@pytest.fixture
def invented(monkeypatch):
    made = Invented()
    transport = httpx.MockTransport(made.answers)
    monkeypatch.setattr(identity_provider, "_http", lambda: httpx.Client(transport=transport))
    return made


@pytest.fixture
def provider() -> IdentityProvider:
    return IdentityProvider(
        issuer=ISSUER,
        client_id="ehcp",
        client_secret="a secret: with/signs",  # noqa: S106 - of an invented provider
        back_to=BACK,
    )


def comes_back(invented, provider, *, now=NOW, **answer):
    """Go to the provider and come back with a code."""
    address, begun = provider.begin(now=NOW)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    invented.challenge = asked["code_challenge"]
    invented.nonce = asked["nonce"]
    said = {"state": asked["state"], "code": "one-time"} | answer
    return provider.finish(answer=said, begun=begun, now=now)


def test_somebody_is_who_the_provider_says(invented, provider):
    account = comes_back(invented, provider)
    assert account.subject == f"{ISSUER} kim-1"
    assert (account.email, account.name) == ("Kim@council.example", "Kim Ashdown")
    assert account.groups == ("EHC north",)


def test_the_question_is_a_code_with_proof_and_goes_to_the_provider(invented, provider):
    address, begun = provider.begin(now=NOW)
    assert address.startswith(f"{ISSUER}/authorize?")
    asked = parse_qs(urlsplit(address).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid profile email"]
    assert begun.verifier not in address
    assert Begun.from_cookie(begun.in_a_cookie()) == begun
    assert begun.state not in repr(begun)
    assert invented.asked[0].url.path.endswith("/.well-known/openid-configuration")


def test_what_the_provider_says_of_itself_is_asked_once_an_hour(invented, provider):
    for _ in range(3):
        provider.begin(now=NOW)
    assert len(invented.asked) == 1
    provider.begin(now=NOW + timedelta(hours=1))
    assert len(invented.asked) == 2


def test_the_secret_goes_to_the_provider_alone_and_as_the_standard_says(invented, provider):
    comes_back(invented, provider)
    (token,) = [each for each in invented.asked if each.url.path.endswith("/token")]
    given = base64.b64decode(token.headers["authorization"].removeprefix("Basic ")).decode()
    assert given == "ehcp:a%20secret%3A%20with%2Fsigns"
    assert "a secret" not in repr(provider)
    invented.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    comes_back(invented, replace(provider, _said=[]))
    form = parse_qs(invented.asked[-2].content.decode())
    assert form["client_secret"] == ["a secret: with/signs"]


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.example"},
        {"aud": "another program"},
        {"aud": ["ehcp", "another"], "azp": "another"},
        {"nonce": "of another browser"},
        {"exp": int(NOW.timestamp()) - 120},
        {"iat": int(NOW.timestamp()) + 900},
        {"nbf": int(NOW.timestamp()) + 900},
        {"at_hash": "bm90LWl0"},
        {"sub": None},
        {"exp": None},
        {"aud": None},
    ],
)
def test_what_is_not_for_us_and_for_now_is_not_believed(invented, provider, lie):
    invented.claims = {
        name: value for name, value in (invented.claims | lie).items() if value is not None
    }
    with pytest.raises(NotSaidSo, match="could not be trusted"):
        comes_back(invented, provider)


def test_what_is_signed_by_nobody_or_somebody_else_is_not_believed(invented, provider):
    invented.key = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
    with pytest.raises(NotSaidSo, match="could not be trusted"):
        comes_back(invented, provider)
    # The provider's public key, taken for a shared secret: the oldest trick of all.
    public = json.dumps(KEY.as_dict(private=False))
    invented.key, invented.header = OctKey.import_key(public), {"alg": "HS256", "kid": "one"}
    with pytest.raises(NotSaidSo, match="could not be trusted"):
        comes_back(invented, provider)


def test_an_answer_to_another_browser_is_not_taken(invented, provider):
    for state in ("", "of another browser", "ü"):
        with pytest.raises(NotBegunHere):
            comes_back(invented, provider, state=state)
    for kept in ("", "a.b", "a..c", "a.b.c.d"):
        with pytest.raises(NotBegunHere):
            Begun.from_cookie(kept)


def test_a_stolen_code_is_worth_nothing_without_what_the_browser_kept(invented, provider):
    _, mine = provider.begin(now=NOW)
    _, thiefs = provider.begin(now=NOW)
    invented.challenge = base64.urlsafe_b64encode(sha256(mine.verifier.encode()).digest()).decode()
    with pytest.raises(NotSaidSo, match="did not take this sign-in"):
        provider.finish(answer={"state": thiefs.state, "code": "one-time"}, begun=thiefs, now=NOW)


@pytest.mark.parametrize(
    "answer", [{"error": "access_denied"}, {"code": ""}, {"iss": "https://evil.example"}]
)
def test_a_refusal_of_the_provider_is_told(invented, provider, answer):
    with pytest.raises(NotSaidSo, match="did not let you in"):
        comes_back(invented, provider, **answer)


@pytest.mark.parametrize(
    ("metadata", "status"),
    [
        ({"issuer": "https://evil.example"}, 200),
        ({"token_endpoint": "http://login.council.example/token"}, 200),
        ({"jwks_uri": None}, 200),
        ({"authorization_endpoint": "javascript:alert(1)"}, 200),
        ({}, 500),
        ({}, 404),
        ({}, 302),
    ],
)
def test_a_provider_that_is_not_as_it_should_be_is_not_used(invented, provider, metadata, status):
    invented.metadata |= metadata
    invented.status = status
    with pytest.raises(ProviderAway, match="Try again in a few minutes"):
        provider.begin(now=NOW)


def test_groups_may_stand_elsewhere(invented, provider):
    del invented.claims["groups"]
    assert comes_back(invented, provider).groups == ("EHC south",)
    invented.info = {"sub": "somebody else", "groups": ["EHC south"]}
    with pytest.raises(NotSaidSo, match="two people"):
        comes_back(invented, provider)


def test_too_many_groups_are_told_apart_from_none(invented, provider):
    del invented.claims["groups"]
    del invented.metadata["userinfo_endpoint"]
    assert comes_back(invented, provider).groups == ()
    invented.claims["_claim_names"] = {"groups": "src1"}
    with pytest.raises(NotSaidSo, match="so many groups"):
        comes_back(invented, provider)


@pytest.mark.parametrize(
    "claims", [{"email": None}, {"email_verified": False}, {"email": 7}, {"email": "kim"}]
)
def test_without_an_address_nobody_is_known(invented, provider, claims):
    invented.claims |= claims
    with pytest.raises(NotSaidSo, match="email address"):
        comes_back(invented, provider)


def test_an_account_without_name_or_address_in_so_many_words(invented, provider):
    del invented.claims["name"]
    invented.claims |= {"email": "", "preferred_username": "sam.old@council.example"}
    account = comes_back(invented, provider)
    assert (account.email, account.name) == ("sam.old@council.example", "Sam Old")
