"""Works out a second time which alerts the checks of a year have to raise, each on which day."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.stories.school_year.limits_again import Limit, running
from tests.stories.school_year.told import ToldCase, standing

_PLANNING = frozenset(
    {"review_meeting_by", "phase_transfer_school_meeting", "phase_transfer_post16_meeting"}
)
_BEFORE = (-14, -7, -3, -1)


@dataclass(frozen=True, order=True)
class Alert:
    """One alert: that a person should look at this limit."""

    reference: str
    rule: str
    due_on: date
    step: int
    raised_on: date
    level: str
    audience: str


@dataclass(frozen=True)
class Check:
    """One run of the deadline check: the day it worked for, and when it ran."""

    day: date
    at: datetime


def alerts_of(told: Iterable[ToldCase], checks: Sequence[Check]) -> list[Alert]:
    """Give every alert that these checks, in their order, have to raise on these cases."""
    instants, days = [check.at for check in checks], [check.day for check in checks]
    return [alert for case in told for alert in _of_one(case, instants, days)]


def _of_one(case: ToldCase, instants: list[datetime], days: list[date]) -> Iterator[Alert]:
    raised: set[tuple[str, date, int]] = set()
    seen: dict[tuple[str, date], int] = {}
    for known, since, until in _versions(case):
        limits = {
            (it.rule, it.started_on): it
            for it in running(case.journey, standing(case.entries[:known]), case.born_on)
        }
        # Done, or fallen away, and then not: to the checks it is new again.
        seen = {key: last for key, last in seen.items() if key in limits}
        first = bisect_left(instants, since)
        last = (len(days) if until is None else bisect_left(instants, until)) - 1
        if last < first:
            continue
        for key, limit in limits.items():
            for step, day in _steps(limit, days, first, last, seen.get(key)):
                if (*key, step) not in raised:
                    raised.add((*key, step))
                    yield _alert(case.reference, limit, step, day)
            seen[key] = last


def _versions(case: ToldCase) -> Iterator[tuple[int, datetime, datetime | None]]:
    """Give how many entries were known, from when, and until when."""
    entries = case.entries
    for place, entry in enumerate(entries):
        after = entries[place + 1].recorded_at if place + 1 < len(entries) else None
        if after is None or after > entry.recorded_at:
            yield place + 1, entry.recorded_at, after


def _steps(
    limit: Limit, days: list[date], first: int, last: int, seen: int | None
) -> Iterator[tuple[int, date]]:
    """Give the steps that the checks from `first` to `last` raise, and the day of each."""
    if seen is None:
        late = (days[first] - limit.due_on).days
        if late >= _BEFORE[0]:
            yield _reached(late), days[first]
        seen = first
    furthest = (days[last] - limit.due_on).days
    for step in (*_BEFORE, *range(1, furthest + 1, 7)):
        falls_on = limit.due_on + timedelta(days=step)
        if days[seen] < falls_on <= days[last]:
            yield step, days[bisect_left(days, falls_on)]


def _reached(late: int) -> int:
    if late >= 1:
        return 1 + (late - 1) // 7 * 7
    return max(step for step in _BEFORE if step <= late)


def _alert(reference: str, limit: Limit, step: int, day: date) -> Alert:
    level = "red" if step >= 1 and limit.rule not in _PLANNING else "amber"
    audience = "head_of_service" if step >= 15 else "manager" if step >= 1 else "caseworker"
    return Alert(reference, limit.rule, limit.due_on, step, day, level, audience)
