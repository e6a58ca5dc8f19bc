"""Every page of the counter, as each role comes to it by links, on a telephone: no barrier."""

import re
from collections import Counter
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import Engine, select

from config import clock
from ehcp.cases.closures import NO_CLOSURES
from ehcp.casework.allocate import allocate
from ehcp.casework.asked_of import one_asked
from ehcp.casework.queued import Whose
from ehcp.register.engine import writing
from ehcp.register.tables import users
from ehcp.staff.roles import UserRole
from tests.browser.served import TELEPHONE, VIOLATIONS, AtTheCounter
from tests.browser.weekly_meeting import LAST_WEEK, THIS_WEEK, stored_on
from tests.casework.queues import EP, HEALTH
from tests.web.conftest import TODAY
from tests.web.crawl import bricks_of, pages_of
from tests.web.people import staff_member
from tests.web.schools import LARK, assessment_of, consulted, review_of
from tests.web.small_council import fill

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("every_page"),
    pytest.mark.timeout(600),
]
_STARTS = ("/", "/account", "/accessibility")
_BELONGS: dict[UserRole, dict[str, list[str]]] = {
    UserRole.SERVICE: {"kinds": [EP, HEALTH]},
    UserRole.PROFESSIONAL: {"kinds": [EP]},
    UserRole.CLINICAL_OFFICER: {"kinds": [EP, HEALTH]},
    UserRole.SETTING: {"settings": [LARK]},
}
"""For what those from outside answer."""
_ID = re.compile(r'\sid="([^"]+)"')
_SEEN: set[str] = set()
"""What the pages that were opened in the browser are built of."""


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.mark.parametrize("role", UserRole)
def test_no_page_of_a_role_has_a_barrier(browser, counter_served, role) -> None:
    """Read every page, and open each that has something in it which no other had before."""
    found = fill(counter_served.counter)
    for monday in (LAST_WEEK, THIS_WEEK):
        stored_on(counter_served, monday)
    name = f"Robin {role.value.title().replace('_', '')}"
    someone = AtTheCounter(browser, counter_served, scripts=True, width=TELEPHONE)
    belongs: dict[str, Any] = dict(_BELONGS.get(role, {}))
    someone.signed_in_already(name, role, **belongs)
    _give_work(counter_served.counter.engine, role, name, reference=found["late"])
    guest = staff_member(counter_served.counter, name, role, **belongs)
    wrong, pages = [], 0
    for path, text in pages_of(guest, *_STARTS):
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


def _give_work(engine: Engine, role: UserRole, name: str, *, reference: str) -> None:
    """Let a school be asked for something, and give a professional something to write."""
    if role is UserRole.SETTING:
        review_of(engine, "1", made="2025-04-10")
        assessment_of(engine, "2")
        consulted(engine, "3", LARK)
    if role is not UserRole.PROFESSIONAL:
        return
    with writing(engine) as connection:
        asked = one_asked(
            connection,
            whose=Whose(services=frozenset({EP}), user_id=0),
            reference=reference,
            party=EP,
            today=TODAY,
            closures=NO_CLOSURES,
        )
        user_id = connection.scalar(select(users.c.id).where(users.c.name == name))
        at = clock.now()
        allocate(connection, requests=[asked], user_id=user_id, by="Lea", at=at, today=TODAY)


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


_FEWEST = {
    UserRole.INSPECTOR: 5,
    UserRole.QUALITY_OFFICER: 5,
    UserRole.PLAN_WRITER: 5,
    UserRole.SERVICE: 18,
    UserRole.PROFESSIONAL: 10,
    UserRole.CLINICAL_OFFICER: 4,
    UserRole.SETTING: 14,
}
