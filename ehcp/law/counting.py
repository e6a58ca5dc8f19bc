"""How the law counts days: "within", "of", "beginning with", "before" and "at least … before".

Weekends and bank holidays count like any other day, and no limit here moves to the next working
day: the SEND Regulations have no such rule. Only the Tribunal's own limits do (`tribunal_days`).
Every function takes the day of the event and gives the last day on which the act is in time.
"""

from calendar import monthrange
from datetime import date, timedelta

from ehcp.law.bank_holidays import is_working_day

MONTHS_IN_A_YEAR = 12


def days_after(day: date, *, days: int) -> date:
    """Count "within n days of": the day of the event is not counted."""
    return day + timedelta(days=days)


def days_beginning_with(day: date, *, days: int) -> date:
    """Count "n days beginning with the day": the day itself is the first."""
    _at_least_one(days)
    return day + timedelta(days=days - 1)


def weeks_after(day: date, *, weeks: int) -> date:
    """Count "within n weeks of": calendar weeks, the day of the event not counted."""
    return day + timedelta(weeks=weeks)


def working_days_after(day: date, *, days: int) -> date:
    """Count "within n working days of": only working days after the event count."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def working_days_beginning_with(day: date, *, days: int) -> date:
    """Count "n working days beginning with the day": it is the first, if it is a working day."""
    _at_least_one(days)
    return working_days_after(day - timedelta(days=1), days=days)


def months_after(day: date, *, months: int) -> date:
    """Count "within n months of": the same day of the month, or that month's last day.

    The corresponding-date rule of Dodds v Walker [1981] 1 WLR 1027.
    """
    year, month_from_0 = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, 12)
    month = month_from_0 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_beginning_with(day: date, *, months: int) -> date:
    """Count "n months beginning with the day": it ends the day before the corresponding date.

    Where the last month has no corresponding date, it ends on that month's last day.
    """
    _at_least_one(months)
    corresponding = months_after(day, months=months)
    has_no_corresponding_date = corresponding.day < day.day
    return corresponding if has_no_corresponding_date else corresponding - timedelta(days=1)


def day_before(day: date) -> date:
    """Give the last day that is "before" a date: strictly earlier."""
    return day - timedelta(days=1)


def ahead_of(day: date, *, days: int) -> date:
    """Count back "at least n days before": the latest day that leaves n days."""
    return day - timedelta(days=days)


def months_ahead_of(day: date, *, months: int) -> date:
    """Count back "at least n months before", by corresponding dates as `months_after` does."""
    return months_after(day, months=-months)


def latest_working_day_on_or_before(day: date) -> date:
    """Give the latest day on which an office can act: a hint beside the limit, never the limit."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def _at_least_one(count: int) -> None:
    if count < 1:
        raise ValueError(
            f"A period beginning with a day holds at least that day: the count cannot be {count}."
        )
