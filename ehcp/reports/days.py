"""Mondays and months: the weeks and the months that a report looks back over."""

from collections.abc import Iterator
from datetime import date, timedelta

from ehcp.law.in_words import MONTHS, day_in_words

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
MONTHS_SHOWN = 24
WEEKS_SHOWN = 53
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def monday_of(day: date) -> date:
    """Give the Monday of this day's week."""
    return day - timedelta(days=day.weekday())


def mondays(*, first: date, last: date) -> Iterator[date]:
    """Give every Monday from one day to another, both included."""
    monday = monday_of(first + timedelta(days=6))
    while monday <= last:
        yield monday
        monday += WEEK


def month_of(day: date) -> str:
    """Name the month of a day as 2019-06."""
    return f"{day.year:04}-{day.month:02}"


def first_of(month: str) -> date:
    """Give the first day of a month."""
    return date.fromisoformat(f"{month}-01")


def before(month: str, *, count: int = 1) -> str:
    """Name the month so many months earlier."""
    months = int(month[:4]) * 12 + int(month[5:]) - 1 - count
    return f"{months // 12:04}-{months % 12 + 1:02}"


def next_month(month: str) -> str:
    """Name the month after."""
    return before(month, count=-1)


def last_full_month(at: date) -> str:
    """Name the last month that was over at the start of this day."""
    return before(month_of(at))


def months_shown(at: date) -> list[str]:
    """Name the full months that are shown and, last, the month that still runs."""
    now = month_of(at)
    return [before(now, count=count) for count in range(MONTHS_SHOWN, -1, -1)]


def a_year_before(day: date) -> date:
    """Give the same day of the year before; 28 February for a leap day."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def month_in_words(month: str) -> str:
    """Write a month out: June 2019."""
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def weekday_in_words(day: date) -> str:
    """Write a day out with its weekday: Monday 22 July 2019."""
    return f"{_WEEKDAYS[day.weekday()]} {day_in_words(day)}"
