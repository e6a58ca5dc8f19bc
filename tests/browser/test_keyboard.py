"""A caseworker's morning with the keyboard alone, and the focus never out of sight."""

from datetime import timedelta

import pyotp
import pytest

from config import clock
from ehcp.staff.roles import UserRole
from tests.browser.hands import Person, account_of
from tests.browser.keyboard import AtTheKeyboard
from tests.browser.served import DESK
from tests.web.conftest import TODAY
from tests.web.small_council import fill

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
]


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


def test_a_call_is_logged_and_an_entry_recorded_without_a_mouse(browser, counter_served) -> None:
    case = fill(counter_served.counter)["requested"]
    account = account_of(counter_served, "Kim Ashdown", UserRole.CASEWORKER)
    with clock.the_day(TODAY - timedelta(days=3)):  # password and app are set up already
        before = Person(browser, counter_served, scripts=True, account=account)
        before.sign_in()
        before.leave()
    kim = AtTheKeyboard(browser, counter_served, scripts=True, width=DESK, account=account)
    try:
        kim.go("/sign-in")
        kim.tab_to("Email address")
        kim.type(account.email)
        kim.tab_to("Password")
        kim.type(account.password)
        kim.strike("Enter")
        kim.tab_to("Code")
        kim.type(pyotp.TOTP(account.secret).at(clock.now()))
        kim.tab_to("Continue")
        kim.strike("Space")
        kim.sees("My day", case)
        kim.tab_to(case)
        kim.strike("Enter")
        kim.tab_to("What was said, in two lines")
        kim.type("Alex asks when the panel meets.")
        kim.tab_to("They are waiting for an answer from us")
        kim.page.keyboard.press("Space")
        kim.tab_to("Log it")
        kim.strike("Enter")
        kim.sees("The contact is logged.", "Waiting for an answer")
        kim.tab_to(kim.words_of("summary", "Other things to record"))
        kim.page.keyboard.press("Enter")
        kim.tab_to("A note was added")
        kim.strike("Enter")
        kim.type_day(TODAY)
        kim.tab_to("Note")
        kim.type("The school's report is promised for Friday.")
        kim.tab_to("Record")
        kim.tab_to("Note", back=True)
        kim.type(" It came.")
        kim.tab_to("Record")
        kim.strike("Enter")
        kim.sees("Recorded.", "The school's report is promised for Friday. It came.")
        kim.tab_to("Sign out", back=True)
        kim.strike("Space")
        kim.sees("You have signed out.")
        assert kim.stops > 60
    finally:
        kim.leave()
