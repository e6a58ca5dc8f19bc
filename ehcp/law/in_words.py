"""Days and numbers as they are written in a sentence: "5 January 2026", "6 weeks"."""

from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""English, whatever the machine's locale says."""


def day_in_words(day: date) -> str:
    """Write a day out: 5 January 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def count_in_words(count: int, *, unit: str) -> str:
    """Write a number with its unit, which is given in the singular: 1 week, 6 weeks."""
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
