"""Invents the reviews of a plan: when they met, what was decided and how long the amendment took.

The council was slow with its reviews, too, and got better in the spring of 2019.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from workflows.demonstration.days import some_day
from workflows.demonstration.plans import Decision, InventedReview
from workflows.demonstration.published import LAST_DAY

DAY = timedelta(days=1)
BETTER_FROM = date(2019, 2, 25)
LAST_OF_INTEREST = LAST_DAY + 60 * DAY
"""Meetings are fixed some weeks ahead, so a little of what lies beyond the history is needed."""

HOLIDAYS = (
    (date(2018, 7, 25), date(2018, 9, 6)),
    (date(2018, 12, 20), date(2019, 1, 8)),
    (date(2019, 4, 5), date(2019, 4, 24)),
    (date(2019, 7, 20), date(2019, 9, 6)),
)
A_YEAR_LESS_A_MONTH = (312, 350)
TOO_LATE = (380, 500)
LATE_THEN, LATE_NOW = 0.42, 0.12
DECIDED_LATE_THEN, DECIDED_LATE_NOW = 0.5, 0.2
NOTICE_LATER_THEN, NOTICE_LATER_NOW = 0.5, 0.15
FINAL_LATE_THEN, FINAL_LATE_NOW = 0.4, 0.12
AMENDED, CEASED_AT_THE_END = 0.36, 0.12
DECLINED = 0.04


def reviews_from(
    from_on: date, *, may_cease: bool, luck: random.Random
) -> Iterator[InventedReview]:
    """Give the reviews of a plan one after the other, from a day until beyond the history."""
    while True:
        review = _review(from_on, may_cease=may_cease, luck=luck)
        yield review
        if review.decided_on is None or review.decision is Decision.CEASE:
            return
        from_on = review.decided_on


def _review(from_on: date, *, may_cease: bool, luck: random.Random) -> InventedReview:
    planned = from_on + DAY * luck.randint(*A_YEAR_LESS_A_MONTH)
    if luck.random() < (LATE_NOW if planned >= BETTER_FROM else LATE_THEN):
        planned = from_on + DAY * luck.randint(*TOO_LATE)
    meeting = _school_day(planned, luck=luck)
    fixed_on = _between(meeting, -70, -30, luck=luck)
    if meeting > LAST_OF_INTEREST:
        return InventedReview(from_on=from_on, fixed_on=fixed_on, meeting_on=meeting)
    better = meeting >= BETTER_FROM
    late = luck.random() < (DECIDED_LATE_NOW if better else DECIDED_LATE_THEN)
    decided_on = _between(meeting, *((29, 49 if better else 80) if late else (9, 28)), luck=luck)
    decision = _decision(may_cease=may_cease, luck=luck)
    amended = {} if decision is not Decision.AMEND else _amendment(decided_on, luck=luck)
    return InventedReview(
        from_on=from_on,
        fixed_on=fixed_on,
        meeting_on=meeting,
        invited_on=_between(meeting, -28, -12, luck=luck),
        circulated_on=_between(meeting, -20, -6, luck=luck),
        report_on=_between(meeting, 4, 24, luck=luck),
        decision=decision,
        decided_on=decided_on,
        **amended,
    )


def _decision(*, may_cease: bool, luck: random.Random) -> Decision:
    if may_cease and luck.random() < CEASED_AT_THE_END:
        return Decision.CEASE
    return Decision.AMEND if luck.random() < AMENDED else Decision.MAINTAIN


def _amendment(decided_on: date, *, luck: random.Random) -> dict[str, date]:
    better = decided_on >= BETTER_FROM
    later = luck.random() < (NOTICE_LATER_NOW if better else NOTICE_LATER_THEN)
    notice_on = _between(decided_on, 5, 25 if better else 45, luck=luck) if later else decided_on
    # Whatever was left lying was taken up when the council got better at it.
    slow = luck.random() < (FINAL_LATE_NOW if notice_on >= BETTER_FROM else FINAL_LATE_THEN)
    end = _between(notice_on, *((57, 150) if slow else (24, 55)), luck=luck)
    if luck.random() < DECLINED:
        return {"notice_on": notice_on, "not_amended_on": end}
    answered_on = _between(notice_on, 8, 20, luck=luck)
    return {"notice_on": notice_on, "answered_on": answered_on, "amended_on": end}


def _school_day(day: date, *, luck: random.Random) -> date:
    """A working day near a day; a meeting that would fall into the holidays is held before."""
    for first, reopens in HOLIDAYS:
        if first <= day < reopens:
            return some_day(first=first - 21 * DAY, last=first - DAY, luck=luck)
    return some_day(first=day - 6 * DAY, last=day, luck=luck)


def _between(day: date, first: int, last: int, *, luck: random.Random) -> date:
    return some_day(first=day + first * DAY, last=day + last * DAY, luck=luck)
