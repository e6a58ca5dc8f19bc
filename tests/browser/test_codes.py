"""A code in a real browser: typed where it was asked for, by whoever has scripts or has none."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.served import DESK, TELEPHONE, AtTheCounter
from tests.web.links import EP, asked, code_in, link_in, post, service
from tests.web.outsiders import codes_sent, outsider

pytestmark = pytest.mark.browser

_PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def database_url(sqlite_url):
    """Give a register in SQLite: the rooms below are asked on both databases."""
    return sqlite_url


@pytest.fixture
def comes(browser, counter_served):
    came = []

    def one(*, scripts=True, width=DESK):
        came.append(AtTheCounter(browser, counter_served, scripts=scripts, width=width))
        return came[-1]

    yield one
    for each in came:
        each.leave()


def picture(someone, name):
    """Keep a picture where somebody wants to look."""
    if _PICTURES:
        width = someone.page.viewport_size["width"]
        someone.page.screenshot(path=f"{_PICTURES}/{name}-{width}.png", full_page=True)


def types(someone, code, button):
    someone.page.get_by_label("Code", exact=True).fill(code)
    someone.press(button)


@pytest.mark.parametrize(("scripts", "width"), [(True, DESK), (False, TELEPHONE)])
def test_signing_in_by_code_in_one_window_and_not_in_another(counter_served, comes, scripts, width):
    email = outsider(counter_served.counter, "Sam Hale", kinds=[EP])
    sam, thief = comes(scripts=scripts, width=width), comes(scripts=scripts, width=width)
    sent: tuple[list[str], list[str]] = ([], [])
    for someone, codes in ((thief, sent[0]), (sam, sent[1])):
        someone.go("/outside/sign-in")
        someone.page.get_by_label("Email address").fill(email)
        someone.press("Send me a code")
        assert "in the browser in which you asked for it" in someone.reads()
        codes.extend(code for _, code in codes_sent(counter_served.counter))
    picture(sam, "sign-in-code")
    (of_sam,) = set(sent[1]) - set(sent[0])
    types(thief, of_sam, "Sign in")
    assert "in the browser in which you asked" in thief.reads()
    picture(thief, "sign-in-code-wrong")
    sam.page.go_back()
    sam.page.go_forward()
    types(sam, of_sam, "Sign in")
    expect(sam.page).to_have_url(f"{counter_served.address}/queue")


@pytest.mark.parametrize(("scripts", "width"), [(True, DESK), (False, TELEPHONE)])
def test_a_link_in_two_windows_of_one_browser_and_in_another_browser(
    counter_served, comes, scripts, width
):
    engine = counter_served.counter.engine
    service(engine)
    asked(engine)
    post(engine)
    path = link_in(engine)
    sam = comes(scripts=scripts, width=width)
    sam.go(path)
    picture(sam, "link-offer")
    sam.press("Send me the code")
    first = code_in(engine)
    picture(sam, "link-code")
    second = sam.context.new_page()
    second.goto(path)
    second.get_by_role("button", name="Send me the code").click()

    elsewhere = comes(scripts=scripts, width=width)
    elsewhere.go(f"{path}/code")
    assert "A code works only in the browser" in elsewhere.reads()
    picture(elsewhere, "link-elsewhere")

    types(sam, first, "Continue")
    assert "Ada Finch" in sam.reads()
    second.goto(path)
    assert "Ada Finch" in second.inner_text("main")


def test_whoever_asks_too_often_is_told_how_long_to_wait(counter_served, comes):
    email = outsider(counter_served.counter, "Sam Hale", kinds=[EP])
    sam = comes(scripts=False)
    for _ in range(4):
        sam.page.goto("/outside/sign-in")
        sam.page.get_by_label("Email address").fill(email)
        sam.page.get_by_role("button", name="Send me a code").click()
    assert "Try again in 10 minutes." in sam.reads()
    picture(sam, "sign-in-wait")
