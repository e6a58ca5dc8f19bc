"""Requests as they come in, and what the council decides about each within some six weeks."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from workflows.demonstration.days import mondays, some_day, working_days
from workflows.demonstration.history import DECISION_DAYS, Outcome
from workflows.demonstration.lives import ImpossibleHistory, Life
from workflows.demonstration.published import ARRIVALS, FIRST_DAY, LAST_DAY, TOP_UP_FROM

# A hundred requests: near to England's shares, a refusal for about a quarter of those decided.
HUNDRED = (
    [(Outcome.REFUSED, False)] * 23
    + [(Outcome.WITHDRAWN, None)] * 2
    + [(Outcome.MOVED_OUT, None)]
    + [(Outcome.PLAN, True)] * 67
    + [(Outcome.NO_PLAN, True)] * 4
    + [(Outcome.WITHDRAWN, True)] * 2
    + [(Outcome.MOVED_OUT, True)]
)
LATE_DECISIONS = 0.16
LATE_DECISIONS_AFTER = 0.04
BETTER_FROM = date(2019, 2, 1)
LONGEST_DECISION = 56
SHARE_ENDED_SOON = 0.08


def _fates(luck: random.Random) -> Iterator[tuple[Outcome, bool | None]]:
    while True:
        hundred = list(HUNDRED)
        luck.shuffle(hundred)
        # Deal tens that are like one another, so that no month is made of refusals.
        by_outcome = sorted(range(len(hundred)), key=lambda n: hundred[n][0])
        tens = [by_outcome[n::10] for n in range(10)]
        for ten in tens:
            luck.shuffle(ten)
            yield from (hundred[n] for n in ten)


def _born_case(
    *, number: int, received_on: date, fate: tuple[Outcome, bool | None], luck: random.Random
) -> Life:
    outcome, will_assess = fate
    tardy = LATE_DECISIONS_AFTER if received_on >= BETTER_FROM else LATE_DECISIONS
    if luck.random() < tardy and will_assess is not None:
        window = (DECISION_DAYS + 1, LONGEST_DECISION)
    else:
        window = (26, DECISION_DAYS)
    decided_on = some_day(
        first=received_on + timedelta(days=window[0]),
        last=received_on + timedelta(days=window[1]),
        luck=luck,
    )
    life = Life(
        number=number,
        received_on=received_on,
        outcome=outcome,
        decided_on=decided_on,
        will_assess=will_assess,
    )
    if will_assess is None:  # gone before anything was decided
        life.ended_on = some_day(
            first=received_on + timedelta(days=5), last=decided_on, luck=luck, late=False
        )
    elif not will_assess:
        life.ended_on = decided_on
    else:
        life.asked_on = some_day(first=decided_on, last=decided_on + timedelta(days=4), luck=luck)
        life.awaited = outcome in {Outcome.PLAN, Outcome.NO_PLAN}
        if not life.awaited:
            life.ended_on = some_day(
                first=life.asked_on + timedelta(days=8),
                last=life.asked_on + timedelta(days=38),
                luck=luck,
            )
    return life


def requests(*, luck: random.Random) -> list[Life]:
    """All requests until the top-up begins, with the decision on each."""
    weekly = [(date.fromisoformat(monday), number) for monday, number in ARRIVALS]
    received: list[date] = []
    for monday in mondays(first=weekly[0][0], last=TOP_UP_FROM - timedelta(days=1)):
        number = [n for start, n in weekly if start <= monday][-1]
        days = working_days(first=max(monday, FIRST_DAY), last=monday + timedelta(days=4))
        received += luck.choices(days, k=number) if days else []
    fates = _fates(luck)
    return [
        _born_case(number=n, received_on=day, fate=next(fates), luck=luck)
        for n, day in enumerate(sorted(received), start=1)
    ]


def top_up(*, first_number: int, still_open: int, luck: random.Random) -> list[Life]:
    """Requests of the last five weeks: so many still open on the last day, and a few that ended."""
    if still_open < 1:
        raise ImpossibleHistory("too many cases are open before the last five weeks have begun")
    soon = round(still_open * SHARE_ENDED_SOON)
    days = working_days(first=TOP_UP_FROM, last=LAST_DAY)
    fates = _fates(luck)
    lives: list[Life] = []
    open_days = sorted(luck.choices(days, k=still_open))
    for day in open_days:
        life = _born_case(number=0, received_on=day, fate=next(fates), luck=luck)
        while life.ended_on is not None and life.ended_on <= LAST_DAY:
            life = _born_case(number=0, received_on=day, fate=next(fates), luck=luck)
        lives.append(life)
    for _ in range(soon):
        day = some_day(first=TOP_UP_FROM, last=TOP_UP_FROM + timedelta(days=4), luck=luck)
        life = _born_case(number=0, received_on=day, fate=(Outcome.WITHDRAWN, None), luck=luck)
        life.ended_on = some_day(first=day + timedelta(days=5), last=LAST_DAY, luck=luck)
        lives.append(life)
    lives.sort(key=lambda life: life.received_on)
    for number, life in enumerate(lives, start=first_number):
        life.number = number
    return lives
