"""Invents the plans that the council maintains: those of years ago, and those newly made."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile

from workflows.demonstration import names
from workflows.demonstration.days import some_day, working_days
from workflows.demonstration.history import History, InventedCase
from workflows.demonstration.plans import (
    Decision,
    InventedPlan,
    InventedReview,
    InventedTransfer,
)
from workflows.demonstration.published import LAST_DAY
from workflows.demonstration.reviews import reviews_from

PLANS = 1_900
"""About as many as an English county of this size maintained in 2019."""

DAY = timedelta(days=1)
PLANS_BEGAN = date(2014, 9, 1)
LAST_REVIEWED = (date(2017, 6, 5), date(2018, 10, 31))
# How many of a hundred are in each year, from the year before reception to that of turning twenty.
YEARS = (*range(-1, 15),)
OF_A_HUNDRED = (2, 4, 5, 6, 7, 7, 8, 8, 8, 8, 8, 8, 8, 5, 4, 4)
MAY_CEASE_FROM = 12
CEASES_AFTER = (64, 90)

TO_SCHOOL, TO_POST16 = (-1, 6), (11,)
SCHOOL_BY, POST16_BY = date(2019, 2, 15), date(2019, 3, 31)
FINAL_IN_TIME = 0.88
IN_TIME, TOO_LATE = (-45, -1), (0, 110)
NEVER_FINAL = 3


def invent_plans(history: History, *, seed: int = 2019) -> tuple[InventedPlan, ...]:
    """The council's plans, those that its requests led to among them, as known on the last day."""
    luck = random.Random(f"{seed}/plans")  # noqa: S311 - invents dates, guards no secret
    new = [case for case in history.cases if case.final_on is not None]
    taken = {(case.forename, case.surname) for case in history.cases}
    plans = [
        *_old(count=PLANS - len(new), taken=taken, luck=luck),
        *(_new(case, luck=luck) for case in new),
    ]
    plans = _with_transfers(plans, luck=luck)
    return tuple(plan for plan in plans if plan.made_on <= LAST_DAY)


def _old(*, count: int, taken: set[tuple[str, str]], luck: random.Random) -> Iterator[InventedPlan]:
    reviewed = working_days(first=LAST_REVIEWED[0], last=LAST_REVIEWED[1])
    for number in range(1, count + 1):
        (year,) = luck.choices(YEARS, OF_A_HUNDRED)
        # Whoever is in reception from September 2018 was born between the Septembers 2013 and 2014.
        born_on = date(2013 - year, 9, 1) + DAY * luck.randint(0, 364)
        forename, surname = names.child(taken=taken, luck=luck)
        last = luck.choice(reviewed)
        earliest = max(PLANS_BEGAN, born_on + 800 * DAY)
        made_on = some_day(first=min(earliest, last - 400 * DAY), last=last - 330 * DAY, luck=luck)
        reviews = tuple(_told(last, may_cease=year >= MAY_CEASE_FROM, luck=luck))
        yield InventedPlan(
            pupil_id=f"EX{200000 + number * 7}",
            surname=surname,
            forename=forename,
            born_on=born_on,
            upn=names.upn(number=100_000 + number) if year >= names.SCHOOL_AGE else None,
            gender=luck.choice("MMMF"),
            school=names.setting(year=year, luck=luck),
            primary_need=luck.choice(names.NEEDS),
            officer=luck.choice(names.OFFICERS),
            made_on=made_on,
            reviews=reviews,
            ceased_on=_ceased_on(reviews[-1], luck=luck),
        )


def _new(case: InventedCase, *, luck: random.Random) -> InventedPlan:
    made_on = case.final_on or LAST_DAY
    return InventedPlan(
        pupil_id=case.pupil_id,
        surname=case.surname,
        forename=case.forename,
        born_on=case.born_on,
        upn=case.upn,
        gender=case.gender,
        school=case.school,
        primary_need=case.primary_need,
        officer=case.officer,
        made_on=made_on,
        reviews=tuple(_told(made_on, may_cease=False, luck=luck)),
    )


def _told(from_on: date, *, may_cease: bool, luck: random.Random) -> list[InventedReview]:
    """The reviews that had begun by the last day."""
    return list(
        takewhile(
            lambda review: review.from_on <= LAST_DAY,
            reviews_from(from_on, may_cease=may_cease, luck=luck),
        )
    )


def _ceased_on(last: InventedReview, *, luck: random.Random) -> date | None:
    if last.decision is not Decision.CEASE or last.decided_on is None:
        return None
    first, latest = CEASES_AFTER
    return some_day(
        first=last.decided_on + first * DAY, last=last.decided_on + latest * DAY, luck=luck
    )


def _with_transfers(plans: list[InventedPlan], *, luck: random.Random) -> list[InventedPlan]:
    """Let those at the end of a phase in July 2019 move in September."""
    moving = {plan.pupil_id: due for plan in plans if (due := _transfer_due(plan))}
    never = set(luck.sample(sorted(moving), NEVER_FINAL))
    return [
        replace(plan, transfer=_transfer(plan, due_on=due, never=plan.pupil_id in never, luck=luck))
        if (due := moving.get(plan.pupil_id))
        else plan
        for plan in plans
    ]


def _transfer_due(plan: InventedPlan) -> date | None:
    """The published day of the plan's transfer; a plan made after it names the next setting."""
    if plan.born_on is None or plan.ceased_on is not None:
        return None
    year = names.year_group(born_on=plan.born_on, day=LAST_DAY)
    due = SCHOOL_BY if year in TO_SCHOOL else POST16_BY if year in TO_POST16 else None
    return due if due is not None and plan.made_on < due else None


def _transfer(
    plan: InventedPlan, *, due_on: date, never: bool, luck: random.Random
) -> InventedTransfer:
    if never:
        return InventedTransfer(due_on=due_on)
    early, late = IN_TIME if luck.random() < FINAL_IN_TIME else TOO_LATE
    if plan.made_on > due_on + early * DAY:
        return InventedTransfer(due_on=due_on, final_on=plan.made_on)
    final_on = some_day(first=due_on + early * DAY, last=due_on + late * DAY, luck=luck)
    return InventedTransfer(due_on=due_on, final_on=final_on)
