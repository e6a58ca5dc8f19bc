"""Two trusts for one kind of advice, in a real browser: named, and one of them asked."""

import os

import pytest

from config import clock
from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine
from tests.browser.served import TWO_WAYS, AtTheCounter, served
from tests.casework.desks import follow, put
from tests.web.admins import living_counter
from tests.web.conftest import TODAY
from tests.web.test_record import requested
from tests.web.trusts import two_trusts

pytestmark = [pytest.mark.browser, pytest.mark.again]
_PICTURES = os.environ.get("PICTURES")


@pytest.fixture(params=TWO_WAYS)
def someone(request, browser, sqlite_url):
    scripts, width = request.param
    engine = open_engine(sqlite_url)
    two_trusts(engine)
    with clock.the_day(TODAY), served(living_counter(engine)) as running:
        yield AtTheCounter(browser, running, scripts=scripts, width=width)
    engine.dispose()


def picture(of, name):
    if _PICTURES:
        of.page.screenshot(path=f"{_PICTURES}/{name}.png", full_page=True)


def test_an_administrator_sees_both_and_a_caseworker_asks_the_other(someone):
    width = someone.page.viewport_size["width"]
    ada = someone.signed_in_already("Ada Overmere", "administrator")
    ada.go("/admin/services")
    picture(ada, f"services-{width}")
    ada.follow("Add another service for health advice")
    assert "North Trust stays the usual one" in ada.reads()
    picture(ada, f"another-{width}")
    ada.go("/admin/services/health-2")
    ada.go("/admin/users/add")
    picture(ada, f"user-{width}")
    engine = ada.running.counter.engine
    case = requested(engine)
    put(engine, case, Kind.TOLD_WILL_ASSESS, "2026-02-16", by="Morgan Eastlake")
    kim = ada.signed_in_already("Kim Ashdown", "caseworker")
    kim.go(f"/cases/{case}/advice/send-all")
    picture(kim, f"send-all-{width}")
    kim.go(f"/cases/{case}/advice/health/ask")
    kim.page.get_by_label("South Trust").check()
    picture(kim, f"ask-{width}")
    kim.press("Ask for it")
    assert "South Trust" in kim.reads()
    picture(kim, f"advice-{width}")
    kim.go(f"/cases/{case}/entries/3/correct")
    kim.page.get_by_label("Another service was asked").check()
    picture(kim, f"correct-{width}")
    kim.press("Continue")
    assert "It is asked of" in kim.reads()
    put(engine, case, Kind.ADVICE_REQUESTED, TODAY.isoformat(), "education")
    put(engine, case, Kind.ADVICE_REQUEST_RETURNED, TODAY.isoformat(), "health", reason="Not ours")
    kim.go(f"/cases/{case}/entries/3/correct")
    assert "so it stays theirs" in kim.reads()
    picture(kim, f"stays-{width}")
    kim.go("/cases")
    assert "Us: ask again for what was sent back (health: South Trust)" in kim.reads()
    picture(kim, f"list-{width}")
    kim.leave()


def test_a_manager_says_with_the_decision_which_trust_is_asked(someone):
    width = someone.page.viewport_size["width"]
    engine = someone.running.counter.engine
    case = requested(engine)
    morgan = someone.signed_in_already("Morgan Eastlake", "manager")
    morgan.go(f"/cases/{case}/record/told_will_assess")
    assert morgan.page.get_by_label("North Trust (usually asked)").is_checked()
    morgan.page.get_by_label("South Trust").check()
    for name in ("sent_to", "contains"):
        for box in morgan.page.locator(f"[name={name}]").all():
            box.check()
    picture(morgan, f"decision-{width}")
    morgan.press("Continue")
    assert "Which health service is asked for advice? South Trust" in " ".join(
        morgan.reads().split()
    )
    picture(morgan, f"decision-check-{width}")
    morgan.page.get_by_label("These are the right people for this child").check()
    morgan.press("Record")
    follow(engine, case, TODAY.isoformat())
    morgan.go(f"/cases/{case}")
    morgan.page.get_by_text("What was recorded with entry 2").click()
    assert "Chosen for advice: health: South Trust" in " ".join(morgan.reads().split())
    picture(morgan, f"decided-{width}")
    morgan.go(f"/cases/{case}/advice")
    assert "South Trust" in morgan.reads()
    assert "North Trust" not in morgan.reads()
    picture(morgan, f"asked-{width}")
    morgan.leave()
