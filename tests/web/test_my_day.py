"""My day at the counter: what calls for somebody, gravest first, each case once with what to do."""

from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from tests.casework.desks import desk, put
from tests.web.people import words_on


@pytest.fixture
def late(engine) -> str:
    """A request of 5 January, whose six weeks ended on 16 February."""
    return open_case(
        engine,
        desk=desk("2026-01-05"),
        received_on=date(2026, 1, 5),
        person={"forename": "Willow", "surname": "Fernley", "external_id": "1"},
        officer="Kim Ashdown",
    )


def test_an_overdue_decision_stands_first_with_what_to_do(kim, late):
    page = kim.page("/my-day")
    words = words_on(page)
    assert "Overdue or due today (1)" in words
    assert "Willow Fernley" in words
    assert "Decide whether to assess, and tell the family." in words
    assert f'href="/cases/{late}"' in page
    assert "Willow" not in page.partition("</title>")[0]


def test_a_day_with_nothing_is_calm(kim):
    assert "No open case is yours." in words_on(kim.page("/my-day"))


def test_what_was_done_today_is_off_the_day(kim, engine, late):
    put(engine, late, Kind.TOLD_WILL_ASSESS, "2026-03-02", by="Morgan Eastlake")
    words = words_on(kim.page("/my-day"))
    assert "Nothing calls for you today. 1 open case is in hand" in words


def test_a_manager_sees_anybodys_day_and_a_caseworker_only_their_own(kim, morgan, signed_in, late):
    assert late in morgan.page("/my-day?officer=Kim+Ashdown")
    jo = signed_in("Jo Bellweather", "caseworker")
    assert late not in jo.page("/my-day?officer=Kim+Ashdown")
    assert late in kim.page("/my-day")


@pytest.mark.usefixtures("late")
def test_a_manager_chooses_whose_day(morgan):
    page = morgan.page("/my-day")
    assert "Days of the team" in words_on(page)
    assert '<option value="Kim Ashdown">' in page
