"""Puts dates to quotas: so many in time a month, so many still late at the end of a day."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from workflows.demonstration.days import (
    first_of,
    last_of,
    mondays,
    month_of,
    months,
    some_day,
    working_days,
)
from workflows.demonstration.lives import ImpossibleHistory, Life

DayOf = Callable[[Life], date]

# A limit in the first days of a month is met in the month before: there may be no working day.
FIRST_DAYS = timedelta(days=3)


def in_time(
    *,
    lives: Sequence[Life],
    earliest: DayOf,
    limit: DayOf,
    quota: Mapping[str, int],
    newly_late: Mapping[str, int],
    can_wait: Callable[[Life], float],
    luck: random.Random,
) -> dict[Life, date]:
    """Choose who is served inside the limit, and on which day; everybody else is late.

    A month with a quota serves exactly so many. A month that says only how many are newly late
    serves all others; with both, it borrows from the month after, or lets more be late. Those
    who can wait longest are late first.
    """
    waiting = sorted(lives, key=limit)
    days: dict[Life, date] = {}
    if not waiting:
        return days
    for month in months(first=limit(waiting[0]) - FIRST_DAYS, last=limit(waiting[-1])):
        due = [life for life in waiting if month_of(limit(life) - FIRST_DAYS) <= month]
        waiting = waiting[len(due) :]
        wanted = quota.get(month, len(due) - newly_late.get(month, 0))
        late = max(newly_late.get(month, 0), len(due) - wanted)
        # Those newly late come from the first half of a month that has only a few of them, so
        # that they are late before the month is out.
        pool = due[: len(due) // 2] if late <= len(due) // 4 else due
        unlucky = set(sorted(pool, key=can_wait, reverse=True)[:late])
        served = [life for life in due if life not in unlucky]
        if len(served) < wanted:
            ready = [life for life in waiting if earliest(life) + FIRST_DAYS * 2 <= last_of(month)]
            borrowed = ready[: wanted - len(served)]
            waiting = [life for life in waiting if life not in set(borrowed)]
            served += borrowed
        if len(served) != wanted:
            raise ImpossibleHistory(
                f"{month}: {wanted} were to be served in time, but only {len(served)} were waiting;"
                " lower the quota or let more requests arrive"
            )
        for life in served:
            days[life] = some_day(
                first=max(earliest(life), first_of(month)),
                last=min(limit(life), last_of(month)),
                luck=luck,
                late=True,
            )
    return days


def leaving_days(
    *,
    joining: Counter[date],
    start: date,
    backlog: Sequence[tuple[date, int]],
    luck: random.Random,
) -> list[date]:
    """The days on which somebody leaves a queue, so that it is as long as the backlog says.

    The backlog is exact at the end of each of its days and near a straight line between them.
    Until the start the queue only grows.
    """
    leaving: list[date] = []
    length = sum(n for day, n in joining.items() if day <= start)
    for end, finished in backlog:
        begun = length
        stops = sorted({*mondays(first=start + timedelta(days=1), last=end), end})
        last_stop = start
        for stop in stops:
            joined = sum(n for day, n in joining.items() if last_stop < day <= stop)
            share = (stop - start) / (end - start)
            target = finished if stop == end else round(begun + share * (finished - begun))
            leave = max(0, length + joined - target)
            length += joined - leave
            open_days = working_days(first=last_stop + timedelta(days=1), last=stop)
            if leave:
                if not open_days:
                    raise ImpossibleHistory(f"{leave} leave by {stop}, but nobody is at work then")
                leaving += luck.choices(open_days, k=leave)
            last_stop = stop
        start = end
        if length != finished:
            raise ImpossibleHistory(
                f"{length} are waiting on {end}, not {finished}: too few joined since {start}"
            )
    return sorted(leaving)
