"""The national curriculum year in which a child is taught, from the date of birth."""

from datetime import date

SEPTEMBER = 9


def year_group_on(born_on: date, day: date) -> int:
    """Give the national curriculum year of a child taught with their age, 0 for reception.

    A child is in year 1 in the school year (from 1 September) in which they turn six.
    """
    school_year = day.year - (day.month < SEPTEMBER)
    year_of_sixth_birthday = born_on.year + (born_on.month >= SEPTEMBER) + 5
    return school_year - year_of_sixth_birthday + 1
