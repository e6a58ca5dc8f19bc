"""Promises about the clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from config import clock
from config.bad_setting import BadSetting
from config.clock import LONDON, the_day


def test_now_is_an_instant_in_utc():
    assert clock.now().utcoffset() == timedelta(0)
    assert not clock.is_set()


def test_the_day_is_the_day_in_england_and_not_in_utc():
    # In July London is an hour ahead: half past eleven at night in UTC is tomorrow in England.
    with the_day(date(2026, 7, 2), at=time(0, 30)):
        assert clock.now() == datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
        assert clock.today() == date(2026, 7, 2)


def test_a_day_can_be_held_and_is_given_back():
    with the_day(date(2019, 7, 22)):
        assert clock.today() == date(2019, 7, 22)
        assert clock.now().astimezone(LONDON).time() == time(9)
        with the_day(date(2019, 7, 29)):
            assert clock.today() == date(2019, 7, 29)
        assert clock.today() == date(2019, 7, 22)
        assert clock.is_set()
    assert not clock.is_set()


def test_a_held_day_is_given_back_after_an_error():
    with pytest.raises(ZeroDivisionError), the_day(date(2019, 7, 22)):
        _ = 1 / 0
    assert not clock.is_set()


def test_the_environment_sets_the_day_and_time_goes_on(monkeypatch):
    monkeypatch.setenv("EHCP_TODAY", "2019-07-22")
    first, second = clock.now(), clock.now()
    assert clock.today() == date(2019, 7, 22)
    assert clock.is_set()
    assert first <= second


def test_a_held_day_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv("EHCP_TODAY", "2019-07-22")
    with the_day(date(2018, 11, 5)):
        assert clock.today() == date(2018, 11, 5)


@pytest.mark.parametrize("value", ["22/07/2019", "2019-02-30", "yesterday"])
def test_a_day_that_is_none_is_refused_with_its_name_and_what_to_write(monkeypatch, value):
    monkeypatch.setenv("EHCP_TODAY", value)
    with pytest.raises(BadSetting, match="such as 2019-07-22") as refused:
        clock.today()
    assert (refused.value.key, refused.value.value) == ("EHCP_TODAY", value)
