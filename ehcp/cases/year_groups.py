"""School years and ages: the national curriculum year of a child, and what follows from it.

A school year runs from 1 September to 31 August.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ehcp.cases.kinds import Kind

SEPTEMBER = 9
APRIL = 4
_FIVE = 5
_LAST_AGE = 25


@dataclass(frozen=True, kw_only=True)
class PhaseTransfer:
    """A transfer between phases that lies ahead of a child.

    Attributes:
        kind: what opens its case: to another phase of school, or to a post-16 institution.
        transfer_on: 1 September of the year of transfer.
    """

    kind: Kind
    transfer_on: date


def year_group_on(born_on: date, day: date) -> int:
    """Give the national curriculum year of a child taught with their age, 0 for reception.

    A child is in year 1 in the school year (from 1 September) in which they turn six.
    """
    year_of_sixth_birthday = born_on.year + (born_on.month >= SEPTEMBER) + 5
    return school_year(day) - year_of_sixth_birthday + 1


def taught_in(
    *,
    year_group: int | None,
    born_on: date | None,
    day: date,
    set_in: int | None = None,
) -> int | None:
    """Give the year in which a child is taught: as set by hand, else by age; None if unknown.

    `set_in` is the school year for which it was set by hand, by the calendar year in which that
    began: a child goes up with every September since. Where that is not known it stays as it is.
    """
    if year_group is not None:
        return year_group + (0 if set_in is None else school_year(day) - set_in)
    return None if born_on is None else year_group_on(born_on, day)


def phase_transfer_on(
    *,
    year_group: int | None,
    born_on: date | None,
    day: date,
    to_school_years: Collection[int],
    to_post16_years: Collection[int],
    set_in: int | None = None,
) -> PhaseTransfer | None:
    """Give the phase transfer that has to be prepared on a day (SI 2014/1530 reg 18); else None.

    `to_school_years` and `to_post16_years` are the last years of a phase: with (-1, 2, 6) and (11,)
    a child in year 6 moves to another school in September. A year group set by hand goes up from
    the school year `set_in`; without one it is that of the school year in which the day lies.

    A transfer comes into view two terms before the plan must be final in February or March: with
    the summer term of the year before, taken from 1 April.
    """
    now = taught_in(year_group=year_group, born_on=born_on, day=day, set_in=set_in)
    if now is None:
        return None
    this_year = school_year(day)
    ahead = [(now, this_year + 1)]
    if APRIL <= day.month < SEPTEMBER:
        ahead.append((now + 1, this_year + 2))
    for year, transfer_year in ahead:
        transfer_on = date(transfer_year, SEPTEMBER, 1)
        if year in to_school_years:
            return PhaseTransfer(kind=Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, transfer_on=transfer_on)
        if year in to_post16_years:
            return PhaseTransfer(kind=Kind.PHASE_TRANSFER_TO_POST16_DUE, transfer_on=transfer_on)
    return None


def age_on(born_on: date, day: date) -> int:
    """Give the age in whole years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def under_five_on(born_on: date | None, day: date) -> bool:
    """Say whether a child is under five on a day; a child of unknown age is not taken to be."""
    return born_on is not None and age_on(born_on, day) < _FIVE


def last_day_of_a_plan(born_on: date) -> date:
    """Give the last day on which a plan can be maintained: the end of the year of turning 25.

    CFA s.46 and reg 46 let it go on to the end of the academic year in which the young person
    turns 25; colleges' years end earlier than the 31 August taken here (confidence C).
    """
    turns_25 = born_on.year + _LAST_AGE
    return date(turns_25 + (born_on.month >= SEPTEMBER), SEPTEMBER - 1, 31)


def school_year(day: date) -> int:
    """Give the calendar year in which the school year of a day began."""
    return day.year - (day.month < SEPTEMBER)
