"""Counts over the whole history of the register, from the days on which they rose and fell."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from ehcp.reports.days import WEEKS_SHOWN, mondays
from ehcp.reports.figure import Week


class OverTime:
    """A count that rises by some cases on one day and falls by some on another."""

    def __init__(self, changes: Iterable[tuple[date, int]], *, until: date) -> None:
        sums: dict[date, int] = {}
        for day, change in changes:
            if day <= until:
                sums[day] = sums.get(day, 0) + change
        self._days = sorted(sums)
        self._counts = list(accumulate(sums[day] for day in self._days))
        self._until = until

    def on(self, day: date) -> int:
        """Give the count at the end of a day."""
        place = bisect_right(self._days, day)
        return self._counts[place - 1] if place else 0

    @cached_property
    def _every_monday(self) -> tuple[Week, ...]:
        if not self._days:
            return ()
        # The first Monday after everything had still been nought.
        return tuple(
            Week(on=monday, value=self.on(monday))
            for monday in mondays(first=self._days[0], last=self._until)
        )

    @property
    def weeks(self) -> tuple[Week, ...]:
        """Give the count on the last Mondays, a year of them and one more."""
        first = self._until - timedelta(weeks=WEEKS_SHOWN - 1)
        return tuple(
            Week(on=monday, value=self.on(monday))
            for monday in mondays(first=first, last=self._until)
        )

    @property
    def peak(self) -> Week | None:
        """Give the highest count on any Monday or now, and the first day that had it."""
        seen = [*self._every_monday, Week(on=self._until, value=self.on(self._until))]
        highest = max(seen, key=lambda week: week.value)
        return highest if highest.value else None
