"""Every way of counting days, on its edges and against a second calculation."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp.law import counting
from ehcp.law.bank_holidays import is_working_day
from tests.law import second_opinion

DAYS = st.dates(min_value=date(2014, 9, 1), max_value=date(2045, 12, 31))
WORKING_DAYS = st.dates(min_value=date(2014, 9, 1), max_value=date(2032, 12, 31))
COUNTS = st.integers(min_value=1, max_value=60)


@given(day=DAYS, weeks=st.integers(min_value=0, max_value=20))
def test_weeks_agree_with_the_second_opinion(day: date, weeks: int) -> None:
    assert counting.weeks_after(day, weeks=weeks) == second_opinion.within_weeks(day, weeks=weeks)


@given(day=DAYS, days=COUNTS)
def test_days_agree_with_the_second_opinion(day: date, days: int) -> None:
    assert counting.days_after(day, days=days) == second_opinion.walk(day, steps=days)


@given(day=DAYS, days=COUNTS)
def test_days_beginning_with_agree_with_the_second_opinion(day: date, days: int) -> None:
    expected = second_opinion.numbered_from_one(day, days=days)
    assert counting.days_beginning_with(day, days=days) == expected


@given(day=DAYS, months=COUNTS)
def test_months_agree_with_the_second_opinion(day: date, months: int) -> None:
    expected = second_opinion.month_later(day, months=months)
    assert counting.months_after(day, months=months) == expected


@given(day=DAYS, months=COUNTS)
def test_months_beginning_with_agree_with_the_second_opinion(day: date, months: int) -> None:
    expected = second_opinion.last_day_of_months_from(day, months=months)
    assert counting.months_beginning_with(day, months=months) == expected


@given(day=WORKING_DAYS, days=st.integers(min_value=1, max_value=15))
def test_working_days_agree_with_the_second_opinion(day: date, days: int) -> None:
    expected = second_opinion.nth_office_day_after(day, days=days)
    assert counting.working_days_after(day, days=days) == expected


@given(day=WORKING_DAYS, days=st.integers(min_value=1, max_value=15))
def test_working_days_beginning_with_count_the_day_only_if_it_is_one(day: date, days: int) -> None:
    from_the_eve = second_opinion.nth_office_day_after(day - timedelta(days=1), days=days)
    assert counting.working_days_beginning_with(day, days=days) == from_the_eve
    if is_working_day(day):
        assert counting.working_days_beginning_with(day, days=1) == day


@given(day=WORKING_DAYS)
def test_the_practical_day_is_the_nearest_working_day_that_is_not_later(day: date) -> None:
    practical = counting.latest_working_day_on_or_before(day)
    assert second_opinion.is_office_day(practical)
    assert practical <= day
    between = (practical + timedelta(days=n) for n in range(1, (day - practical).days + 1))
    assert not any(second_opinion.is_office_day(each) for each in between)


@pytest.mark.parametrize("day", [date(2027, 1, 31), date(2028, 2, 29), date(2026, 12, 31)])
def test_a_missing_day_of_the_month_becomes_the_last_one(day: date) -> None:
    for months in range(1, 25):
        later = counting.months_after(day, months=months)
        assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_before_a_date_is_strictly_earlier() -> None:
    assert counting.day_before(date(2027, 2, 15)) == date(2027, 2, 14)


def test_at_least_two_weeks_before_leave_fourteen_days() -> None:
    assert counting.ahead_of(date(2026, 11, 30), days=14) == date(2026, 11, 16)


def test_five_months_before_goes_by_corresponding_dates() -> None:
    assert counting.months_ahead_of(date(2027, 9, 1), months=5) == date(2027, 4, 1)
    assert counting.months_ahead_of(date(2027, 7, 31), months=5) == date(2027, 2, 28)


def test_twelve_months_beginning_with_a_day_end_before_the_anniversary() -> None:
    counted = {
        day: counting.months_beginning_with(day, months=12)
        for day in (date(2026, 3, 10), date(2028, 2, 29), date(2027, 2, 28), date(2026, 9, 1))
    }
    assert counted == {
        date(2026, 3, 10): date(2027, 3, 9),
        date(2028, 2, 29): date(2029, 2, 28),
        date(2027, 2, 28): date(2028, 2, 27),
        date(2026, 9, 1): date(2027, 8, 31),
    }


def test_three_working_days_skip_christmas_and_easter() -> None:
    assert counting.working_days_after(date(2026, 12, 24), days=3) == date(2026, 12, 31)
    assert counting.working_days_after(date(2026, 4, 1), days=3) == date(2026, 4, 8)


def test_fifteen_working_days_beginning_with_a_day_count_that_day() -> None:
    day = date(2026, 12, 17)
    assert counting.working_days_beginning_with(day, days=15) == date(2027, 1, 11)


@pytest.mark.parametrize(
    "count",
    [
        lambda day: counting.days_beginning_with(day, days=0),
        lambda day: counting.working_days_beginning_with(day, days=0),
        lambda day: counting.months_beginning_with(day, months=0),
    ],
)
def test_a_period_beginning_with_a_day_cannot_be_empty(count: Callable[[date], date]) -> None:
    with pytest.raises(ValueError, match="holds at least that day"):
        count(date(2026, 1, 5))
