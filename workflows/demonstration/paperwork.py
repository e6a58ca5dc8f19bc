"""What lies between the last advice and the end of a case: agreeing, drafting, consulting."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.demonstration.days import some_day
from workflows.demonstration.history import FINAL_DAYS, NO_PLAN_DAYS, Outcome
from workflows.demonstration.lives import Life, awaited

DAY = timedelta(days=1)
BEFORE_NO_PLAN = timedelta(days=6)
# The family has fifteen days that begin with the draft's; the plan is final on the next at best.
DRAFT_TO_FINAL = timedelta(days=16)
FAMILY_ANSWERS, SCHOOL_ANSWERS = (4, 14), (6, 14)
SHARE_ANSWERED = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Paperwork:
    """The days of one plan between the last advice and the final version."""

    agreed_on: date
    draft_on: date
    response_on: date | None
    consulted_on: date
    consultation_answered_on: date


def give_no_plan_endings(*, lives: list[Life], luck: random.Random) -> None:
    """Say when the families were told that there will be no plan: in sixteen weeks, or later."""
    for life in awaited(lives):
        if life.ended_on is None:
            ready = max(life.answered_on.values()) + BEFORE_NO_PLAN
            sixteen_weeks = life.received_on + timedelta(days=NO_PLAN_DAYS)
            twenty_weeks = life.received_on + timedelta(days=FINAL_DAYS)
            late = ready + DAY * 3 > sixteen_weeks
            life.ended_on = some_day(
                first=ready, last=twenty_weeks - DAY if late else sixteen_weeks, luck=luck
            )


def paperwork(*, life: Life, luck: random.Random) -> Paperwork | None:
    """The dates of drafting and consulting, for a case that ends in a plan."""
    if life.outcome is not Outcome.PLAN:
        return None
    last_advice = max(life.answered_on.values())
    draft_on = some_day(
        first=last_advice + DAY * 2, last=life.ended - DRAFT_TO_FINAL, luck=luck, late=True
    )
    answered = luck.random() < SHARE_ANSWERED
    return Paperwork(
        agreed_on=some_day(first=last_advice + DAY, last=draft_on, luck=luck, late=True),
        draft_on=draft_on,
        response_on=draft_on + DAY * luck.randint(*FAMILY_ANSWERS) if answered else None,
        consulted_on=draft_on,
        consultation_answered_on=draft_on + DAY * luck.randint(*SCHOOL_ANSWERS),
    )
