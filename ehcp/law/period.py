"""A length of time as the law writes it ("6 weeks", "3 working days"), and the day it ends on."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ehcp.law import counting as count
from ehcp.law.in_words import MONTHS, count_in_words, day_in_words

Counting = Literal["after", "beginning_with"]
Unit = Literal["day", "week", "working day", "month"]

DAYS_IN_A_WEEK = 7
A_COMMON_YEAR: Final = 2001

_WRITTEN = re.compile(r"(?P<count>\d{1,4}) (?P<unit>day|week|working day|month)s?")
_WRITTEN_YEARLY = re.compile(
    rf"(?P<word>before|by) (?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)})"
)

_LAST_DAY: dict[tuple[Unit, Counting], Callable[[date, int], date]] = {
    ("day", "after"): lambda day, n: count.days_after(day, days=n),
    ("day", "beginning_with"): lambda day, n: count.days_beginning_with(day, days=n),
    ("week", "after"): lambda day, n: count.weeks_after(day, weeks=n),
    ("week", "beginning_with"): lambda day, n: count.days_beginning_with(day, days=7 * n),
    ("working day", "after"): lambda day, n: count.working_days_after(day, days=n),
    ("working day", "beginning_with"): lambda day, n: count.working_days_beginning_with(
        day, days=n
    ),
    ("month", "after"): lambda day, n: count.months_after(day, months=n),
    ("month", "beginning_with"): lambda day, n: count.months_beginning_with(day, months=n),
}


class NotAPeriod(ValueError):
    """Words that are no period of time."""


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days, weeks, working days or months."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read "6 weeks", "15 days", "3 working days", "2 months" or "0 days".

        Raises:
            NotAPeriod: the words are none of these.
        """
        written = _WRITTEN.fullmatch(text.strip())
        if written is None:
            raise NotAPeriod(
                f"'{text}' is not a period. Write a whole number and days, weeks, "
                'working days or months, such as "6 weeks" or "3 working days".'
            )
        units: dict[str, Unit] = {
            "day": "day",
            "week": "week",
            "working day": "working day",
            "month": "month",
        }
        return cls(int(written["count"]), units[written["unit"]])

    def __str__(self) -> str:
        return count_in_words(self.count, unit=self.unit)

    def last_day(self, start: date, *, counting: Counting = "after") -> date:
        """Give the last day of the period that a day starts."""
        return _LAST_DAY[self.unit, counting](start, self.count)

    def ahead_of(self, day: date) -> date:
        """Give the latest day that is at least this long before a day.

        Raises:
            NotAPeriod: the period is in working days, in which no notice is counted.
        """
        match self.unit:
            case "month":
                return count.months_ahead_of(day, months=self.count)
            case "week":
                return count.ahead_of(day, days=DAYS_IN_A_WEEK * self.count)
            case "day":
                return count.ahead_of(day, days=self.count)
            case "working day":
                raise NotAPeriod(
                    f"'{self}' cannot be counted back from a day. Use days, weeks or months."
                )

    def steps(self, *, counting: Counting) -> str:
        """Write what is added to the first day: "42 days", and one day less if it counts itself."""
        number = self.count * (DAYS_IN_A_WEEK if self.unit == "week" else 1)
        unit = "day" if self.unit == "week" else self.unit
        if counting == "beginning_with" and unit == "day":
            number -= 1
        return count_in_words(number, unit=unit)

    def manner(self, *, counting: Counting) -> str:
        """Say how the first day is treated, and what happens to a missing day of the month."""
        if counting == "beginning_with":
            first = "the day itself is the first" + (
                " if it is a working day" if self.unit == "working day" else ""
            )
        else:
            first = "the day itself is not counted"
        return f"{first}, and a missing date is the month's last" if self.unit == "month" else first


@dataclass(frozen=True, slots=True)
class YearlyDate:
    """A date that comes every year: "before 15 February", or "by 15 February" with that day."""

    month: int
    day: int
    is_included: bool = False

    @classmethod
    def parse(cls, text: str) -> "YearlyDate":
        """Read "before 15 February" or "by 15 February".

        Raises:
            NotAPeriod: the words say something else, or a day that not every year has.
        """
        written = _WRITTEN_YEARLY.fullmatch(text.strip())
        if written is not None:
            month, day = MONTHS.index(written["month"]) + 1, int(written["day"])
            if _every_year_has(month, day):
                return cls(month, day, is_included=written["word"] == "by")
        raise NotAPeriod(
            f'\'{text}\' is not a yearly date. Write "before" or "by" and a day that every year '
            'has, such as "before 15 February".'
        )

    def __str__(self) -> str:
        word = "by" if self.is_included else "before"
        return f"{word} {self.day} {MONTHS[self.month - 1]}"

    def last_day(self, start: date) -> date:
        """Give the last day in time, in the year of the day that started the limit."""
        named = date(start.year, self.month, self.day)
        return named if self.is_included else count.day_before(named)

    def arithmetic(self, start: date) -> str:
        """Write the sum out, without its result."""
        named = day_in_words(date(start.year, self.month, self.day))
        return f"the day {named} itself" if self.is_included else f"the day before {named}"


def _every_year_has(month: int, day: int) -> bool:
    try:
        date(A_COMMON_YEAR, month, day)
    except ValueError:
        return False
    return True
