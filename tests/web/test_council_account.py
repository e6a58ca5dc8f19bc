"""Signing in through a true OpenID Connect provider, which runs beside the tests."""

import os
import socket
import warnings
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select

from config.council import read_council
from config.policy.staff import Group
from ehcp.register.engine import reading
from ehcp.register.tables import audit
from ehcp.web.sessions import COOKIE
from tests.web.outsiders import outsider
from tests.web.people import counter_over, guest, words_on

# The provider still uses parts of Authlib that are going away.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

GROUPS = {
    "EHC north": Group(roles=("caseworker",), team="North"),
    "EHC administrators": Group(roles=("administrator",)),
}
KIM = {"email": "kim@council.example", "name": "Kim Ashdown", "groups": ["EHC north"]}


@pytest.fixture(autouse=True)
def _the_day():
    """Let it be today and not a day that is set: what the provider signs is of this minute."""


@pytest.fixture(scope="module")
def provider():
    """Run a true provider, over HTTP, in a thread."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    with warnings.catch_warnings():
        import authlib.deprecate  # noqa: F401 - it sets filters of its own, once

        warnings.simplefilter("ignore")
        from oidc_provider_mock import User, run_server_in_thread

        with run_server_in_thread(
            user_claims=[User(sub="kim", claims=KIM)], require_nonce=True
        ) as server:
            yield f"http://localhost:{server.server_port}"
    del os.environ["AUTHLIB_INSECURE_TRANSPORT"]


def counter_with(engine, issuer, **settings):
    counter = counter_over(
        engine,
        web_address="https://counter.example",
        oidc_issuer=issuer,
        oidc_client_id="ehcp",
        oidc_client_secret=settings.pop("secret", "known to both"),
        **settings,
    )
    council = read_council()
    staff = council.staff.model_copy(update={"groups": GROUPS})
    there = council.model_copy(update={"staff": staff})
    return type(counter)(engine=engine, settings=counter.settings, council_now=lambda: there)


@pytest.fixture
def counter(engine, provider):
    return counter_with(engine, provider)


@pytest.fixture
def kim(counter):
    return guest(counter)


def goes_there(someone, page="/sign-in/council") -> str:
    """Follow the link to the provider, and give the address of its page."""
    answer = someone.get(page)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def signs_in_there(address: str, sub: str = "kim", **form: str) -> str:
    """Sign in at the provider's page; it leads back with an answer."""
    answer = httpx.post(address, data={"sub": sub} | form)
    assert answer.status_code == 302, answer.text
    back = answer.headers["location"]
    assert back.startswith("https://counter.example/sign-in/council/back?")
    return back.removeprefix("https://counter.example")


def is_now(provider, **claims) -> None:
    """Let the provider know other things of Kim."""
    httpx.put(f"{provider}/users/kim", json=KIM | claims)


@pytest.fixture(autouse=True)
def _kim_as_ever(provider):
    is_now(provider)


def test_with_a_council_account_one_is_signed_in_and_led_on(kim):
    page = kim.page("/sign-in?next=/my-day")
    assert 'href="/sign-in/council?next=/my-day"' in page
    back = signs_in_there(goes_there(kim, "/sign-in/council?next=/my-day"))
    answer = kim.get(back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/my-day")
    assert "Kim Ashdown" in kim.page("/my-day")
    words = words_on(kim.page("/account"))
    assert "Your council account" in words
    assert "North" in words
    assert kim.cookies.get("ehcp-council") is None


def test_a_council_accounts_password_is_not_ours_to_change(kim):
    kim.get(signs_in_there(goes_there(kim)))
    for path in ("/account/password", "/account/app"):
        assert "council account" in kim.page(path, status=400)


def test_what_the_browser_keeps_meanwhile_is_read_by_nobody_else(kim):
    cookie = kim.get("/sign-in/council").headers["set-cookie"].lower()
    for word in ("httponly", "secure", "samesite=lax", "path=/sign-in/council", "max-age=600"):
        assert word in cookie


def test_an_answer_to_another_browser_signs_nobody_in(kim, counter):
    eves = signs_in_there(goes_there(guest(counter)))
    goes_there(kim)
    answer = kim.get(eves)
    assert answer.status_code == 400
    assert "begun in another window" in words_on(answer.text)
    assert kim.cookies.get(COOKIE) is None
    nobody = guest(counter)
    assert nobody.get(eves).status_code == 400
    assert nobody.get("/sign-in/council/back").status_code == 400


def test_a_code_works_once(kim):
    address = goes_there(kim)
    kept = kim.cookies.get("ehcp-council")
    back = signs_in_there(address)
    assert kim.get(back).status_code == 303
    kim.cookies.clear()
    kim.cookies.set("ehcp-council", kept, domain="counter.example", path="/sign-in/council")
    answer = kim.get(back)
    assert answer.status_code == 400
    assert "used before" in words_on(answer.text)
    assert kim.cookies.get(COOKIE) is None


def test_a_token_that_answers_another_question_is_not_believed(kim):
    address = goes_there(kim)
    state, nonce, verifier, to = kim.cookies.get("ehcp-council").split(".")
    other = ".".join((state, nonce[::-1], verifier, to))
    kim.cookies.clear()
    kim.cookies.set("ehcp-council", other, domain="counter.example", path="/sign-in/council")
    answer = kim.get(signs_in_there(address))
    assert answer.status_code == 400
    assert "could not be trusted" in words_on(answer.text)


def test_roles_that_were_taken_away_there_end_here(kim, counter, provider):
    kim.get(signs_in_there(goes_there(kim)))
    assert kim.get("/my-day").status_code == 200
    is_now(provider, groups=["EHC administrators"])
    again = guest(counter)
    again.get(signs_in_there(goes_there(again)))
    assert again.get("/my-day").status_code == 403
    assert kim.get("/my-day").status_code == 403
    is_now(provider, groups=["Chess club"])
    answer = again.get(signs_in_there(goes_there(again)))
    assert answer.status_code == 400
    assert "in none of the groups that work here" in words_on(answer.text)
    for someone in (kim, again):
        assert someone.get("/account").status_code == 303


def test_somebody_in_no_group_is_told_whom_to_ask(kim, provider, engine):
    is_now(provider, groups=[])
    answer = kim.get(signs_in_there(goes_there(kim)))
    assert "ask your manager" in words_on(answer.text)
    with reading(engine) as connection:
        lines = connection.execute(select(audit.c.by, audit.c.act, audit.c.about)).all()
    assert [tuple(line) for line in lines] == [("unknown", "sign_in_failed", "in no group")]


def test_somebody_from_outside_comes_in_with_an_account_of_the_provider(kim, counter, provider):
    sam = outsider(counter, "Sam Hale", kinds=["health"])
    is_now(provider, email=sam, groups=["EHC north"])
    kim.get(signs_in_there(goes_there(kim)))
    assert kim.get("/").headers["location"] == "/queue"
    assert kim.get("/my-day").status_code == 403
    assert "health" in words_on(kim.page("/account"))


def test_whoever_says_no_there_is_back_where_they_began(kim):
    answer = kim.get(signs_in_there(goes_there(kim), action="deny"))
    # It does not send our state back with a refusal, so it could be anybody's.
    assert answer.status_code == 400
    assert "Sign in" in answer.text


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil"])
def test_nobody_is_led_to_another_site(kim, elsewhere):
    address = goes_there(kim, f"/sign-in/council?next={elsewhere}")
    assert kim.get(signs_in_there(address)).headers["location"] == "/"


def test_a_provider_that_is_down_has_a_kind_page(engine):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        someone = guest(counter_with(engine, f"http://127.0.0.1:{taken.getsockname()[1]}"))
        answer = someone.get("/sign-in/council")
    assert answer.status_code == 503
    words = words_on(answer.text)
    assert "nobody can sign in with a council account at the moment" in words
    assert "Password" in words


def test_without_a_provider_there_is_no_such_way(engine):
    answer = guest(counter_over(engine)).get("/sign-in/council")
    assert answer.status_code == 400
    assert "Nobody signs in with a council account here." in words_on(answer.text)


def test_no_code_token_or_address_is_on_the_audit_record_or_in_the_log(kim, engine, capfd):
    back = signs_in_there(goes_there(kim))
    kim.get(back)
    token = kim.cookies.get(COOKIE)
    kim.get(back)
    with reading(engine) as connection:
        written = str(connection.execute(select(audit)).all())
    out, err = capfd.readouterr()
    code = parse_qs(urlsplit(back).query)["code"][0]
    ours = [line for line in (out + err).splitlines() if "HTTP/1" not in line]
    for text in (written, *ours):
        for secret in (code, token, "@council", "known to both"):
            assert secret not in text
    assert "no council account" in err
