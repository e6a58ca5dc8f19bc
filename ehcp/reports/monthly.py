"""What was done in time, month by month: one pass over an index for each measure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ehcp.reports.days import last_full_month, month_of, months_shown
from ehcp.reports.figure import Month
from ehcp.reports.share import percent


@dataclass
class Tally:
    """So many, so many of them in time; and of each, so many with an approved exception."""

    all: int = 0
    in_time: int = 0
    excepted: int = 0
    excepted_in_time: int = 0

    def add(self, count: int, in_time: int, excepted: int, excepted_in_time: int) -> None:
        """Add the counts of one day."""
        self.all += count
        self.in_time += in_time
        self.excepted += excepted
        self.excepted_in_time += excepted_in_time


@dataclass
class Months:
    """The tallies of the months that a report shows."""

    at: date
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def add_days(self, rows: Iterable[Any]) -> "Months":
        """Add rows of a day and four counts: all, in time, excepted, excepted and in time."""
        for day, *counts in rows:
            self.tallies[month_of(day)].add(*counts)
        return self

    @property
    def series(self) -> tuple[Month, ...]:
        """Give the months, from the first to the one that still runs."""
        return tuple(self._month(month) for month in months_shown(self.at))

    @property
    def last_full(self) -> Month:
        """Give the last month that is over."""
        return self._month(last_full_month(self.at))

    def in_a_row(self, *, at_least: float) -> int:
        """Count the full months up to the last that all reached this share."""
        count = 0
        for month in reversed(self.series[:-1]):
            if month.percent is None or month.percent < at_least:
                break
            count += 1
        return count

    def _month(self, name: str) -> Month:
        tally = self.tallies.get(name, Tally())
        in_time, everyone = tally.in_time, tally.all
        in_time_rest = in_time - tally.excepted_in_time
        rest = everyone - tally.excepted
        return Month(
            month=name,
            numerator=in_time,
            denominator=everyone,
            percent=percent(in_time, everyone),
            numerator_excluding_exceptions=in_time_rest,
            denominator_excluding_exceptions=rest,
            percent_excluding_exceptions=percent(in_time_rest, rest),
            complete=name != month_of(self.at),
        )
