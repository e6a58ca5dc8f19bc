"""Administration in a real browser: with and without scripts, on a screen and on a telephone."""

import pytest

from config import clock
from ehcp.register.engine import open_engine
from tests.browser.served import TWO_WAYS, AtTheCounter, served
from tests.web.admins import living_counter
from tests.web.conftest import TODAY

pytestmark = [pytest.mark.browser, pytest.mark.again]


@pytest.fixture(params=TWO_WAYS)
def ada(request, browser, sqlite_url):
    scripts, width = request.param
    engine = open_engine(sqlite_url)
    with clock.the_day(TODAY), served(living_counter(engine)) as running:
        someone = AtTheCounter(browser, running, scripts=scripts, width=width)
        yield someone.signed_in_already("Ada Overmere", "administrator")
        someone.leave()
    engine.dispose()


def keep(someone):
    """Save what was checked, by keyboard, and wait for the page that says so."""
    # A click just after a scroll can be led into a frame that stood there a moment before.
    someone.page.get_by_role("button", name="Save and use from now on").press("Enter")
    someone.page.get_by_text("Saved.").wait_for()


def test_a_user_is_added_and_given_a_first_password(ada):
    ada.go("/admin")
    ada.follow("Users")
    ada.press("Add a user")
    ada.page.get_by_label("Full name").fill("Kim Ashdown")
    ada.page.get_by_label("Email address").fill("kim@council.example")
    ada.page.get_by_label("Caseworker").check()
    ada.press("Add the user")
    assert len(ada.page.locator("code").inner_text()) > 12
    ada.press("I have copied it")
    ada.press("End their access")
    ada.press("End their access")
    assert "May not sign in" in ada.reads()


def test_enter_in_a_field_goes_on_and_takes_nothing_away(ada):
    ada.go("/admin/policy/alerts")
    ada.page.get_by_label("How often red is raised again").fill("14")
    ada.page.get_by_label("How often red is raised again").press("Enter")
    ada.look()
    assert "Check before you save" in ada.reads()


def test_a_step_is_added_checked_and_kept(ada):
    ada.go("/admin/policy/alerts")
    ada.press("Add another")
    ada.page.get_by_label("From day late", exact=True).last.fill("30")
    ada.page.locator(".app-entry select").last.select_option("manager")
    ada.press("Continue")
    assert "From day late 30" in ada.reads()
    keep(ada)
    assert "Ada Overmere" in ada.reads()
    assert ada.running.counter.council.alerts.ladder.red[-1].from_day_late == 30
    ada.go("/admin/policy/alerts/history")
    ada.follow("Compare with the council")
    ada.press("Go back to the council")
    ada.page.get_by_text("Saved.").wait_for()
    assert len(ada.running.counter.council.alerts.ladder.red) == 2


def test_a_letter_looks_in_its_frame_as_it_looks_in_a_mail(ada):
    ada.go("/admin/letters/advice_reminder")
    inside = ada.page.frame_locator("iframe")
    assert inside.locator("h1").inner_text() == "Advice is expected soon"
    ada.press("Change its words")
    words = ada.page.get_by_label("Words")
    words.fill(words.input_value().replace("Advice is expected soon", "Send your advice"))
    ada.press("Look at it before you save")
    heading = ada.page.frame_locator("iframe").locator("h1")
    assert heading.inner_text() == "Send your advice"
    if ada.scripts:
        assert heading.evaluate("each => getComputedStyle(each).fontSize") == "26px"
    keep(ada)
    words_now = ada.running.counter.letters.words_now("advice_reminder")
    assert "# Send your advice\n\nTo {{ service }}\n" in words_now


def test_a_closure_and_the_audit_record(ada):
    ada.go("/admin/closures")
    ada.follow("Lark Rise")
    ada.press("Remove number 1")
    ada.press("Continue")
    assert "24 Jul 2025" in ada.reads()
    keep(ada)
    ada.go("/admin/services/health")
    ada.go("/admin/services/settings/add")
    ada.go("/admin/closures/copy")
    ada.go("/admin/audit")
    assert "Changed how the council works" in ada.reads()
