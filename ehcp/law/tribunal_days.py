"""How the First-tier Tribunal's own rules count days: SI 2008/2699 r.12, for SEN cases only.

The roll to a working day belongs to time limits of the Tribunal rules. It never applies to a
limit that the SEND Regulations set for a local authority.
"""

from datetime import date, time, timedelta

from ehcp.law.bank_holidays import is_working_day

LATEST_HOUR = time(17)
"""An act must be done by 5pm on the day (r.12(1))."""

_DECEMBER, _CHRISTMAS, _JANUARY, _AUGUST = 12, 25, 1, 8


def is_quiet_day(day: date) -> bool:
    """Tell whether a day lies from 25 December to 1 January, or in August (r.12(3))."""
    return (
        day.month == _AUGUST
        or (day.month == _DECEMBER and day.day >= _CHRISTMAS)
        or (day.month == _JANUARY and day.day == 1)
    )


def last_day_to_start(ends_on: date) -> date:
    """Give the last day on which proceedings may be started when the time for it ends on a day.

    A time that ends on a quiet day runs to the first working day after 1 January or 31 August
    (r.12(3)(a)); one that ends on another non-working day runs to the next working day (r.12(2)).
    The rule looks at the day on which the time itself ends: 31 July 2027, a Saturday, gives
    Monday 2 August and no more. That is the earlier reading, and so the safer one.
    """
    while is_quiet_day(ends_on):
        ends_on += timedelta(days=1)
    return _next_working_day_from(ends_on)


def working_days_for_another_act(day: date, *, days: int) -> date:
    """Count working days for any act but starting proceedings: quiet days are not counted."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day) and not is_quiet_day(day)
    return day


def _next_working_day_from(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
