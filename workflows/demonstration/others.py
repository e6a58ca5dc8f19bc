"""When health, social care, the school and the parents answered, around the psychologists."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from workflows.demonstration import published
from workflows.demonstration.days import mondays, some_day
from workflows.demonstration.history import Kind
from workflows.demonstration.lives import ImpossibleHistory, Life, awaited

EP = Kind.EDUCATIONAL_PSYCHOLOGY
OTHERS = (Kind.HEALTH, Kind.SOCIAL_CARE, Kind.EDUCATION, Kind.PARENT)
# Who is still awaited when the psychologist has answered; health seldom (it was on time).
LAST_TO_ANSWER = [Kind.SOCIAL_CARE] * 11 + [Kind.EDUCATION] * 6 + [Kind.PARENT] * 2 + [Kind.HEALTH]
# How often a service is late behind a psychologist who is later still.
ALSO_LATE = {Kind.SOCIAL_CARE: 0.35, Kind.EDUCATION: 0.15, Kind.PARENT: 0.08}
HEALTH_LATE_EVERY, HEALTH_LATE_EVERY_THEN = 4, 30
WEEK = timedelta(days=7)
TO_FRIDAY = timedelta(days=4)
DAY = timedelta(days=1)
SOONEST = timedelta(days=9)
ANSWERED_THOUGH_WITHDRAWN = 0.4


def _straight_line(monday: date) -> int:
    """How many cases await only somebody else on this Monday."""
    rows = [(date.fromisoformat(day), n) for day, n in published.OTHERS_OVER_SIX_WEEKS]
    for (start, first), (end, last) in pairwise(rows):
        if start <= monday <= end:
            return round(first + (last - first) * ((monday - start) / (end - start)))
    raise ImpossibleHistory(f"nothing is said about those awaiting others on {monday}")


def _over_from(life: Life) -> date:
    """The first day on which the case may be over six weeks for want of another service."""
    return max(life.answered_on[EP], life.advice_due_on + DAY)


def _hold_up_some(*, lives: list[Life], luck: random.Random) -> dict[Life, date]:
    """Keep so many cases waiting for another service each Monday; say when the answer came."""
    first = date.fromisoformat(published.OTHERS_OVER_SIX_WEEKS[0][0])
    waiting: list[Life] = []
    answers: dict[Life, date] = {}

    def answered(life: Life, *, by: date) -> None:
        answers[life] = some_day(first=by - WEEK + DAY, last=min(by, life.advice_by), luck=luck)

    for monday in mondays(first=first, last=published.LAST_DAY):
        target = _straight_line(monday)
        pressed = [life for life in waiting if life.advice_by < monday + TO_FRIDAY]
        waiting = [life for life in waiting if life.advice_by >= monday + TO_FRIDAY]
        spare = luck.sample(waiting, max(0, len(waiting) - target))
        waiting = [life for life in waiting if life not in spare]
        for life in [*pressed, *spare]:
            answered(life, by=monday)
        fresh = [
            life
            for life in lives
            if monday - WEEK < _over_from(life) <= monday and life.advice_by >= monday + TO_FRIDAY
        ]
        missing = target - len(waiting)
        if missing > len(fresh):
            raise ImpossibleHistory(f"{missing} more should await others on {monday}: lower that")
        # Those with time to spare are held up; the others have a plan to be written.
        fresh.sort(key=lambda life: life.advice_by, reverse=True)
        waiting += luck.sample(fresh[: missing * 2], max(0, missing))
    for life in waiting:
        answered(life, by=published.LAST_DAY + WEEK)
    return answers


def _last_to_answer(luck: random.Random) -> Iterator[Kind]:
    while True:
        twenty = list(LAST_TO_ANSWER)
        luck.shuffle(twenty)
        yield from twenty


def _answer_behind_psychologist(*, life: Life, kind: Kind, by: date, luck: random.Random) -> None:
    life.answered_on[kind] = some_day(
        first=life.advice_due_on + DAY, last=min(by, life.answered_on[EP]), luck=luck
    )


def _answer_while_it_lasts(*, life: Life, luck: random.Random) -> None:
    """A case that the family leaves early: some had answered by then, the rest is cancelled."""
    for kind in OTHERS:
        day = some_day(first=life.asked + SOONEST, last=life.advice_due_on, luck=luck)
        if day < life.ended and luck.random() < ANSWERED_THOUGH_WITHDRAWN:
            life.answered_on[kind] = day


def give_others_answers(*, lives: list[Life], luck: random.Random) -> None:
    """Say when each of the other four services answered."""
    waiting = awaited(lives)
    held_up = _hold_up_some(lives=waiting, luck=luck)
    last_kind = _last_to_answer(luck)
    health_turn = 0
    for life in waiting:
        last = next(last_kind) if life in held_up else None
        behind = life.answered_on[EP] >= life.advice_due_on + WEEK
        for kind in OTHERS:
            if kind is last:
                life.answered_on[kind] = held_up[life]
                continue
            late = behind and luck.random() < ALSO_LATE.get(kind, 0)
            by = life.answered_on[EP]
            if kind is Kind.HEALTH and behind:
                poor = life.advice_due_on + WEEK <= published.HEALTH_POOR_UNTIL
                health_turn += 1
                late = health_turn % (HEALTH_LATE_EVERY if poor else HEALTH_LATE_EVERY_THEN) == 0
                by = published.HEALTH_POOR_UNTIL if poor else by
            if late:
                _answer_behind_psychologist(life=life, kind=kind, by=by, luck=luck)
            else:
                life.answered_on[kind] = some_day(
                    first=life.asked + SOONEST, last=life.advice_due_on, luck=luck
                )
    for life in lives:
        if life.asked_on is not None and not life.awaited:
            _answer_while_it_lasts(life=life, luck=luck)
