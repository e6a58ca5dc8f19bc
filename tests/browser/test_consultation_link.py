"""A school without an account, from the email in the outbox to its answer, in a real browser."""

import os
import re

import pytest

from config import clock
from ehcp.register.engine import open_engine
from tests.browser.hands import Person
from tests.browser.served import TWO_WAYS, AtTheCounter, served
from tests.casework.desks import record_of
from tests.documents.files import a_pdf
from tests.web.conftest import TODAY
from tests.web.consulted_schools import OFFICE, Mailboxes, school_link
from tests.web.links import NOTHING, code_in
from tests.web.schools import CANDLEFORD, LARK, consulted

pytestmark = pytest.mark.browser

_PICTURES = os.environ.get("PICTURES")


class Priya(Person):
    """Somebody who reads the mailbox of Lark Rise."""

    def __init__(self, browser, running, *, scripts, width):
        AtTheCounter.__init__(self, browser, running, scripts=scripts, width=width)

    def opens_link(self, engine):
        self.go(school_link(engine))
        self.sees("consults you about a plan", "of…@larkrise.example")
        self.picture("offer")
        self.press("Send me the code")
        self.fill("Code", code_in(engine, OFFICE))
        self.press("Continue")

    def refused(self, path):
        """Come to an address that opens nothing; Chromium says on its console that it does not."""
        answer = self.page.goto(path)
        assert answer.status in (403, 404)
        words = self.page.inner_text("main")
        self.said.clear()
        return words

    def picture(self, name):
        """Keep a picture where somebody wants to look."""
        if _PICTURES:
            width = self.page.viewport_size["width"]
            self.page.screenshot(path=f"{_PICTURES}/link-{name}-{width}.png", full_page=True)


@pytest.fixture
def mailboxes() -> Mailboxes:
    return Mailboxes()


@pytest.fixture
def running(sqlite_url, tmp_path, mailboxes):
    engine = open_engine(sqlite_url)
    counter = mailboxes.counter(engine, documents=tmp_path / "documents")
    with clock.the_day(TODAY), served(counter) as over:
        yield over
    engine.dispose()


@pytest.fixture(params=TWO_WAYS)
def come(request, browser, running):
    """Let people come, with scripts at a desk and without them on a telephone."""
    scripts, width = request.param
    there = []

    def comes(kind=Priya):
        there.append(kind(browser, running, scripts=scripts, width=width))
        return there[-1]

    yield comes
    for someone in there:
        someone.leave()


def test_a_school_reads_the_draft_and_answers_from_its_email(running, mailboxes, come):
    engine = running.counter.engine
    case = consulted(engine, "3", LARK, CANDLEFORD)
    mailboxes.post(engine)
    kim = come(AtTheCounter).signed_in_already("Kim Ashdown", "caseworker")
    kim.go(f"/cases/{case}/consultations")
    kim.page.get_by_label("Add the draft plan").set_input_files(
        {"name": "draft.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    )
    kim.press("Give it to the schools")
    assert "Withdraw the link in our email" in kim.reads()

    priya = come()
    priya.opens_link(engine)
    priya.sees("Wren3 Larkspur", "Lark Rise Primary School", "10 Mar 2026")
    priya.picture("asked")
    with priya.page.expect_download() as taken:
        priya.page.get_by_role("link", name="paper-for-schools").click()
    assert taken.value.suggested_filename == f"paper-for-schools-{case}.pdf"
    priya.press("Send the answer")
    priya.sees("There is a problem", "Choose whether you can meet")
    priya.page.get_by_label("No, we cannot").check()
    priya.page.get_by_label("It is unsuitable for this child").check()
    priya.page.get_by_label("What leads you to say so").fill("No pool, and no room for one.")
    priya.press("Send the answer")
    priya.sees("Your answer is in the case", "Your school has answered", "No, we cannot")
    priya.picture("answered")
    assert record_of(engine, case)[-1][0] == "setting_replied"
    priya.press("Close")
    priya.sees("closed in this browser")
    priya.opens_link(engine)  # used already: it says what was answered
    priya.sees("Your school has answered", "It is unsuitable for this child")

    kim.go(f"/cases/{case}/consultations")
    assert "Lark Rise Primary School, by link" in kim.reads()


def test_several_consultations_then_guessed_forwarded_expired_and_withdrawn(
    running, mailboxes, come
):
    engine = running.counter.engine
    first, second = consulted(engine, "3", LARK), consulted(engine, "4", LARK)
    mailboxes.post(engine)
    path = school_link(engine)
    thief = come()
    assert NOTHING in thief.refused("/answer/" + "A" * 32)
    thief.go(path)  # forwarded: the code goes to the school's mailbox alone
    thief.press("Send me the code")
    thief.fill("Code", "00000000")
    thief.press("Continue")
    thief.sees("That code is not right")
    assert "again" in thief.refused(f"/answering/{first}/consultation/{LARK}")

    priya = come()
    priya.opens_link(engine)
    priya.sees("Consultations", first, second, "Answer by Tuesday 10 March 2026")
    priya.picture("list")
    assert "Larkspur" not in priya.reads()
    priya.page.get_by_role("link", name=re.compile(second)).click()
    priya.look()
    priya.sees("Wren4 Larkspur")
    priya.page.get_by_label("Yes, we can meet").check()
    priya.press("Send the answer")
    priya.follow("All consultations of this link")
    priya.sees("You have answered")

    kim = come(AtTheCounter).signed_in_already("Kim Ashdown", "caseworker")
    kim.go(f"/cases/{first}/consultations")
    if _PICTURES:
        width = kim.page.viewport_size["width"]
        kim.page.screenshot(path=f"{_PICTURES}/link-staff-{width}.png", full_page=True)
    kim.follow("Withdraw the link in our email")
    kim.page.get_by_label("Why").fill("Sent to a wrong mailbox")
    kim.press("Withdraw the link")
    assert "The link is withdrawn" in kim.page.inner_text("body")
    assert "Wren" not in priya.refused(f"/answering/{first}/consultation/{LARK}")
    for someone in (thief, priya):
        assert NOTHING in someone.refused(path)
