"""Invents the council's whole history from a seed: the same seed, the same history."""

import random
from datetime import date, timedelta

from workflows.demonstration import published
from workflows.demonstration.advice import give_psychologists_answers
from workflows.demonstration.arrivals import requests, top_up
from workflows.demonstration.complaints import complaints
from workflows.demonstration.days import NoSuchDay
from workflows.demonstration.endings import give_endings
from workflows.demonstration.history import History
from workflows.demonstration.lives import ImpossibleHistory, Life
from workflows.demonstration.others import give_others_answers
from workflows.demonstration.paperwork import give_no_plan_endings
from workflows.demonstration.portraits import portraits

SEED = 2019
TRIES = 20
WRONG_ON_TIME, WRONG_RAG = 9, 6


def invent_history(*, seed: int = SEED) -> History:
    """The history of an invented council whose published figures come out exactly."""
    why: Exception | None = None
    for attempt in range(TRIES):
        # A few throws of the dice leave too few cases waiting in some week; then it throws again.
        luck = random.Random(f"{seed}/{attempt}")  # noqa: S311 - invents dates, guards no secret
        try:
            return _history(luck)
        except (ImpossibleHistory, NoSuchDay) as problem:
            why = problem
    raise ImpossibleHistory(f"seed {seed} gives no history in {TRIES} throws: {why}") from why


def _history(luck: random.Random) -> History:
    lives = requests(luck=luck)
    give_endings(lives=lives, luck=luck)
    give_psychologists_answers(lives=lives, luck=luck)
    give_others_answers(lives=lives, luck=luck)
    give_no_plan_endings(lives=lives, luck=luck)
    missing = published.OPEN_AT_THE_END - sum(_open_at_the_end(life) for life in lives)
    lives += _later(first_number=len(lives) + 1, still_open=missing, luck=luck)
    cases = portraits(lives=lives, luck=luck)
    ended = [case.pupil_id for case in cases if case.final_on is not None]
    slips = luck.sample(ended, WRONG_ON_TIME + WRONG_RAG)
    return History(
        council=published.COUNCIL,
        known_on=published.LAST_DAY,
        cases=cases,
        complaints=tuple(
            complaint.as_known_on(published.LAST_DAY) for complaint in complaints(luck=luck)
        ),
        wrong_on_time=frozenset(slips[:WRONG_ON_TIME]),
        wrong_rag=frozenset(slips[WRONG_ON_TIME:]),
    )


def _open_at_the_end(life: Life) -> bool:
    return life.ended_on is None or life.ended_on > published.LAST_DAY


def _later(*, first_number: int, still_open: int, luck: random.Random) -> list[Life]:
    """The last weeks' requests; what is to become of them lies beyond the history."""
    lives = top_up(first_number=first_number, still_open=still_open, luck=luck)
    beyond: date = published.LAST_DAY + timedelta(days=1)
    for life in lives:
        life.ended_on = life.ended_on or beyond
        life.awaited = False
    return lives
