"""Sent twice, done once; two people on one case; and the way back after something was done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from config import clock
from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine
from tests.casework.desks import put
from tests.web.conftest import TODAY
from tests.web.people import Guest, counter_over, guest, secrets_on, staff_member, words_on
from tests.web.test_record import record_of, requested

NOTE = {"on": date(2026, 3, 1), "note": "The family rang."}


def test_a_second_click_records_nothing_and_says_that_it_was_done(engine, kim):
    case = requested(engine)
    path = f"/cases/{case}/record/note_added"
    secrets = secrets_on(kim.page(path))
    first = kim.send_again(path, secrets, **NOTE)
    again = kim.send_again(path, secrets, **NOTE)
    assert first.headers["location"] == f"/cases/{case}?said=recorded"
    assert again.headers["location"] == f"/cases/{case}?said=already"
    assert len(record_of(engine, case)) == 2
    assert "Nothing was done twice" in words_on(kim.page(again.headers["location"]))


def test_back_from_the_case_to_a_check_that_was_confirmed_says_that_it_was_done(engine, kim):
    case = requested(engine)
    path = f"/cases/{case}/record/withdrawn"
    check = kim.fill_in(path, on=date(2026, 3, 1))
    confirmed = {**secrets_on(check.text), "confirmed": "yes"}
    kim.send_again(path, confirmed, on=date(2026, 3, 1))
    again = kim.send_again(path, confirmed, on=date(2026, 3, 1))
    assert again.headers["location"] == f"/cases/{case}?said=already"
    assert len(record_of(engine, case)) == 2


def test_back_to_the_first_page_of_the_form_shows_what_changed(engine, kim):
    case = requested(engine)
    path = f"/cases/{case}/record/withdrawn"
    first = secrets_on(kim.page(path))
    check = kim.send_again(path, first, on=date(2026, 3, 1))
    confirmed = {**secrets_on(check.text), "confirmed": "yes"}
    kim.send_again(path, confirmed, on=date(2026, 3, 1))
    answer = kim.send_again(path, first, on=date(2026, 3, 1))
    assert answer.status_code == 400
    assert "This changed while you were reading" in words_on(answer.text)
    assert len(record_of(engine, case)) == 2


@pytest.mark.parametrize("together", [2, 4])
def test_clicks_at_the_same_moment_record_once(database_url, together):
    engine = open_engine(database_url)
    try:
        counter = counter_over(engine)
        kim = staff_member(counter, "Kim Ashdown", "caseworker", team="North")
        case = requested(engine)
        path = f"/cases/{case}/record/note_added"
        secrets = secrets_on(kim.page(path))

        windows = [guest(counter) for _ in range(together)]
        for window in windows:
            window.cookies = kim.cookies

        def click(window: Guest) -> str:
            with clock.the_day(TODAY):
                return window.send_again(path, secrets, **NOTE).headers["location"]

        with ThreadPoolExecutor(together) as clicks:
            led_to = sorted(clicks.map(click, windows))
        assert led_to == [f"/cases/{case}?said=already"] * (together - 1) + [
            f"/cases/{case}?said=recorded"
        ]
        assert len(record_of(engine, case)) == 2
    finally:
        engine.dispose()


def test_two_people_on_one_case_see_what_the_other_did_and_go_on(engine, kim, morgan):
    case = requested(engine)
    path = f"/cases/{case}/record/note_added"
    read_by_kim = secrets_on(kim.page(path))
    morgan.fill_in(path, on=date(2026, 3, 2), note="From the manager.")

    answer = kim.send_again(path, read_by_kim, **NOTE)
    assert answer.status_code == 400
    words = words_on(answer.text)
    assert "This changed while you were reading" in words
    assert "by Morgan Eastlake" in words
    assert "The family rang." in answer.text, "nothing has to be typed again"
    assert len(record_of(engine, case)) == 2

    done = kim.send_again(path, secrets_on(answer.text), **NOTE)
    assert done.status_code == 303
    assert [each.recorded_by for each in record_of(engine, case)][1:] == [
        "Morgan Eastlake",
        "Kim Ashdown",
    ]


def test_what_changed_between_form_and_check_is_seen_on_the_check_too(engine, kim):
    case = requested(engine)
    path = f"/cases/{case}/record/withdrawn"
    check = kim.fill_in(path, on=date(2026, 3, 1))
    put(engine, case, Kind.NOTE_ADDED, "2026-03-02", by="Morgan Eastlake", note="Wait.")
    confirmed = {**secrets_on(check.text), "confirmed": "yes"}
    answer = kim.send_again(path, confirmed, on=date(2026, 3, 1))
    assert answer.status_code == 400
    assert "by Morgan Eastlake" in words_on(answer.text)
    assert record_of(engine, case)[-1].kind is Kind.NOTE_ADDED


def test_a_form_without_its_secrets_is_not_taken(engine, kim):
    case = requested(engine)
    path = f"/cases/{case}/record/note_added"
    secrets = secrets_on(kim.page(path))
    for lost in ("csrf", "once", "as_read"):
        some = {name: value for name, value in secrets.items() if name != lost}
        assert kim.send_again(path, some, **NOTE).status_code == 400
    assert len(record_of(engine, case)) == 1


def test_a_form_that_was_refused_can_be_sent_again(engine, kim):
    case = requested(engine)
    path = f"/cases/{case}/record/note_added"
    secrets = secrets_on(kim.page(path))
    assert kim.send_again(path, secrets, on=date(2026, 3, 1), note="").status_code == 400
    assert kim.send_again(path, secrets, **NOTE).headers["location"].endswith("said=recorded")
