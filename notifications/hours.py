"""When letters may go: the council's days and hours, by London time, and no bank holidays."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import get_args

from config.clock import LONDON
from config.council import Council
from config.policy import Weekday
from ehcp.law.bank_holidays import bank_holidays

_A_DAY = timedelta(days=1)
_WEEKDAYS = get_args(Weekday)


def _never(_: date) -> bool:
    return False


def is_open_on(council: Council, day: date) -> bool:
    """Say whether letters go on this day at all."""
    return council.about.hours.open_on(day) and day not in bank_holidays(day.year)


def next_open_day(council: Council, day: date, *, closed: Callable[[date], bool] = _never) -> date:
    """Give this day, or the first one after it on which letters go and whoever gets them is there.

    `closed` says on which days they are not.
    """
    while closed(day) or not is_open_on(council, day):
        day += _A_DAY
    return day


def may_go_at(council: Council, at: datetime) -> datetime:
    """Give this instant where it lies in open hours, and otherwise the next opening."""
    hours = council.about.hours
    local = at.astimezone(LONDON)
    if is_open_on(council, local.date()):
        if local.time() < hours.opens:
            return instant(local.date(), hours.opens)
        if local.time() <= hours.closes:
            return at
    return instant(next_open_day(council, local.date() + _A_DAY), hours.opens)


def last_weekday(*, on: Weekday, day: date) -> date:
    """Give the last day with this name: the day itself, or one of the six before it.

    A weekly letter goes on it or on the next open day, though that lie in the week after: Good
    Friday's goes on the Tuesday after Easter.
    """
    return day - timedelta(days=(day.weekday() - _WEEKDAYS.index(on)) % len(_WEEKDAYS))


def start_of_work(council: Council, day: date) -> datetime:
    """Give an instant of the day at which every letter's hour has come and letters may go."""
    letters = council.letters
    hours = (letters.advice_digest.at, letters.caseworker_day.at, letters.weekly_report.at)
    return instant(day, max(council.about.hours.opens, *hours))


def instant(day: date, hour: time) -> datetime:
    """Give the instant of an hour by London time."""
    return datetime.combine(day, hour, LONDON)


def hour_has_come(at: datetime, *, day: date, hour: time) -> bool:
    """Say whether, at this instant, the hour of that day has come."""
    return at >= instant(day, hour)
