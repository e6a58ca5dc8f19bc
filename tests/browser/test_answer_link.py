"""From the email in the outbox to accepted advice, in a real browser: the one-time link."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from config import clock
from ehcp.register.engine import open_engine
from ehcp.staff.roles import UserRole
from tests.browser.hands import Person, account_of
from tests.browser.served import DESK, TELEPHONE, WAYS, AtTheCounter, served
from tests.web.conftest import TODAY
from tests.web.links import EP, NOTHING, asked, code_in, link_in, post, service
from tests.web.people import counter_over

pytestmark = pytest.mark.browser


@pytest.fixture
def database_url(sqlite_url):
    """Give a register in SQLite: the rooms below are asked on both databases."""
    return sqlite_url


@pytest.fixture
def counter_served(database_url, tmp_path):
    engine = open_engine(database_url)
    with (
        clock.the_day(TODAY),
        served(counter_over(engine, documents=tmp_path / "documents")) as running,
    ):
        yield running
    engine.dispose()


@pytest.fixture
def engine(counter_served):
    return counter_served.counter.engine


@pytest.fixture
def case(engine) -> str:
    service(engine)
    reference = asked(engine)
    post(engine)
    return reference


class Sam(Person):
    """Somebody who reads the mailbox of a service."""

    def __init__(self, browser, running, *, scripts=True, width=DESK):
        AtTheCounter.__init__(self, browser, running, scripts=scripts, width=width)

    def opens_link(self, engine):
        self.go(link_in(engine))
        self.sees("asks for your advice", "e…@trust-a.example")
        self.press("Send me the code")
        self.fill("Code", code_in(engine))
        self.press("Continue")

    def refused(self, path):
        """Come to an address that opens nothing; Chromium says on its console that it does not."""
        answer = self.page.goto(path)
        assert answer.status in (403, 404)
        words = self.page.inner_text("main")
        self.said.clear()
        return words


@pytest.fixture
def sam_comes(browser, counter_served):
    came = []

    def comes(**more):
        came.append(Sam(browser, counter_served, **more))
        return came[-1]

    yield comes
    for each in came:
        each.leave()


@pytest.mark.parametrize("way", WAYS, indirect=True)
def test_from_the_email_to_accepted_advice(browser, counter_served, engine, case, sam_comes, way):
    scripts, width = way
    sam = sam_comes(scripts=scripts, width=width)
    sam.opens_link(engine)
    sam.sees("Ada Finch", "Friday 10 April 2026", "in 39 days")
    assert "/answer/" not in sam.page.url
    sam.follow("I have this")
    sam.date("The day of your visit, if there will be one (optional)", date(2026, 4, 13))
    sam.press("Tell the council")
    sam.sees("The council knows that you have it", "is after the day on which the advice is due")
    sam.follow("The day of a visit")
    sam.date("The day of your visit, if there will be one (optional)", date(2026, 3, 20))
    sam.press("Tell the council")
    sam.sees("Friday 20 March 2026")
    sam.follow("Write it here")
    sam.press("Hand it in")
    sam.sees("There is a problem", "Enter the needs.")
    sam.fill("Needs", "Reading is hard work.")
    sam.fill("Provision", "Fifteen minutes each day with a teaching assistant.")
    sam.fill("Outcomes", "By July she reads a page alone.")
    sam.fill("Your name", "Sam Rivers")
    sam.fill("Your profession or post", "Educational psychologist")
    sam.press("Hand it in")
    sam.sees("We have your advice", f"Case {case}", "Received on 2 March 2026 at")
    assert "Ada" not in sam.reads()

    kim = Person(
        browser,
        counter_served,
        scripts=scripts,
        width=width,
        account=account_of(counter_served, "Kim Ashdown", UserRole.CASEWORKER),
    )
    try:
        kim.come_again()
        kim.go(f"/cases/{case}/advice")
        kim.sees("Arrived", "Trust A")
        kim.page.locator("main").get_by_role("link", name=re.compile(r"^Accept")).click()
        kim.look()
        kim.press("Accept it")
        kim.sees("Accepted")
    finally:
        kim.leave()

    assert NOTHING in sam_comes().refused(link_in(engine))


def test_every_page_of_an_answer_is_walked(engine, case, sam_comes):
    sam = sam_comes()
    sam.opens_link(engine)
    here = f"/answering/{case}/{EP}"
    for act in ("not-known", "missed", "late", "return", "file", "write"):
        sam.go(f"{here}/{act}")
    sam.go(f"{here}/late")
    sam.tick("No appointment was available in time")
    sam.date("The day on which the advice will come", date(2026, 4, 24))
    sam.press("Tell the council")
    sam.sees("No appointment was available in time")
    sam.follow("An appointment was missed")
    sam.date("The day of the appointment", date(2026, 3, 2))
    sam.press("Tell the council")
    sam.follow("Send it back")
    sam.fill("Why you send it back", "She lives in another area now")
    sam.press("Send it back")
    sam.sees("You sent this request back on")
    sam.follow("Not known to us")
    sam.press("Yes, not known to us")
    sam.sees("Not known to you")
    sam.press("Close")
    sam.sees("closed in this browser")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_handed_in(engine, case, sam_comes, tmp_path, scripts):
    report = tmp_path / "Ada Finch report FINAL (2).txt"
    report.write_text("Needs, provision and outcomes.")
    sam = sam_comes(scripts=scripts)
    sam.opens_link(engine)
    sam.follow("Hand in a file")
    sam.press("Hand it in")
    sam.sees("Choose a file.")
    sam.page.set_input_files("input[type=file]", report)
    sam.press("Hand it in")
    sam.sees("We have your advice", case)


def test_several_requests_are_answered_one_by_one(engine, sam_comes):
    service(engine)
    ada, ben = asked(engine), asked(engine, forename="Ben")
    post(engine)
    sam = sam_comes()
    sam.opens_link(engine)
    sam.sees("Requests for advice", ada, ben)
    assert "Finch" not in sam.reads()
    sam.page.get_by_role("link", name=re.compile(ada)).click()
    sam.look()
    sam.sees("Ada Finch")
    assert "Ben" not in sam.reads()
    sam.follow("Not known to us")
    sam.press("Yes, not known to us")
    sam.follow("All requests of this link")
    sam.sees("Not known to you", "Needed by Friday 10 April 2026")


def test_guessed_forwarded_withdrawn_and_used_links_get_a_kind_page(
    counter_served, engine, case, sam_comes
):
    thief = sam_comes(width=TELEPHONE)
    path = link_in(engine)
    assert NOTHING in thief.refused("/answer/" + "A" * 32)
    thief.go(path)  # forwarded: the code goes to the first mailbox alone
    thief.press("Send me the code")
    thief.fill("Code", "000000")
    thief.press("Continue")
    thief.sees("There is a problem", "That code is not right")
    assert "Ada" not in thief.reads()
    assert "Open the link in our email again" in thief.refused(f"/answering/{case}/{EP}")

    sam = sam_comes()
    sam.opens_link(engine)
    kim = AtTheCounter(sam.context.browser, counter_served, scripts=True).signed_in_already(
        "Kim Ashdown", "caseworker"
    )
    try:
        kim.go(f"/cases/{case}/advice")
        kim.follow("Withdraw the link in our email")
        kim.page.get_by_label("Why").fill("Sent to a wrong mailbox")
        kim.press("Withdraw the link")
        expect(kim.page.locator("main")).to_contain_text("The link is withdrawn")
    finally:
        kim.leave()
    assert "Ada" not in sam.refused(f"/answering/{case}/{EP}")
    assert NOTHING in thief.refused(path)
