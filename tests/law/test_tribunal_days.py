"""Only the Tribunal's own limits move to a working day, and know a quiet August and Christmas."""

from datetime import date

import pytest

from ehcp.law import tribunal_days
from ehcp.law.counting import months_after


@pytest.mark.parametrize(
    ("ends_on", "last_day"),
    [
        (date(2027, 2, 28), date(2027, 3, 1)),  # a Sunday
        (date(2026, 12, 29), date(2027, 1, 4)),  # in the Christmas days
        (date(2026, 8, 12), date(2026, 9, 1)),  # in August, whose last day is a bank holiday
        (date(2026, 4, 4), date(2026, 4, 7)),  # the Saturday before Easter Monday
        (date(2027, 4, 10), date(2027, 4, 12)),  # a Saturday
        (date(2026, 12, 25), date(2027, 1, 4)),
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2026, 12, 24), date(2026, 12, 24)),  # the day before the quiet days, a Thursday
        (date(2027, 7, 31), date(2027, 8, 2)),  # a Saturday in July, not a day in August
        (date(2026, 11, 23), date(2026, 11, 23)),  # a working day stays
    ],
)
def test_the_time_to_start_proceedings_runs_on_over_quiet_days(
    ends_on: date, last_day: date
) -> None:
    assert tribunal_days.last_day_to_start(ends_on) == last_day


def test_the_later_of_two_months_and_one_month_is_rolled() -> None:
    notice, certificate = date(2026, 10, 1), date(2026, 11, 29)
    later = max(months_after(notice, months=2), months_after(certificate, months=1))
    assert later == date(2026, 12, 29)
    assert tribunal_days.last_day_to_start(later) == date(2027, 1, 4)


def test_august_is_not_counted_in_the_thirty_working_days_for_a_response() -> None:
    sent = date(2026, 7, 6)
    assert tribunal_days.working_days_for_another_act(sent, days=30) == date(2026, 9, 15)


@pytest.mark.parametrize(
    ("day", "quiet"),
    [
        (date(2026, 7, 31), False),
        (date(2026, 8, 1), True),
        (date(2026, 8, 31), True),
        (date(2026, 9, 1), False),
        (date(2026, 12, 24), False),
        (date(2026, 12, 25), True),
        (date(2027, 1, 1), True),
        (date(2027, 1, 2), False),
    ],
)
def test_quiet_days_are_august_and_christmas_to_new_year(day: date, *, quiet: bool) -> None:
    assert tribunal_days.is_quiet_day(day) is quiet


def test_an_act_is_done_by_five_in_the_afternoon() -> None:
    assert tribunal_days.LATEST_HOUR.isoformat() == "17:00:00"
