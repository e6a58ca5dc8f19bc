"""A manager holds the weekly meeting in front of the counter, in real browsers."""

from datetime import date, timedelta

import pytest

from config import clock
from ehcp.staff.roles import UserRole
from tests.browser import weekly_meeting as meeting
from tests.browser.hands import Person, account_of
from tests.browser.served import ON_BOTH
from tests.browser.weekly_meeting import LAST_WEEK, THIS_WEEK
from tests.web.small_council import fill

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
]
_ASK = "Ask the trust when its three oldest will come"


@pytest.fixture
def morgan(way, browser, counter_served):
    scripts, width = way
    fill(counter_served.counter)
    account_of(counter_served, "Kim Ashdown", UserRole.CASEWORKER)
    account_of(counter_served, "Jo Bellweather", UserRole.CASEWORKER)
    account = account_of(counter_served, "Morgan Eastlake", UserRole.MANAGER)
    person = Person(browser, counter_served, scripts=scripts, width=width, account=account)
    yield person
    person.leave()


@ON_BOTH
def test_the_meeting_is_held_in_front_of_the_report(request, morgan: Person) -> None:
    with clock.the_day(LAST_WEEK):
        meeting.stored_on(morgan.running, LAST_WEEK)
        morgan.sign_in()
        meeting.an_action_is_agreed(
            morgan, says=_ASK, owner="Kim Ashdown", by=LAST_WEEK + timedelta(days=4)
        )
    with clock.the_day(THIS_WEEK):
        meeting.stored_on(morgan.running, THIS_WEEK)
        morgan.sign_in()
        # All of them by `make browser`; that each number opens as many cases as it says is
        # promised in tests/web/test_report_page.py as well.
        every = morgan.scripts and request.node.get_closest_marker("again")
        opened = meeting.every_figure_opens_its_cases(morgan, most=None if every else 6)
        assert opened > (15 if every else 5)
        meeting.last_weeks_action_is_settled(morgan, says=_ASK)
        meeting.an_action_is_agreed(
            morgan, says="Write to the trust's director", owner="Pat Farrier", by=date(2026, 3, 6)
        )
        meeting.an_alert_is_acknowledged(morgan)
        meeting.cases_are_reallocated(morgan, of="Kim Ashdown", to="Jo Bellweather", how_many=3)
        meeting.the_scorecards_are_read(morgan)
        morgan.press("Sign out")
        morgan.sees("You have signed out.")
