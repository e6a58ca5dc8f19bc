"""What was done in time, calendar year by calendar year, as the national statistics count."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ehcp.reports.days import month_of
from ehcp.reports.figure import Month
from ehcp.reports.monthly import Months
from ehcp.reports.plan_parts import Year
from ehcp.reports.share import in_weeks, percent

YEARS_SHOWN = 2
A_YEAR_OF_WEEKS = 52 * 7


@dataclass(frozen=True, slots=True)
class Measured:
    """So many cases that are counted on one day, and so many of them in time.

    Attributes:
        on: the day to whose year and month they belong.
        over_a_year: those that took more than 52 weeks.
        days: how long they took together.
    """

    on: date
    excepted: bool
    count: int
    in_time: int
    over_a_year: int = 0
    days: int = 0


@dataclass
class _Sums:
    all: int = 0
    in_time: int = 0
    over_a_year: int = 0
    days: int = 0

    def add(self, measured: Measured) -> None:
        self.all += measured.count
        self.in_time += measured.in_time
        self.over_a_year += measured.over_a_year
        self.days += measured.days


@dataclass
class Years:
    """The years and the months of one measure, with and without exceptions."""

    at: date
    everyone: dict[int, _Sums] = field(default_factory=dict)
    rest: dict[int, _Sums] = field(default_factory=dict)
    _months: Months = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing in each year shown."""
        self._months = Months(self.at)
        for year in self.shown:
            self.everyone[year], self.rest[year] = _Sums(), _Sums()

    @property
    def shown(self) -> list[int]:
        """Give the years that are shown, the one that still runs last."""
        return list(range(self.at.year - YEARS_SHOWN + 1, self.at.year + 1))

    @property
    def first_day(self) -> date:
        """Give the first day that counts."""
        return date(self.shown[0], 1, 1)

    def add(self, found: Iterable[Measured]) -> "Years":
        """Add cases to the year and month of their day."""
        for measured in found:
            count, timely = measured.count, measured.in_time
            out, out_timely = (count, timely) if measured.excepted else (0, 0)
            self._months.tallies[month_of(measured.on)].add(count, timely, out, out_timely)
            self.everyone[measured.on.year].add(measured)
            if not measured.excepted:
                self.rest[measured.on.year].add(measured)
        return self

    @property
    def months(self) -> tuple[Month, ...]:
        """Give the months of these years, to the one that still runs."""
        first = month_of(self.first_day)
        return tuple(month for month in self._months.series if month.month >= first)

    def series(self, *, with_lengths: bool = False) -> tuple[Year, ...]:
        """Give the years, with the long waits and the means where these are asked for."""
        return tuple(self._year(year, with_lengths=with_lengths) for year in self.shown)

    def _year(self, year: int, *, with_lengths: bool) -> Year:
        every, rest = self.everyone[year], self.rest[year]
        made = Year(
            year=year,
            numerator=every.in_time,
            denominator=every.all,
            percent=percent(every.in_time, every.all),
            numerator_excluding_exceptions=rest.in_time,
            denominator_excluding_exceptions=rest.all,
            percent_excluding_exceptions=percent(rest.in_time, rest.all),
            complete=year < self.at.year,
        )
        if not with_lengths:
            return made
        return made.model_copy(
            update={
                "weeks_20_to_52": every.all - every.in_time - every.over_a_year,
                "over_52_weeks": every.over_a_year,
                "mean_weeks": in_weeks(every.days, cases=every.all),
                "mean_weeks_excluding_exceptions": in_weeks(rest.days, cases=rest.all),
            }
        )
