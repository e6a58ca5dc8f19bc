"""Every page of the counter, as each role comes to it by links, on a telephone: no barrier."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from ehcp.staff.roles import StaffRole
from tests.browser.served import TELEPHONE, VIOLATIONS, AtTheCounter
from tests.browser.weekly_meeting import LAST_WEEK, THIS_WEEK, stored_on
from tests.web.crawl import pages_of, shape_of
from tests.web.people import staff_member
from tests.web.small_council import fill

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(600),
]
_STARTS = ("/", "/account", "/accessibility")
_PARTS = """() => [...new Set([...document.body.querySelectorAll('*')]
  .map(part => part.tagName + '.' + part.className + '.' + (part.getAttribute('role') || '')))]
  .sort().join(' ')"""
_NAMES = re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}|\d+")
_TRIED: set[tuple[str, str]] = set()
"""Pages that were tried, each by its shape and everything that it is built of."""


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


def _somebody(browser, counter_served, role: StaffRole) -> Iterator[tuple[AtTheCounter, str]]:
    fill(counter_served.counter)
    for monday in (LAST_WEEK, THIS_WEEK):
        stored_on(counter_served, monday)
    name = f"Robin {role.value.title().replace('_', '')}"
    paths = [
        path for path, _ in pages_of(staff_member(counter_served.counter, name, role), *_STARTS)
    ]
    someone = AtTheCounter(browser, counter_served, scripts=True, width=TELEPHONE)
    someone.signed_in_already(name, role)
    for path in paths:
        yield someone, path
    someone.leave()


@pytest.mark.parametrize("role", StaffRole)
def test_no_page_of_a_role_has_a_barrier(browser, counter_served, role) -> None:
    wrong, pages = [], 0
    for someone, path in _somebody(browser, counter_served, role):
        pages += 1
        page = someone.page
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > TELEPHONE:
            wrong.append(f"{path} is {wide} px wide")
        if page.locator("h1").count() != 1:
            wrong.append(f"{path} has {page.locator('h1').count()} first headings")
        what = (shape_of(path), _NAMES.sub("", page.evaluate(_PARTS)))
        if what not in _TRIED:
            _TRIED.add(what)
            found = Axe().run(page, options=VIOLATIONS)
            wrong += [
                f"{path}: {each['id']} at {[node['target'] for node in each['nodes']][:3]}"
                for each in found.response["violations"]
            ]
    wrong += someone.said
    assert wrong == []
    assert pages > _FEWEST.get(role, 15)


_FEWEST = {StaffRole.INSPECTOR: 5, StaffRole.QUALITY_OFFICER: 5, StaffRole.PLAN_WRITER: 10}
