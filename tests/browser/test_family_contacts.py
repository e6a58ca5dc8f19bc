"""A caseworker enters in a real browser to whom letters of a family go, and ends it again."""

from datetime import date

import pytest

from ehcp.casework.open_case import open_case
from tests.browser.served import TWO_WAYS, AtTheCounter

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.mark.parametrize("way", TWO_WAYS, indirect=True)
def test_somebody_of_a_family_is_entered_and_ended(browser, counter_served, way):
    scripts, width = way
    counter = counter_served.counter
    reference = open_case(
        counter.engine,
        desk=counter.desk(by="Kim Ashdown", may=None),
        received_on=date(2026, 1, 5),
        person={"born_on": date(2018, 3, 2), "forename": "Wren", "surname": "Sampleford"},
    )
    kim = AtTheCounter(browser, counter_served, scripts=scripts, width=width)
    try:
        kim.signed_in_already("Kim Ashdown", "caseworker")
        kim.go(f"/cases/{reference}/person")
        kim.follow("Add somebody")
        kim.page.get_by_label("Email address (optional)").fill("not an address")
        kim.press("Save")
        assert "Enter the name" in kim.reads()
        kim.page.get_by_label("Name", exact=True).fill("Ms Ansah")
        kim.page.get_by_label("Email address (optional)").fill("ansah@family.example")
        kim.press("Save")
        assert "ansah@family.example" in kim.reads()
        kim.follow("Change Ms Ansah")
        kim.press("End")
        assert "Nobody. No letter goes to the family by email." in kim.reads()
    finally:
        kim.leave()
