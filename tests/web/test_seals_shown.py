"""A team's managers are shown who opened its restricted cases, and why."""

from datetime import date, timedelta

import pytest

from config import clock
from ehcp.casework.open_case import open_case
from tests.casework.desks import desk
from tests.web.conftest import TODAY
from tests.web.people import words_on

WHY = "A safeguarding call from the police this morning."
HEADING = "Restricted cases that others opened"


@pytest.fixture
def opened(counter, morgan, signed_in) -> str:
    """A case of a child restricted to North, that somebody of South has opened."""
    assert morgan
    reference = open_case(
        counter.engine,
        desk=desk("2026-03-02"),
        received_on=date(2026, 3, 2),
        person={"forename": "Zephyrine", "surname": "Hidewell", "born_on": date(2016, 5, 5)},
    )
    page = f"/cases/{reference}/restrict"
    assert morgan.fill_in(page, team="North", why=WHY).status_code == 303
    sal = signed_in("Sal Fernley", "caseworker", team="South")
    assert sal.fill_in("/sealed", reference=reference, reason=WHY).status_code == 303
    return reference


def test_a_manager_of_the_team_is_shown_who_opened_its_case_and_why(morgan, opened):
    page = morgan.page("/alerts")
    section = words_on(page).partition(HEADING)[2]
    assert opened in section
    assert "Sal Fernley" in section
    assert WHY in section
    assert f'href="/cases/{opened}/seen"' in page


@pytest.mark.parametrize(
    ("role", "team"), [("manager", "South"), ("manager", None), ("caseworker", "North")]
)
def test_nobody_else_is_shown_it(signed_in, opened, role, team):
    other = signed_in("Robin Must-Not", role, team=team)
    assert opened
    assert HEADING not in other.page("/alerts")


def test_it_is_shown_for_four_weeks(opened, signed_in):
    assert opened
    for days, shown in ((27, True), (29, False)):
        with clock.the_day(TODAY + timedelta(days=days)):
            manager = signed_in(f"Alex Northfield {days}", "manager", team="North")
            assert (HEADING in manager.page("/alerts")) is shown, days
