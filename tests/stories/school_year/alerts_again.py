"""Works out a second time which alerts the checks of a year have to raise, each on which day."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.stories.school_year.limits_again import PLANNING, Limit, running
from tests.stories.school_year.told import Rounds, ToldCase

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


def alerts_of(told: Iterable[ToldCase], checks: Rounds) -> list[Alert]:
    """Give every alert that these checks have to raise on these cases."""
    return [alert for case in told for alert in _of_one(case, checks)]


def _of_one(case: ToldCase, checks: Rounds) -> Iterator[Alert]:
    raised: set[tuple[str, date, int]] = set()
    seen: dict[tuple[str, date], int] = {}
    for record, first, last in checks.seen(case):
        limits = {
            (it.rule, it.started_on): it for it in running(case.journey, record, case.born_on)
        }
        # Done, or fallen away, and then not: to the checks it is new again.
        seen = {key: check for key, check in seen.items() if key in limits}
        if last < first:
            continue
        for key, limit in limits.items():
            for step, day in _steps(limit, checks.days, first, last, seen.get(key)):
                if (*key, step) not in raised:
                    raised.add((*key, step))
                    yield _alert(case.reference, limit, step, day)
            seen[key] = last


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
    level = "red" if step >= 1 and limit.rule not in PLANNING else "amber"
    above = "head_of_service" if step >= 15 else "manager" if step >= 1 else "caseworker"
    # An aim that has passed is no breach: it stays with whoever has the case.
    audience = "caseworker" if limit.rule in PLANNING else above
    return Alert(reference, limit.rule, limit.due_on, step, day, level, audience)
