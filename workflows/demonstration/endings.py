"""When each assessment ends: in time by the month's quota, late by the length of the backlog."""

import random
from collections import Counter
from datetime import date, timedelta

from workflows.demonstration import published
from workflows.demonstration.days import month_of, some_day
from workflows.demonstration.history import ADVICE_DAYS, NO_PLAN_DAYS, Outcome
from workflows.demonstration.lives import ImpossibleHistory, Life, awaited
from workflows.demonstration.quotas import in_time, leaving_days

# From the last advice to the final plan: a week to write, fifteen days for the family, three spare.
TO_WRITE_AND_ANSWER = timedelta(days=25)
NO_PLAN_LATEST = timedelta(days=128)
JITTER = 45
# Towards the end the oldest go strictly first, so that only the stuck are over thirty weeks.
STRICT_FROM, STRICT_JITTER = date(2018, 10, 22), 5
SHARE_WITHOUT_PLAN = 0.04


def _earliest(life: Life) -> date:
    planned = life.received_on + timedelta(days=NO_PLAN_DAYS)
    return max(planned, life.asked + timedelta(days=ADVICE_DAYS) + TO_WRITE_AND_ANSWER)


def _backlog(joining: Counter[date]) -> list[tuple[date, int]]:
    """The published backlog, with the one number that January's quota leaves no choice about."""
    january = sum(n for day, n in joining.items() if month_of(day) == "2019-01")
    rows = dict(published.OVER_TWENTY_WEEKS)
    at_the_end = rows["2019-01-31"]
    if at_the_end is None:
        raise ImpossibleHistory("the backlog of 31 January 2019 has to be given")
    rows["2018-12-31"] = at_the_end + published.PLANS_LATE_IN_JANUARY - january
    return [(date.fromisoformat(day), n) for day, n in rows.items() if n is not None]


def _stuck(late: list[Life]) -> list[Life]:
    in_window = [
        life for life in late if published.STUCK_FROM <= life.received_on <= published.STUCK_TO
    ]
    return in_window[:: len(in_window) // published.STUCK][: published.STUCK]


def _jitter(life: Life) -> int:
    return STRICT_JITTER if life.received_on >= STRICT_FROM else JITTER


def _end_late(*, late: list[Life], days: list[date], luck: random.Random) -> None:
    """Give each late case one of the days, roughly the oldest first."""
    stuck = _stuck(late)
    turn = {
        life: life.received_on + timedelta(days=luck.randint(0, _jitter(life))) for life in late
    }
    waiting = sorted((life for life in late if life not in stuck), key=lambda life: turn[life])
    for day in days:
        if day > published.STUCK_UNTIL and len(stuck) > 1:
            chosen = stuck.pop(0)
        else:
            over = (life for life in waiting if life.limit_on < day)
            chosen = next(over, None) or _nobody(day)
            waiting.remove(chosen)
        chosen.ended_on = day
    for life in [*stuck, *waiting]:
        after = published.LAST_DAY + timedelta(days=10)
        life.ended_on = some_day(first=after, last=after + timedelta(days=40), luck=luck)


def _nobody(day: date) -> Life:
    raise ImpossibleHistory(f"a late case was to end on {day}, but none is over its limit then")


def _some_end_without_plan(*, late: list[Life], stuck: set[Life], luck: random.Random) -> None:
    """Not every late case ends in a plan: some in a late refusal, some families give up."""
    june = sorted(
        (life for life in late if month_of(life.ended) == "2019-06"), key=lambda life: life.ended
    )
    movable = [life for life in june if life not in stuck]
    without = movable[: max(0, len(june) - published.LATE_PLANS_IN_JUNE)]
    others = [
        life
        for life in late
        if life not in stuck
        and life.ended <= published.LAST_DAY
        and month_of(life.ended) not in {"2019-01", "2019-06"}
    ]
    without += luck.sample(others, round(len(others) * SHARE_WITHOUT_PLAN))
    for number, life in enumerate(without):
        life.outcome = Outcome.WITHDRAWN if number % 3 == 1 else Outcome.NO_PLAN


def give_endings(*, lives: list[Life], luck: random.Random) -> None:
    """Say when each assessment that is waited for will end, and when advice is needed for that."""
    plans = [life for life in awaited(lives) if life.outcome is Outcome.PLAN]
    on_time = in_time(
        lives=plans,
        earliest=_earliest,
        limit=lambda life: life.limit_on,
        quota=published.PLANS_ON_TIME,
        newly_late=published.PLANS_NEWLY_LATE,
        can_wait=lambda _life: luck.random(),
        luck=luck,
    )
    for life, day in on_time.items():
        life.ended_on = day
    late = sorted(
        (life for life in plans if life not in on_time), key=lambda life: life.received_on
    )
    joining = Counter(life.limit_on + timedelta(days=1) for life in late)
    days = leaving_days(
        joining=joining, start=published.LATE_PLANS_FROM, backlog=_backlog(joining), luck=luck
    )
    _end_late(late=late, days=days, luck=luck)
    stuck = set(_stuck(late))
    _some_end_without_plan(late=late, stuck=stuck, luck=luck)
    for life in plans:
        life.last_advice_by = life.ended - TO_WRITE_AND_ANSWER
        if life in stuck:
            life.last_advice_by = life.limit_on + timedelta(days=30)
    for life in awaited(lives):
        if life.last_advice_by is None:  # no plan, decided inside the twenty weeks
            life.last_advice_by = life.received_on + NO_PLAN_LATEST
