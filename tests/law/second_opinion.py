"""A second calculation of every count, written another way, to check the first one against.

It walks the calendar a day at a time and keeps its own list of bank holidays, worked out from
the Banking and Financial Dealings Act 1971 and the date of Easter. It imports nothing from
`ehcp.law`.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count

ONE_DAY = timedelta(days=1)
MONDAY = 0

ONLY_IN_ONE_YEAR = {
    # Moved or added by proclamation.
    2020: ({date(2020, 5, 8)}, {date(2020, 5, 4)}),
    2022: ({date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)}, {date(2022, 5, 30)}),
    2023: ({date(2023, 5, 8)}, set()),
}


def walk(start: date, *, steps: int) -> date:
    """Go forward so many days, one at a time."""
    return date.fromordinal(start.toordinal() + sum(1 for _ in range(steps)))


def within_weeks(start: date, *, weeks: int) -> date:
    """Find the n-th next day with the same name (Monday, Tuesday …)."""
    day = start
    while weeks:
        day += ONE_DAY
        if day.isoweekday() == start.isoweekday():
            weeks -= 1
    return day


def numbered_from_one(start: date, *, days: int) -> date:
    """Number the days with the start as day 1, and find day n."""
    numbered = {number: start + (number - 1) * ONE_DAY for number in range(1, days + 1)}
    return numbered[days]


def month_later(start: date, *, months: int) -> date:
    """Turn over the calendar leaf by leaf, then take the day number or the leaf's last day."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(start.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, start.day)


def last_day_of_months_from(start: date, *, months: int) -> date:
    """Find the last day that lies before the same day number comes round for the n-th time.

    Where that month is too short to hold the number, its last day is still inside.
    """
    later = month_later(start, months=months)
    return later if later.day != start.day else later - ONE_DAY


def easter_sunday(year: int) -> date:
    """The anonymous Gregorian computus, as Meeus prints it."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    day = (h + weekday - 7 * m + 33 * month + 19) % 32
    return date(year, month, day)


def first_monday(year: int, *, month: int) -> date:
    """Find the first Monday of a month."""
    return next(
        date(year, month, number)
        for number in range(1, 8)
        if date(year, month, number).weekday() == MONDAY
    )


def last_monday(year: int, *, month: int) -> date:
    """Find the last Monday of a month of 31 days."""
    return next(
        date(year, month, number)
        for number in range(31, 24, -1)
        if date(year, month, number).weekday() == MONDAY
    )


def english_bank_holidays(year: int) -> set[date]:
    """List the weekday bank holidays of England, since 1978."""
    easter = easter_sunday(year)
    days = {
        easter - 2 * ONE_DAY,
        easter + ONE_DAY,
        first_monday(year, month=5),
        last_monday(year, month=5),
        last_monday(year, month=8),
    }
    for month, number in ((1, 1), (12, 25), (12, 26)):
        day = date(year, month, number)
        while day.weekday() > 4 or day in days:
            day += ONE_DAY
        days.add(day)
    # When Christmas Day is a Sunday, Boxing Day keeps the Monday and Christmas Day the Tuesday;
    # as a set of days that is the same.
    added, removed = ONLY_IN_ONE_YEAR.get(year, (set(), set()))
    return (days - removed) | added


def is_office_day(day: date) -> bool:
    """Tell whether offices are open: no weekend, no bank holiday."""
    return day.strftime("%w") not in "06" and day not in english_bank_holidays(day.year)


def nth_office_day_after(start: date, *, days: int) -> date:
    """List the office days that follow and take the n-th."""
    following = (start + number * ONE_DAY for number in count(1))
    office_days = (day for day in following if is_office_day(day))
    return [next(office_days) for _ in range(days)][-1]


def nth_office_day_from(start: date, *, days: int) -> date:
    """List the office days from a day on, that day too if it is one, and take the n-th."""
    return nth_office_day_after(start - ONE_DAY, days=days)


def month_sooner(start: date, *, months: int) -> date:
    """Turn the calendar back leaf by leaf, then take the day number or the leaf's last day."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return month_later(date(year, month, 1), months=0).replace(
        day=min(start.day, days_of_the_month(year, month))
    )


def days_of_the_month(year: int, month: int) -> int:
    """Count the leaf's days by walking to the next leaf."""
    day, days = date(year, month, 1), 0
    while day.month == month:
        day, days = day + ONE_DAY, days + 1
    return days


def is_quiet(day: date) -> bool:
    """Tell whether the Tribunal does not count a day: August, and Christmas to New Year."""
    return day.strftime("%m") == "08" or day.strftime("%m%d") >= "1225" or day.timetuple()[7] == 1


def time_to_appeal_without_a_contact(notice: date, told: Mapping[str, date]) -> date:
    """Nobody knows when the adviser was asked: only a certificate soon after the months counts."""
    latest = nth_office_day_after(month_later(notice, months=2), days=3)
    timely = {name: day for name, day in told.items() if day <= latest}
    return time_to_appeal(notice, timely)


def time_to_appeal(notice_on: date, facts: Mapping[str, date]) -> date:
    """Two months, or one from the certificate, then on and on until a day that counts."""
    day = month_later(notice_on, months=2)
    if "certificate" in facts:
        day = max(day, month_later(facts["certificate"], months=1))
    while is_quiet(day):
        day += ONE_DAY
    while not is_office_day(day):
        day += ONE_DAY
    return day


def thirty_tribunal_days(start: date, _facts: Mapping[str, date]) -> date:
    """List the office days that follow and are not quiet, and take the thirtieth."""
    following = (start + number * ONE_DAY for number in count(1))
    counted = (day for day in following if is_office_day(day) and not is_quiet(day))
    return [next(counted) for _ in range(30)][-1]


def day_to_hand_over(aware_on: date, facts: Mapping[str, date]) -> date:
    """The move, if fifteen office days came between; or the fifteenth, or the move if later."""
    move_on = facts["move_on"]
    warning = sum(
        is_office_day(aware_on + number * ONE_DAY)
        for number in range(1, max((move_on - aware_on).days, 0) + 1)
    )
    if warning >= 15:
        return move_on
    return max(nth_office_day_from(aware_on, days=15), move_on)


def review_after_a_transfer(start: date, facts: Mapping[str, date]) -> date:
    """The later end of twelve months from the last review and three from the transfer."""
    ends = (
        last_day_of_months_from(facts["twelve_months_from"], months=12),
        last_day_of_months_from(start, months=3),
    )
    return max(ends)
