"""A school in a real browser: with and without scripts, on a screen and on a telephone."""

import os
from dataclasses import replace

import pytest

from config import clock
from ehcp.register.engine import open_engine
from tests.browser.served import TWO_WAYS, AtTheCounter, served
from tests.casework.desks import record_of
from tests.documents.files import a_pdf
from tests.web.admins import living_counter
from tests.web.conftest import TODAY
from tests.web.schools import CANDLEFORD, LARK, assessment_of, consulted, review_of

pytestmark = pytest.mark.browser
_PICTURES = os.environ.get("PICTURES")


@pytest.fixture(params=TWO_WAYS)
def running(request, browser, sqlite_url, tmp_path):
    scripts, width = request.param
    engine = open_engine(sqlite_url)
    counter = living_counter(engine)
    settings = counter.settings.model_copy(update={"documents": tmp_path / "documents"})
    with clock.the_day(TODAY), served(replace(counter, settings=settings)) as over:

        def come(name, *roles, **more):
            someone = AtTheCounter(browser, over, scripts=scripts, width=width)
            return someone.signed_in_already(name, *roles, **more)

        yield engine, come
    engine.dispose()


def picture(someone, name):
    """Keep a picture where somebody wants to look."""
    if _PICTURES:
        width = someone.page.viewport_size["width"]
        someone.page.screenshot(path=f"{_PICTURES}/{name}-{width}.png", full_page=True)


def type_day(someone, day, month, year, at=0):
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        someone.page.get_by_label(label, exact=True).nth(at).fill(str(value))


def test_a_school_does_a_days_work_from_its_page(running):
    engine, come = running
    review = review_of(engine, "1", made="2025-04-10")
    held = review_of(engine, "4", made="2025-03-20", urn=CANDLEFORD)
    review_of(engine, "5")
    assessment_of(engine, "2")
    asked = consulted(engine, "3", LARK)
    senco = come("Priya Nair", "setting", settings=[LARK, CANDLEFORD])
    senco.go("/school")
    picture(senco, "school")

    senco.follow("Wren3 Larkspur")
    picture(senco, "consultation")
    senco.press("Send the answer")
    assert "Choose whether you can meet" in senco.reads()
    senco.page.get_by_label("No, we cannot").check()
    senco.page.get_by_label("It is unsuitable for this child").check()
    senco.page.get_by_label("What leads you to say so").fill("No pool, and no room for one.")
    picture(senco, "consultation-filled")
    senco.press("Send the answer")
    assert "Your answer is in the case" in senco.reads()
    assert record_of(engine, asked)[-1][0] == "setting_replied"

    senco.follow("Wren1 Larkspur")
    picture(senco, "review")
    senco.follow("Give the day of the meeting")
    type_day(senco, 20, 3, 2026)
    picture(senco, "step")
    senco.press("Save")
    assert "Fixed for 20 Mar 2026" in senco.reads()
    assert record_of(engine, review)[-1][0] == "review_meeting_fixed"

    senco.go(f"/school/reviews/{held}")
    senco.follow("Say that the meeting was held")
    type_day(senco, 20, 2, 2026)
    senco.press("Save")
    senco.follow("Send the report")
    type_day(senco, 27, 2, 2026)
    senco.page.get_by_label("The report").set_input_files(
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    )
    picture(senco, "report")
    senco.press("Send")
    assert "Report of the meeting" in senco.reads()
    picture(senco, "review-done")
    assert record_of(engine, held)[-1][0] == "review_report_sent"

    senco.go("/school")
    senco.follow("Wren2 Larkspur")
    assert "Wren2 Larkspur" in senco.reads()
    picture(senco, "advice")
    senco.leave()


def test_other_closures_go_from_the_school_to_the_administrator(running):
    come = running[1]
    senco = come("Priya Nair", "setting", settings=[LARK])
    senco.go("/school")
    senco.follow("Lark Rise Primary School")
    picture(senco, "closures")
    senco.page.get_by_text("Give other days").click()
    senco.look()
    senco.page.locator("#from0-day").fill("20")
    picture(senco, "closures-open")
    senco.press("Send these days to the council")
    assert "Your days are with the council" in senco.reads()
    ada = come("Ada Overmere", "administrator")
    ada.go("/admin/closures")
    ada.follow("1 school has given other days")
    picture(ada, "closures-admin")
    ada.press("Accept")
    assert "The school’s days are in force" in ada.reads()
    senco.go("/school")
    assert "Your days are in force" in senco.reads()
    for someone in (senco, ada):
        someone.leave()


def test_the_caseworker_gives_the_schools_the_draft_to_read(running):
    engine, come = running
    reference = consulted(engine, "3", LARK)
    kim = come("Kim Ashdown", "caseworker")
    kim.go(f"/cases/{reference}")
    kim.follow("Their answers, and what they are given to read")
    kim.page.get_by_label("Add the draft plan").set_input_files(
        {"name": "draft.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    )
    kim.press("Give it to the schools")
    picture(kim, "consultations-staff")
    assert f"paper-for-schools-{reference}.pdf" in kim.reads()
    senco = come("Priya Nair", "setting", settings=[LARK])
    senco.go(f"/school/consultations/{reference}/{LARK}")
    picture(senco, "consultation-paper")
    with senco.page.expect_download() as taken:
        senco.page.get_by_role("link", name="paper-for-schools").click()
    assert taken.value.suggested_filename == f"paper-for-schools-{reference}.pdf"
    for someone in (kim, senco):
        someone.leave()
