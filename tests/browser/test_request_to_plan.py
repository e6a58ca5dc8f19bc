"""A caseworker and a manager take a request from the post to the plan, in real browsers.

The shorter ways go from signing in to the plan, on each database, with scripts and without them on
a telephone. The whole way, with every act between, is walked by `make browser`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ehcp.staff.roles import UserRole
from tests.browser import request_to_plan as walk
from tests.browser.hands import Person, account_of
from tests.browser.request_to_plan import Story
from tests.browser.served import DESK, TELEPHONE, Served
from tests.web.small_council import fill

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
]


@contextmanager
def _story(browser: Any, counter: Served, *, scripts: bool, width: int) -> Iterator[Story]:
    def person(name: str, role: UserRole) -> Person:
        account = account_of(counter, name, role)
        return Person(browser, counter, scripts=scripts, width=width, account=account)

    fill(counter.counter)
    kim = person("Kim Ashdown", UserRole.CASEWORKER)
    morgan = person("Morgan Eastlake", UserRole.MANAGER)
    try:
        kim.sign_in()
        morgan.sign_in()
        yield Story(kim, morgan)
    finally:
        kim.leave()
        morgan.leave()


class TestTheWholeWay:
    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        return sqlite_url

    @pytest.mark.again
    def test_a_request_goes_from_the_post_to_the_plan(self, browser, counter_served) -> None:
        with _story(browser, counter_served, scripts=True, width=DESK) as story:
            walk.a_request_comes_in(story)
            walk.the_day_was_another(story)
            walk.the_family_is_told_that_it_is_considered(story)
            walk.the_panel_is_set(story)
            with story.day(2026, 3, 19):
                walk.the_panel_decides(story)
                walk.the_family_is_told(story)
            with story.day(2026, 3, 20):
                walk.all_advice_is_asked_for(story)
            with story.day(2026, 4, 28):
                walk.advice_is_sent_back(story)
                walk.an_exception_is_claimed(story)
                walk.the_manager_decides_about_exceptions(story)
            with story.day(2026, 5, 7):
                walk.advice_is_accepted(story)
                walk.the_draft_is_served(story)
                walk.a_school_is_consulted(story)
            with story.day(2026, 5, 20):
                walk.school_and_family_answer(story)
            with story.day(2026, 6, 4):
                walk.a_page_grows_old(story)
                walk.the_plan_is_issued(story)
                walk.the_old_page_is_refused(story)
                walk.the_first_review_opens(story)
                walk.the_case_is_handed_over_and_covered(story)


@pytest.mark.parametrize(
    ("database_url", "scripts", "width"),
    [
        ("sqlite", True, DESK),
        ("postgres", False, TELEPHONE),
        pytest.param("postgres", True, DESK, marks=pytest.mark.again),
        pytest.param("sqlite", False, TELEPHONE, marks=pytest.mark.again),
    ],
    indirect=["database_url"],
)
def test_the_way_to_the_plan_is_open(browser, counter_served, scripts, width) -> None:
    with _story(browser, counter_served, scripts=scripts, width=width) as story:
        walk.a_request_comes_in(story)
        with story.day(2026, 3, 19):
            walk.the_family_is_told(story)
        with story.day(2026, 3, 20):
            walk.all_advice_is_asked_for(story)
        with story.day(2026, 5, 7):
            walk.the_draft_is_served(story)
        with story.day(2026, 6, 4):
            walk.a_page_grows_old(story)
            walk.the_plan_is_issued(story)
            walk.the_old_page_is_refused(story)
            walk.the_first_review_opens(story)
