"""A session ends when it should, is not prolonged by a page alone, and says how long it lasts."""

from datetime import time

from sqlalchemy import select

from config import clock
from ehcp.register.engine import reading
from ehcp.register.tables import audit
from ehcp.web.sessions import COOKIE
from tests.web.conftest import TODAY
from tests.web.people import guest, secrets_on, words_on


def at(hour, minute=0):
    return clock.the_day(TODAY, at=time(hour, minute))


def acts(engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        return [(row.by, row.act) for row in connection.execute(select(audit))]


def test_signing_out_ends_the_session_for_good(kim, counter, engine):
    token = kim.cookies.get(COOKIE)
    page = kim.page("/account")
    answer = kim.post("/sign-out", data=secrets_on(page))
    assert answer.headers["location"] == "/sign-in?said=signed-out"
    assert kim.cookies.get(COOKIE) is None
    words = words_on(kim.page("/sign-in?said=signed-out"))
    assert "You have signed out." in words
    assert "nobody does anything" not in words
    thief = guest(counter)
    thief.cookies.set(COOKIE, token, domain="counter.example", path="/")
    assert thief.get("/account").status_code == 303
    assert ("Kim Ashdown", "signed_out") in acts(engine)


def test_another_site_signs_nobody_out(kim):
    assert kim.post("/sign-out").status_code == 400
    assert kim.get("/account").status_code == 200


def test_a_page_asks_how_long_is_left_without_prolonging_it(kim):
    with at(9, 24):
        left = kim.get("/session").json()
        assert left == {"left": 360, "warn": 300, "may_stay": True}
    with at(9, 29):
        assert kim.get("/session").json()["left"] == 60
    with at(9, 30):
        assert kim.get("/session").json() == {"left": 0, "warn": 0, "may_stay": False}
        assert kim.get("/account").status_code == 303


def test_whoever_is_there_stays_signed_in(kim):
    secrets = secrets_on(kim.page("/account"))
    with at(9, 26):
        assert kim.post("/session").status_code == 400
        stayed = kim.post("/session", headers={"x-csrf": secrets["csrf"]}).json()
        assert stayed["left"] == 1800
    with at(9, 50):
        assert kim.get("/account").status_code == 200


def test_nobody_stays_for_ever(kim):
    for hour in range(9, 21):
        for minute in (0, 25, 50):
            with at(hour, minute):
                assert kim.get("/account").status_code == 200
    with at(20, 55):
        assert kim.get("/session").json() == {"left": 300, "warn": 300, "may_stay": False}
    with at(21):
        assert kim.get("/account").status_code == 303


def test_whoever_was_signed_out_is_told_why(kim):
    with at(9, 30):
        where = kim.get("/my-day").headers["location"]
        assert "after 30 minutes in which nobody does anything" in words_on(kim.page(where))


def test_a_browser_without_scripts_is_told_on_every_page_when_a_session_ends(signed_in, nobody):
    page = signed_in("Kim Ashdown", "caseworker").page("/cases")
    told = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "30 minutes" in told
    assert "send what you have written" in told
    assert "<noscript>" not in nobody.page("/sign-in")
