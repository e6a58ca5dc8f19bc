"""A service takes its visits out of a calendar file; trusts stand side by side: in a browser."""

import os
from datetime import date

import pytest

from config import clock
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.provider_changes import add_provider
from ehcp.register.engine import open_engine
from tests.browser.served import DESK, WAYS, AtTheCounter, served
from tests.casework.desks import desk, put
from tests.casework.queues import EP, HEALTH, asked_of
from tests.exchange.test_visit_calendar import a_calendar, event
from tests.web.conftest import TODAY
from tests.web.people import counter_over

pytestmark = pytest.mark.browser
_PICTURES = os.environ.get("PICTURES")


@pytest.fixture(params=WAYS)
def running(request, browser, sqlite_url):
    scripts, width = request.param
    engine = open_engine(sqlite_url)
    with clock.the_day(TODAY), served(counter_over(engine)) as over:
        yield over, lambda: AtTheCounter(browser, over, scripts=scripts, width=width)
    engine.dispose()


def picture(someone: AtTheCounter, name: str) -> None:
    """Keep a picture where somebody wants to look."""
    if _PICTURES:
        width = someone.page.viewport_size["width"]
        someone.page.screenshot(path=f"{_PICTURES}/{name}-{width}.png", full_page=True)


def test_visits_come_out_of_a_calendar_file(running, tmp_path):
    over, come = running
    engine = over.counter.engine
    first = asked_of(engine, "Sampleford", on="2026-02-02", setting="Lark Rise Primary School")
    second = asked_of(engine, "Makewell", on="2026-02-02", forename="Otter")
    file = tmp_path / "visits.ics"
    days = ((first, "20260401T093000"), (second, "20260310T093000"))
    file.write_bytes(
        a_calendar(
            *(event(f"SUMMARY:{each}", f"DTSTART;TZID=Europe/London:{on}") for each, on in days),
            event("SUMMARY:Dentist", "DTSTART;VALUE=DATE:20260310"),
        )
    )
    lea = come().signed_in_already("Lea Frost", "service", kinds=[EP])
    lea.go("/queue")
    lea.follow("Take visit days from a calendar file")
    picture(lea, "calendar-file")
    lea.press("Read the days")
    assert "Choose the calendar file." in lea.reads()
    lea.page.locator("input[type=file]").set_input_files(file)
    lea.press("Read the days")
    words = lea.reads()
    assert "Nothing is on record yet" in words
    assert f"The visit for {first} would be after the day on which the advice is due" in words
    assert "Setting closed that day" in words
    picture(lea, "proposed")
    lea.press("Save all")
    assert "A visit is after its due day" in lea.reads()
    lea.go("/queue/plan/calendar")
    lea.page.locator("input[type=file]").set_input_files(file)
    lea.press("Read the days")
    assert "2 visits on record already" in lea.reads()
    picture(lea, "nothing-new")
    lea.leave()
    kim = come().signed_in_already("Kim Ashdown", "caseworker", team="North")
    # A telephone only says that there is more to do with a case.
    kim.page.set_viewport_size({"width": DESK, "height": 900})
    kim.go("/my-day")
    assert "planned for 1 April 2026, after the due day" in kim.reads()
    kim.leave()


def test_trusts_stand_side_by_side(running):
    over, come = running
    engine = over.counter.engine
    for name in ("North Trust", "South Trust"):
        add_provider(
            engine,
            desk=desk("2026-01-05"),
            kind=AdviceKind.HEALTH,
            name=name,
            email=f"{name[:5].lower()}@trust.example",
        )
    for place, on in enumerate(("2026-01-05", "2026-01-05", "2026-02-02", "2026-02-09")):
        reference = asked_of(engine, f"Child{place}", on=on, parties=[EP])
        facts = {"service": "health-2"} if place % 2 else {}
        put(engine, reference, Kind.ADVICE_REQUESTED, on, HEALTH, **facts)
        if place == 0:
            put(engine, reference, Kind.ADVICE_RECEIVED, date(2026, 2, 12).isoformat(), HEALTH)
    morgan = come().signed_in_already("Morgan Eastlake", "manager")
    morgan.go("/services")
    assert "Health, all services" in morgan.reads()
    picture(morgan, "services")
    morgan.follow("South Trust")
    picture(morgan, "south")
    morgan.follow("2")
    assert "2 pieces of advice of South Trust" in " ".join(morgan.reads().split())
    picture(morgan, "behind")
    morgan.leave()
    dee = come().signed_in_already("Dee Clin", "clinical_officer", kinds=[HEALTH])
    dee.go("/queue")
    dee.page.get_by_role("navigation").get_by_role("link", name="Services").click()
    dee.look()
    assert "North Trust" in dee.reads()
    assert "South Trust" in dee.reads()
    picture(dee, "side-by-side")
    dee.leave()
