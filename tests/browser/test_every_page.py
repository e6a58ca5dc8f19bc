"""Every page of the counter, as each role comes to it by links, on a telephone: no barrier."""

import re
from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe

from ehcp.staff.roles import UserRole
from tests.browser.served import TELEPHONE, VIOLATIONS, AtTheCounter
from tests.browser.weekly_meeting import LAST_WEEK, THIS_WEEK, stored_on
from tests.web.crawl import bricks_of, pages_of
from tests.web.people import staff_member
from tests.web.small_council import fill

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("every_page"),
    pytest.mark.timeout(600),
]
_STARTS = ("/", "/account", "/accessibility")
_ID = re.compile(r'\sid="([^"]+)"')
_SEEN: set[str] = set()
"""What the pages that were opened in the browser are built of."""


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.mark.parametrize("role", UserRole)
def test_no_page_of_a_role_has_a_barrier(browser, counter_served, role) -> None:
    """Read every page, and open each that has something in it which no other had before."""
    fill(counter_served.counter)
    for monday in (LAST_WEEK, THIS_WEEK):
        stored_on(counter_served, monday)
    name = f"Robin {role.value.title().replace('_', '')}"
    someone = AtTheCounter(browser, counter_served, scripts=True, width=TELEPHONE)
    someone.signed_in_already(name, role)
    wrong, pages = [], 0
    for path, text in pages_of(staff_member(counter_served.counter, name, role), *_STARTS):
        pages += 1
        bricks = bricks_of(text)
        wrong += [f"{path} has {each} twice" for each in _twice(_ID.findall(text))]
        if text.count("<h1") != 1:
            wrong.append(f"{path} has {text.count('<h1')} first headings")
        if not bricks <= _SEEN:
            _SEEN.update(bricks)
            wrong += _barriers(someone, path)
    wrong += someone.said
    someone.leave()
    assert wrong == []
    assert pages > _FEWEST.get(role, 15)


def _barriers(someone: AtTheCounter, path: str) -> list[str]:
    page = someone.page
    page.goto(path)
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(page, options=VIOLATIONS)
    return [f"{path} is {wide} px wide"] * (wide > TELEPHONE) + [
        f"{path}: {each['id']} at {[node['target'] for node in each['nodes']][:3]}"
        for each in found.response["violations"]
    ]


def _twice(names: list[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


_FEWEST = {UserRole.INSPECTOR: 5, UserRole.QUALITY_OFFICER: 5, UserRole.PLAN_WRITER: 5}
