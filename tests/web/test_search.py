"""Search at the counter: what is typed stands in no address, and is nobody else's."""

from datetime import date, datetime, time, timedelta

import pytest

from config import clock
from ehcp.casework.open_case import open_case
from tests.casework.desks import desk
from tests.web.conftest import TODAY
from tests.web.people import words_on


@pytest.fixture
def willow(engine) -> str:
    return open_case(
        engine,
        desk=desk("2026-01-05"),
        received_on=date(2026, 1, 5),
        person={"forename": "Willow", "surname": "Fernley", "external_id": "1"},
        officer="Kim Ashdown",
    )


def test_a_name_leads_to_a_page_whose_address_does_not_hold_it(kim, willow):
    answer = kim.fill_in("/cases/search", page="/cases", q="fernley willow")
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert "willow" not in where.lower()
    page = kim.page(where)
    assert f'href="/cases/{willow}"' in page
    assert "1 case found" in words_on(page)
    assert "Willow" not in page.partition("</title>")[0]


def test_a_whole_reference_leads_to_its_case(kim, willow):
    answer = kim.fill_in("/cases/search", page="/cases", q=willow.lower().replace("-", ""))
    assert answer.headers["location"] == f"/cases/{willow}"


@pytest.mark.usefixtures("willow")
def test_a_search_is_nobody_elses(kim, morgan):
    where = kim.fill_in("/cases/search", page="/cases", q="fernley").headers["location"]
    page = morgan.page(where, status=404)
    assert "fernley" not in page.lower()
    assert "This search is over" in words_on(page)


@pytest.mark.usefixtures("willow")
def test_a_search_is_forgotten_after_an_hour(kim):
    where = kim.fill_in("/cases/search", page="/cases", q="fernley").headers["location"]
    for minutes, status in ((20, 200), (40, 200), (61, 404)):
        later = datetime.combine(TODAY, time(9)) + timedelta(minutes=minutes)
        with clock.the_day(TODAY, at=later.time()):
            page = words_on(kim.page(where, status=status))
            assert ("1 case found" in page) is (status == 200)


def test_typing_too_little_is_said_by_the_field(kim):
    for typed, says in (("", "Enter what to look for."), ("w", "Enter at least two letters")):
        answer = kim.fill_in("/cases/search", page="/cases", q=typed)
        assert answer.status_code == 400
        assert says in answer.text
        assert 'href="#q"' in answer.text


def test_what_is_typed_comes_back_as_text(kim):
    typed = "<script>alert(1)</script>"
    where = kim.fill_in("/cases/search", page="/cases", q=typed).headers["location"]
    page = kim.page(where)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "No case is found." in words_on(page)


@pytest.mark.usefixtures("willow")
def test_an_officers_name_leads_to_their_cases(kim):
    where = kim.fill_in("/cases/search", page="/cases", q="ashdown").headers["location"]
    assert "Open cases of Kim Ashdown" in words_on(kim.page(where))
