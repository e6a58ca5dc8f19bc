"""When the educational psychologists answered: some in time by quota, the others from a queue."""

import random
from collections import Counter
from datetime import date, timedelta

from workflows.demonstration import published
from workflows.demonstration.days import month_of
from workflows.demonstration.endings import TO_WRITE_AND_ANSWER
from workflows.demonstration.history import ADVICE_DAYS, Kind
from workflows.demonstration.lives import ImpossibleHistory, Life, awaited
from workflows.demonstration.quotas import in_time, leaving_days

SOONEST = timedelta(days=22)
EP = Kind.EDUCATIONAL_PSYCHOLOGY
# A case that is needed this soon goes to the head of the psychologists' queue.
URGENT = timedelta(days=14)
JITTER = 40
AFTER_THE_END = timedelta(days=9)


def _backlog(joining: Counter[date]) -> list[tuple[date, int]]:
    """The published backlog; two month ends follow from how many were late in the month."""

    def joined(month: str) -> int:
        return sum(n for day, n in joining.items() if month_of(day) == month)

    rows = dict(published.EP_OVER_SIX_WEEKS)
    february, may = rows["2019-02-28"], rows["2019-05-31"]
    if february is None or may is None:
        raise ImpossibleHistory("the psychologists' backlogs of February and May have to be given")
    rows["2019-03-31"] = february + joined("2019-03") - published.EP_LATE_IN_MARCH
    rows["2019-06-30"] = may + joined("2019-06") - published.EP_LATE_IN_JUNE
    return [(date.fromisoformat(day), n) for day, n in rows.items() if n is not None]


def _answer_late(*, late: list[Life], days: list[date], luck: random.Random) -> None:
    """Give each late advice one of the days: what is needed soonest first."""
    turn = {
        life: life.advice_by - timedelta(days=luck.randint(0, JITTER) if life.overruns else 0)
        for life in late
    }
    waiting = sorted(late, key=lambda life: turn[life])
    for day in days:
        ready = [life for life in waiting if life.advice_due_on < day]
        urgent = [life for life in ready if life.advice_by <= day + URGENT]
        chosen = min(urgent, key=lambda life: life.advice_by) if urgent else ready[0]
        if chosen.advice_by < day:
            raise ImpossibleHistory(
                f"case {chosen.number} needs its psychologist's advice by {chosen.advice_by}, but"
                f" the queue reaches it on {day}; let the queue be shorter before that"
            )
        chosen.answered_on[EP] = day
        waiting.remove(chosen)
    for life in waiting:
        life.answered_on[EP] = published.LAST_DAY + AFTER_THE_END
        life.last_advice_by = life.answered_on[EP]
        if life.ended_on is not None and life.ended_on <= published.LAST_DAY:
            raise ImpossibleHistory(
                f"case {life.number} ends on {life.ended}, before the psychologists reach it"
            )
        life.ended_on = life.answered_on[EP] + TO_WRITE_AND_ANSWER


def give_psychologists_answers(*, lives: list[Life], luck: random.Random) -> None:
    """Say when the psychologist answered in every case that waits for advice."""
    waiting = awaited(lives)
    on_time = in_time(
        lives=waiting,
        earliest=lambda life: life.asked + SOONEST,
        limit=lambda life: life.advice_due_on,
        quota=published.EP_ON_TIME,
        newly_late=published.EP_NEWLY_LATE,
        can_wait=lambda life: (life.advice_by - life.asked).days + luck.uniform(0, JITTER / 2),
        luck=luck,
    )
    for life, day in on_time.items():
        life.answered_on[EP] = day
    late = [life for life in waiting if life not in on_time]
    joining = Counter(life.asked + timedelta(days=ADVICE_DAYS + 1) for life in late)
    days = leaving_days(
        joining=joining, start=published.LATE_EP_FROM, backlog=_backlog(joining), luck=luck
    )
    _answer_late(late=late, days=days, luck=luck)
