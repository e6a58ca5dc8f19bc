"""Which days are bank holidays in England, and which are working days."""

from datetime import date
from functools import cache

from ehcp.refusal import Refusal

FEWEST_IN_A_YEAR = 6
"""England has had at least six weekday bank holidays a year since 1971."""

SATURDAY = 5


class BankHolidaysUnknown(Refusal, LookupError):
    """A year whose bank holidays cannot be told."""


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """List the bank holidays of England in a year, Christmas Day and Good Friday among them.

    Holidays that fall at a weekend are left out: the day given instead is in the list, and a
    weekend is no working day anyway.

    Raises:
        BankHolidaysUnknown: the year lies outside the published rules.
    """
    from holidays import country_holidays

    every = country_holidays("GB", subdiv="ENG", years=year)
    weekdays = frozenset(day for day in every if day.year == year and day.weekday() < SATURDAY)
    if len(weekdays) < FEWEST_IN_A_YEAR:
        # The package answers "none" for a year it knows nothing about. Believing it would make
        # every limit in working days too short, so say so instead.
        raise BankHolidaysUnknown(
            f"The bank holidays of {year} are not known, so working days cannot be counted. "
            "Check the year; if it is right, install a newer `holidays` package."
        )
    return weekdays


def is_working_day(day: date) -> bool:
    """Tell whether a day is Monday to Friday and no bank holiday in England.

    This is the meaning of "working day" in the Tribunal rules (SI 2008/2699 r.1(3)) and the
    one used here wherever the law counts working days.
    """
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)
