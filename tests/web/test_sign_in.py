"""Signing in at the counter: each step has its page, and no step can be left out or led astray."""

from datetime import time

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from config import clock
from ehcp.register.engine import reading
from ehcp.register.tables import audit, sessions, users
from ehcp.staff import passwords
from ehcp.staff.roles import UserRole
from ehcp.staff.users import add_user
from ehcp.web.sessions import COOKIE
from ehcp.web.staff.sign_in.ways import own_path
from tests.web.conftest import TODAY
from tests.web.people import counter_over, guest, secrets_on, words_on

EMAIL = "kim@council.example"
OWN = "ferry lantern oatmeal"
NEW = "quiet marble harbour"
WRONG = "wrong lantern oatmeal"


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch):
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)


@pytest.fixture
def counter(engine):
    return counter_over(engine, second_factor="offered")


@pytest.fixture
def first_password(engine) -> str:
    """Kim has been added, and was given this password."""
    _, password = add_user(
        engine,
        by="Ada",
        at=clock.now(),
        today=TODAY,
        email=EMAIL,
        name="Kim Ashdown",
        roles=[UserRole.CASEWORKER],
        team="North",
    )
    return password


@pytest.fixture
def own_password(engine, first_password):
    """Kim has put a password of her own in place of the first."""
    assert first_password
    with engine.begin() as connection:
        connection.execute(
            users.update().values(
                password_hash=passwords.hash_of_password(OWN), must_change_password=False
            )
        )


def at(hour, minute=0):
    return clock.the_day(TODAY, at=time(hour, minute))


def secret_shown(page: str) -> str:
    return page.partition('<strong class="app-secret">')[2].partition("<")[0].replace(" ", "")


def acts(engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        return [(row.by, row.act) for row in connection.execute(select(audit))]


# ------------------------------------------------------------------------------- the password


@pytest.mark.usefixtures("own_password")
def test_a_page_leads_to_signing_in_and_back_to_itself(nobody):
    asked = nobody.get("/my-day")
    assert asked.headers["location"] == "/sign-in?next=/my-day"
    answer = nobody.fill_in("/sign-in", page="/sign-in?next=/my-day", email=EMAIL, password=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/my-day")
    assert "My day" in nobody.page("/my-day")


@pytest.mark.usefixtures("own_password")
def test_the_cookie_is_for_this_site_alone(nobody):
    answer = nobody.fill_in("/sign-in", email=EMAIL, password=OWN)
    cookie = answer.headers["set-cookie"].lower()
    for word in ("httponly", "secure", "samesite=lax", "path=/"):
        assert word in cookie
    assert "expires" not in cookie
    assert "max-age" not in cookie


@pytest.mark.usefixtures("own_password")
def test_what_is_wrong_is_said_and_the_password_is_not_shown_again(nobody):
    answer = nobody.fill_in("/sign-in", email=EMAIL, password=WRONG)
    assert answer.status_code == 400
    assert "The email address or the password is not right" in words_on(answer.text)
    assert "<title>Error: Sign in" in answer.text
    assert f'value="{EMAIL}"' in answer.text
    assert WRONG not in answer.text
    empty = nobody.fill_in("/sign-in", email="", password="")
    assert "Enter your email address." in empty.text
    assert "Enter your password." in empty.text


@pytest.mark.usefixtures("own_password")
def test_a_token_planted_beforehand_opens_nothing(nobody):
    planted = "planted-by-somebody-else"
    nobody.cookies.set(COOKIE, planted, domain="counter.example", path="/")
    nobody.fill_in("/sign-in", email=EMAIL, password=OWN)
    assert nobody.cookies.get(COOKIE) != planted


@pytest.mark.usefixtures("own_password")
def test_signing_in_again_ends_the_session_before(nobody, engine, counter):
    nobody.fill_in("/sign-in", email=EMAIL, password=OWN)
    before = nobody.cookies.get(COOKIE)
    page = nobody.page("/account")
    nobody.send_again("/sign-in", secrets_on(page), email=EMAIL, password=OWN)
    other = guest(counter)
    other.cookies.set(COOKIE, before, domain="counter.example", path="/")
    assert other.get("/account").status_code == 303
    with reading(engine) as connection:
        assert len(connection.execute(select(sessions)).all()) == 1


@pytest.mark.usefixtures("own_password")
def test_too_many_tries_have_a_page_of_their_own(nobody):
    for _ in range(5):
        nobody.fill_in("/sign-in", email=EMAIL, password=WRONG)
    answer = nobody.fill_in("/sign-in", email=EMAIL, password=OWN)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "900"
    assert "Try again in 15 minutes" in words_on(answer.text)
    assert "2 March 2026 at 9:15am" in words_on(answer.text)
    with at(9, 15):
        assert nobody.fill_in("/sign-in", email=EMAIL, password=OWN).status_code == 303


@pytest.mark.usefixtures("own_password")
def test_a_form_of_another_site_signs_nobody_in(nobody):
    data = {"email": EMAIL, "password": OWN}
    headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert nobody.post("/sign-in", data=data, headers=headers).status_code == 400
    assert nobody.cookies.get(COOKIE) is None


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/x",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x",
        "http:evil",
        "evil.example",
        "/\t/evil.example",
        "///evil.example",
        "/sign-out",
        "/sign-in",
        "",
        "/" + "x" * 600,
        "https://[",
    ],
)
@pytest.mark.usefixtures("own_password")
def test_nobody_is_led_to_another_site(nobody, elsewhere):
    answer = nobody.post("/sign-in", data={"email": EMAIL, "password": OWN, "next": elsewhere})
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert where == "/" or where.startswith("/%0d%0a")


def test_a_page_of_ours_is_kept_without_its_question():
    assert own_path("/cases/K7Q-2ND?said=saved#x") == "/cases/K7Q-2ND"
    assert own_path("/cases/ä b") == "/cases/%C3%A4%20b"


# ---------------------------------------------------------------------------- step by step


def test_the_first_sign_in_asks_for_a_password_of_ones_own(nobody, first_password):
    answer = nobody.fill_in(
        "/sign-in", page="/sign-in?next=/my-day", email=EMAIL, password=first_password
    )
    where = answer.headers["location"]
    assert where == "/account/password?next=%2Fmy-day"
    page = nobody.page(where)
    assert "Choose your own password" in page
    assert "My day" not in page  # no way into the counter yet
    for closed in ("/my-day", "/account", "/"):
        assert nobody.get(closed).headers["location"] == "/account/password"
    weak = nobody.fill_in("/account/password", page=where, new="kim ashdown")
    assert weak.status_code == 400
    assert "too short" in weak.text
    assert "kim ashdown" not in weak.text
    done = nobody.fill_in("/account/password", page=where, new=NEW)
    assert done.headers["location"] == "/my-day"
    assert nobody.get("/my-day").status_code == 200


def test_with_codes_required_the_app_is_set_up_at_the_first_sign_in(engine, first_password):
    kim = guest(counter_over(engine))
    kim.fill_in("/sign-in", email=EMAIL, password=first_password)
    answer = kim.fill_in("/account/password", new=NEW)
    assert answer.headers["location"] == "/sign-in/code"
    assert kim.get("/sign-in/code").headers["location"] == "/account/app"
    page = kim.page("/account/app")
    assert "<svg" in page
    secret = secret_shown(page)
    assert f"secret={secret}" in page
    assert secret_shown(kim.page("/account/app")) == secret
    wrong = kim.fill_in("/account/app", code="000000")
    assert (wrong.status_code, secret_shown(wrong.text)) == (400, secret)
    code = pyotp.TOTP(secret).at(clock.now())
    done = kim.fill_in("/account/app", code=f"{code[:3]} {code[3:]}")
    assert done.headers["location"] == "/"
    assert kim.get("/").headers["location"] == "/my-day"
    assert [act for _, act in acts(engine)][-3:] == [
        "password_changed",
        "second_factor_set",
        "signed_in",
    ]

    again = guest(counter_over(engine))
    with at(10):
        answer = again.fill_in("/sign-in", page="/sign-in?next=/my-day", email=EMAIL, password=NEW)
        assert answer.headers["location"] == "/sign-in/code?next=%2Fmy-day"
        waiting = again.cookies.get(COOKIE)
        page = again.page("/sign-in/code?next=%2Fmy-day")
        assert 'autocomplete="one-time-code"' in page
        assert 'inputmode="numeric"' in page
        assert "maxlength" not in page
        assert again.get("/my-day").headers["location"] == "/sign-in/code"
        wrong = again.fill_in("/sign-in/code", code="000000")
        assert "That is not the code" in words_on(wrong.text)
        right = pyotp.TOTP(secret).at(clock.now())
        done = again.fill_in("/sign-in/code", page="/sign-in/code?next=%2Fmy-day", code=right)
        assert done.headers["location"] == "/my-day"
        assert again.cookies.get(COOKIE) != waiting
        for _ in range(5):
            locked = guest(counter_over(engine))
            locked.fill_in("/sign-in", email=EMAIL, password=NEW)
            locked.fill_in("/sign-in/code", code="000000")
        assert locked.fill_in("/sign-in/code", code="000000").status_code == 429


def test_steps_that_nobody_is_at_lead_to_the_beginning(nobody):
    assert nobody.get("/sign-in/code").headers["location"] == "/sign-in"
    for path in ("/account", "/account/password", "/account/app"):
        assert nobody.get(path).headers["location"].startswith("/sign-in")
    for path in ("/account/password", "/account/app"):
        assert nobody.post(path, data={"new": NEW, "code": "1"}).status_code == 303
    begun = nobody.post("/sign-in/code", data={"code": "123456"})
    assert begun.status_code == 400
    assert "Begin again" in begun.text


# ----------------------------------------------------------------------------- one's account


@pytest.fixture
def kim(nobody, own_password):  # noqa: ARG001 - she needs one
    nobody.fill_in("/sign-in", email=EMAIL, password=OWN)
    return nobody


def test_ones_account_says_what_one_may_do(kim):
    words = words_on(kim.page("/account"))
    for word in ("Kim Ashdown", EMAIL, "Caseworker", "North", "2 March 2026 at 9:00pm"):
        assert word in words


def test_one_changes_ones_own_password(kim, counter):
    elsewhere = guest(counter)
    elsewhere.fill_in("/sign-in", email=EMAIL, password=OWN)
    wrong = kim.fill_in("/account/password", old=WRONG, new=NEW)
    assert "That is not the password you have now" in wrong.text
    empty = kim.fill_in("/account/password", old="", new="")
    assert "Enter the password you have now." in empty.text
    done = kim.fill_in("/account/password", old=OWN, new=NEW)
    assert done.headers["location"] == "/account?said=saved"
    assert "Saved." in kim.page("/account?said=saved")
    assert elsewhere.get("/account").status_code == 303


def test_one_sets_up_an_app_of_ones_own_will(kim):
    page = kim.page("/account/app")
    code = pyotp.TOTP(secret_shown(page)).at(clock.now())
    wrong = kim.fill_in("/account/app", code=code, password=WRONG)
    assert wrong.status_code == 400
    assert kim.fill_in("/account/app", code=code, password=OWN).status_code == 303
    assert "From an app that you set up" in words_on(kim.page("/account"))


# ------------------------------------------------------------------------------ who may come


@pytest.mark.usefixtures("own_password")
def test_passwords_can_be_switched_off(engine):
    counter = counter_over(
        engine,
        local_accounts="off",
        oidc_issuer="https://login.council.example",
        oidc_client_id="ehcp",
        oidc_client_secret=WRONG,
    )
    someone = guest(counter)
    page = someone.page("/sign-in?next=/my-day")
    assert "Sign in with your council account" in page
    assert "/sign-in/council?next=/my-day" in page
    assert 'name="password"' not in page
    answer = someone.post("/sign-in", data={"email": EMAIL, "password": OWN})
    assert answer.status_code == 400
    assert "Use your council account" in answer.text


def test_without_a_provider_no_council_account_is_offered(nobody):
    assert "council account" not in nobody.page("/sign-in")


@pytest.mark.usefixtures("own_password")
def test_no_password_code_or_address_is_on_the_audit_record_or_in_the_log(nobody, engine, capfd):
    nobody.fill_in("/sign-in", email=EMAIL, password=WRONG)
    nobody.fill_in("/sign-in", email="eve@council.example", password=WRONG)
    nobody.fill_in("/sign-in", email=EMAIL, password=OWN)
    token = nobody.cookies.get(COOKIE)
    nobody.fill_in("/account/password", old=OWN, new=NEW)
    with reading(engine) as connection:
        written = str(connection.execute(select(audit)).all())
    out, err = capfd.readouterr()
    for text in (written, out, err):
        for secret in (OWN, NEW, WRONG, token, "@council"):
            assert secret not in text
    assert acts(engine)[-4:] == [
        ("Kim Ashdown", "sign_in_failed"),
        ("unknown", "sign_in_failed"),
        ("Kim Ashdown", "signed_in"),
        ("Kim Ashdown", "password_changed"),
    ]
