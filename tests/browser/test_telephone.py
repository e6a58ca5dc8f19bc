"""Long pages on a telephone: the most urgent first, the rest one step away, and no scripts needed.

What is short for the eye stays whole for a screen reader: a table is a table there too.
"""

from datetime import date, timedelta

import pytest

from ehcp.casework.open_case import open_case
from tests.browser.served import DESK, TELEPHONE, AtTheCounter
from tests.casework.desks import desk
from tests.web.conftest import TODAY
from tests.web.small_council import KIM, fill

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("telephone")]
_SCREEN = 900
_CASES = 24


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def morgan(request, browser, counter_served):
    """Give a manager with a telephone, at a council of whose cases more than twenty are late."""
    fill(counter_served.counter)
    for number in range(_CASES):
        asked_on = TODAY - timedelta(weeks=7, days=number)
        open_case(
            counter_served.counter.engine,
            desk=desk(asked_on.isoformat()),
            received_on=asked_on,
            person={
                "born_on": date(2016, 5, 1) + timedelta(days=number),
                "forename": "Fern",
                "surname": f"Mock{number}",
            },
            source="parent",
            officer=KIM,
        )
    someone = AtTheCounter(browser, counter_served, scripts=request.param, width=TELEPHONE)
    someone.signed_in_already("Morgan Sample", "manager")
    yield someone
    someone.leave()


def _high(page) -> int:
    high: int = page.evaluate("document.documentElement.scrollHeight")
    return high


def _wide(page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth")
    return wide


def test_the_list_begins_with_ten_cases_and_shows_all_when_asked(morgan):
    page = morgan.page
    morgan.go("/cases")
    rows = page.locator(".app-cases tbody tr")
    total = rows.count()
    assert total > _CASES
    assert rows.filter(visible=True).count() == 10
    assert _high(page) < 3 * _SCREEN
    morgan.follow(f"Show all {total}")
    assert rows.filter(visible=True).count() == total
    assert rows.nth(10).evaluate("row => row.getBoundingClientRect().top") < _SCREEN
    assert page.locator(".app-ten__all:visible").count() == 0
    assert _wide(page) == TELEPHONE


def test_a_chosen_case_never_hides_among_those_that_are_not_shown(morgan):
    page = morgan.page
    morgan.go("/cases")
    rows = page.locator(".app-cases tbody tr")
    morgan.follow("Show all")
    rows.nth(15).get_by_role("checkbox").check()
    page.evaluate("location.hash = 'how-many'")
    assert rows.filter(visible=True).count() == 11


_BEREFT = """() => [...document.querySelectorAll('table, thead, tbody, tr, th, td')]
    .filter(part => !part.role && !/^(table|none)/.test(getComputedStyle(part).display))
    .map(part => part.tagName)"""
"""What of a table is shown as something else, and does not say what it is."""


def test_a_table_of_cards_is_still_a_table_to_a_screen_reader(morgan):
    page = morgan.page
    for path, name, columns in (
        ("/cases", "Open cases by", 7),
        ("/caseload", "Open cases by officer", 8),
        ("/alerts", "Red alerts", 6),
        ("/report/today", "Oldest ten", 6),
    ):
        morgan.go(path)
        table = page.get_by_role("table", name=name)
        assert table.get_by_role("columnheader").count() == columns, path
        first = table.get_by_role("row").filter(has=page.get_by_role("rowheader")).first
        assert first.get_by_role("rowheader").count() == 1, path
        assert first.get_by_role("cell").count() >= 3, path
        assert page.evaluate(_BEREFT) == [], path


def test_a_day_begins_with_its_ten_most_urgent_and_folds_the_others(morgan):
    page = morgan.page
    morgan.go(f"/my-day?officer={KIM.replace(' ', '+')}")
    rows = page.locator(".app-row")
    total, shown = rows.count(), rows.filter(visible=True).count()
    assert total > _CASES
    assert 10 <= shown <= 10 + 3 * page.locator(".app-day-section").count()
    assert _high(page) < 4 * _SCREEN
    for summary in page.locator(".app-more > summary").all():
        summary.press("Enter")
    assert rows.filter(visible=True).count() == total
    assert _wide(page) == TELEPHONE


def test_the_stages_of_a_caseload_are_folded_on_a_telephone_and_open_at_a_desk(morgan):
    page = morgan.page
    morgan.go("/caseload")
    stages = page.get_by_role("table", name="EHC needs assessment: open cases by stage")
    assert not stages.is_visible()
    page.locator(".app-folded > summary").first.press("Enter")
    assert stages.is_visible()
    page.set_viewport_size({"width": DESK, "height": _SCREEN})
    morgan.go("/caseload")
    assert stages.is_visible()
    assert page.locator(".app-folded > summary:visible").count() == 0


def test_at_a_desk_every_row_shows(morgan):
    page = morgan.page
    for width in (800, DESK):
        page.set_viewport_size({"width": width, "height": _SCREEN})
        for path in ("/cases", "/caseload", "/alerts"):
            morgan.go(path)
            rows = page.locator("main tbody tr")
            assert rows.count() == rows.filter(visible=True).count(), (path, width)
            assert page.locator(".app-ten__all:visible").count() == 0
            assert _wide(page) <= width, (path, width)
