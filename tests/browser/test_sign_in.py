"""Signing in with a real browser: by keyboard, with and without scripts, on a telephone too."""

from datetime import time

import pyotp
import pytest
from argon2 import PasswordHasher

from config import clock
from ehcp.staff import passwords
from ehcp.staff.roles import UserRole
from ehcp.staff.users import add_user
from tests.browser.served import DESK, TELEPHONE, AtTheCounter
from tests.web.conftest import TODAY

EMAIL = "kim@council.example"
OWN = "ferry lantern oatmeal"

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch):
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)


@pytest.fixture
def database_url(sqlite_url):
    """Give a register in SQLite: the rooms below are asked on both databases."""
    return sqlite_url


@pytest.fixture
def first_password(counter_served) -> str:
    _, password = add_user(
        counter_served.counter.engine,
        by="Ada",
        at=clock.now(),
        today=TODAY,
        email=EMAIL,
        name="Kim Ashdown",
        roles=[UserRole.CASEWORKER],
    )
    return password


@pytest.mark.parametrize(("scripts", "width"), [(True, DESK), (True, TELEPHONE), (False, DESK)])
def test_the_first_sign_in_is_walked_by_keyboard_alone(
    browser, counter_served, first_password, scripts, width
):
    kim = AtTheCounter(browser, counter_served, scripts=scripts, width=width)
    try:
        page, keys = kim.page, kim.page.keyboard
        kim.go("/sign-in")
        page.focus("#email")
        keys.type(EMAIL)
        keys.press("Tab")
        keys.insert_text(first_password)  # as it is pasted, or filled in by a password manager
        keys.press("Enter")
        page.wait_for_url("**/account/password")
        kim.look()
        page.focus("#new")
        keys.type("too short")
        keys.press("Enter")
        page.wait_for_selector(".govuk-error-summary")
        assert "too short. Use 12 letters" in kim.reads()
        kim.said.clear()  # Chromium says on its console that the form was refused
        page.focus("#new")
        keys.type(OWN)
        keys.press("Enter")
        page.wait_for_url("**/account/app")
        kim.look()
        secret = page.inner_text(".app-secret").replace(" ", "")
        page.focus("#code")
        keys.insert_text(pyotp.TOTP(secret).at(clock.now()))
        keys.press("Enter")
        page.wait_for_url("**/my-day")
        kim.go("/account")
        assert "From an app that you set up" in kim.reads()
        kim.press("Sign out")
        assert "You have signed out." in kim.reads()
    finally:
        kim.leave()


def test_whoever_does_nothing_is_warned_and_may_stay_and_is_signed_out_at_last(
    browser, counter_served
):
    kim = AtTheCounter(browser, counter_served, scripts=True)
    kim.signed_in_already("Kim Ashdown", "caseworker")
    try:
        page = kim.page
        page.clock.install()
        page.goto("/account")
        with page.expect_response("**/session"):
            page.clock.fast_forward("00:03")
        dialog = page.get_by_role("alertdialog")
        assert dialog.count() == 0
        with clock.the_day(TODAY, at=time(9, 26)):
            page.clock.fast_forward("25:30")
            dialog.wait_for()
            assert "You are about to be signed out" in dialog.inner_text()
            assert page.evaluate("document.activeElement.textContent") == "Stay signed in"
            kim.look()
            with page.expect_response("**/session"):
                page.keyboard.press("Enter")
            dialog.wait_for(state="hidden")
        with clock.the_day(TODAY, at=time(9, 52)):
            page.clock.fast_forward("25:30")
            dialog.wait_for()
        with clock.the_day(TODAY, at=time(9, 57)):
            page.clock.fast_forward("05:00")
            page.wait_for_url("**/sign-in?next=%2Faccount")
            assert "You are signed out." in kim.reads()
    finally:
        kim.leave()
