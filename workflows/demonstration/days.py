"""The days on which an invented council works: weekdays, bank holidays, Mondays and month ends."""

import random
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

FRIDAY = 4
BANK_HOLIDAYS = """
    2017-12-25 2017-12-26 2018-01-01 2018-03-30 2018-04-02 2018-05-07 2018-05-28 2018-08-27
    2018-12-25 2018-12-26 2019-01-01 2019-04-19 2019-04-22 2019-05-06 2019-05-27 2019-08-26
"""
NO_WORK_ON = frozenset(map(date.fromisoformat, BANK_HOLIDAYS.split()))


class NoSuchDay(ValueError):
    """There is no working day between the two days that were given."""


def works(day: date) -> bool:
    """Whether the council's offices are open on this day."""
    return day.weekday() <= FRIDAY and day not in NO_WORK_ON


def working_days(*, first: date, last: date) -> list[date]:
    """Every working day from the first to the last, both included."""
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if works(day)]


def some_day(*, first: date, last: date, luck: random.Random, late: bool = False) -> date:
    """A working day between two days, both included; nearer to the last when `late`."""
    days = working_days(first=first, last=last)
    if not days:
        raise NoSuchDay(f"no working day from {first} to {last}")
    if late:
        return days[int(len(days) * max(luck.random(), luck.random()))]
    return luck.choice(days)


def mondays(*, first: date, last: date) -> Iterator[date]:
    """Every Monday from the first day to the last, both included."""
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday <= last:
        yield monday
        monday += timedelta(days=7)


def month_of(day: date) -> str:
    """The month of a day, as it is written in the council's tables: 2019-06."""
    return f"{day:%Y-%m}"


def first_of(month: str) -> date:
    """The first day of a month written as 2019-06."""
    return date.fromisoformat(f"{month}-01")


def last_of(month: str) -> date:
    """The last day of a month written as 2019-06."""
    first = first_of(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def months(*, first: date, last: date) -> Iterator[str]:
    """Every month that has a day between the two, in order."""
    month = month_of(first)
    while month <= month_of(last):
        yield month
        month = month_of(last_of(month) + timedelta(days=1))
