"""Turns invented dates into whole cases: child, school, officer, exception, and a few defects."""

import random
from dataclasses import asdict, replace
from datetime import date, timedelta

from workflows.demonstration import names, published
from workflows.demonstration.days import some_day
from workflows.demonstration.history import InventedAdvice, InventedCase, Kind, Outcome
from workflows.demonstration.lives import Life
from workflows.demonstration.paperwork import Paperwork, paperwork

DAY = timedelta(days=1)
YOUNGEST_DAYS, OLDEST_DAYS = 900, 6600
PANEL_BEFORE = timedelta(days=5)
UNALLOCATED, UNALLOCATED_WHEN_NEW = 0.03, 0.35
SUMMER_CLOSED, SUMMER_REOPENS = date(2018, 7, 25), date(2018, 9, 4)
SUMMER_WINDOW = (SUMMER_CLOSED - timedelta(days=7), SUMMER_REOPENS - timedelta(days=7))
EXCEPTIONS_FOR_SUMMER, EXCEPTIONS_ELSE = 6, 7
EXCEPTION_SPAN = (20, 62)
WITHOUT_UPN, WRONG_UPN, WITHOUT_BIRTH_DATE = 10, 3, 3
OPEN_WITHOUT_BIRTH_DATE = 2


def portraits(*, lives: list[Life], luck: random.Random) -> tuple[InventedCase, ...]:
    """Every case of the history as it was known on its last day, in the order of receipt."""
    lives = sorted(lives, key=lambda life: (life.received_on, life.number))
    exceptions = _exceptions(lives=lives, luck=luck)
    open_at_the_end = {life for life in lives if life.ended > published.LAST_DAY}
    nameless = set(luck.sample(lives, WITHOUT_UPN)) | set(
        luck.sample([life for life in lives if life in open_at_the_end], WITHOUT_UPN // 2)
    )
    misspelt = set(luck.sample(lives, WRONG_UPN))
    undated = set(
        luck.sample([life for life in lives if life in open_at_the_end], OPEN_WITHOUT_BIRTH_DATE)
        + luck.sample(
            [life for life in lives if life not in open_at_the_end],
            WITHOUT_BIRTH_DATE - OPEN_WITHOUT_BIRTH_DATE,
        )
    )
    taken: set[tuple[str, str]] = set()
    cases = []
    for number, life in enumerate(lives, start=1):
        forename, surname = names.child(taken=taken, luck=luck)
        born_on = life.received_on - timedelta(days=luck.randint(YOUNGEST_DAYS, OLDEST_DAYS))
        year = names.year_group(born_on=born_on, day=life.received_on)
        has_upn = year >= names.SCHOOL_AGE and life not in nameless
        text, noted_on = exceptions.get(life, (None, None))
        papers = paperwork(life=life, luck=luck) if life.awaited else None
        case = InventedCase(
            pupil_id=f"EX{100000 + number * 7}",
            surname=surname,
            forename=forename,
            born_on=None if life in undated else born_on,
            upn=names.upn(number=number, right=life not in misspelt) if has_upn else None,
            gender=luck.choice("MMMF"),
            year_group=names.year_in_words(year),
            school=names.setting(year=year, luck=luck),
            source=names.source(year=year, luck=luck),
            primary_need=luck.choice(names.NEEDS),
            officer=_officer(life=life, luck=luck),
            received_on=life.received_on,
            panel_on=_panel(life=life, luck=luck),
            decided_on=None if life.will_assess is None else life.decided_on,
            will_assess=life.will_assess,
            advice=_advice(life=life, luck=luck),
            outcome=life.outcome,
            ended_on=life.ended_on,
            exception=text,
            exception_noted_on=noted_on,
        )
        cases.append(_with(case=case, papers=papers).as_known_on(published.LAST_DAY))
    return tuple(cases)


def _with(*, case: InventedCase, papers: Paperwork | None) -> InventedCase:
    if papers is None:
        return case
    return replace(case, **asdict(papers))


def _panel(*, life: Life, luck: random.Random) -> date | None:
    if life.will_assess is None:
        return None
    return some_day(
        first=max(life.received_on, life.decided_on - PANEL_BEFORE), last=life.decided_on, luck=luck
    )


def _officer(*, life: Life, luck: random.Random) -> str | None:
    chance = UNALLOCATED_WHEN_NEW if life.decided_on > published.LAST_DAY else UNALLOCATED
    officer = luck.choice(names.OFFICERS)
    return None if luck.random() < chance else officer


def _advice(*, life: Life, luck: random.Random) -> tuple[InventedAdvice, ...]:
    if life.asked_on is None:
        return ()
    return tuple(
        InventedAdvice(
            kind=kind,
            requested_on=life.asked_on,
            received_on=life.answered_on.get(kind),
            cancelled_on=None if kind in life.answered_on else life.ended_on,
            allocated_to=luck.choice(names.PSYCHOLOGISTS)
            if kind is Kind.EDUCATIONAL_PSYCHOLOGY
            else None,
        )
        for kind in Kind
    )


def _exceptions(*, lives: list[Life], luck: random.Random) -> dict[Life, tuple[str, date]]:
    """A few late plans had a lawful reason: a long closure, or the family's circumstances."""
    late = [
        life
        for life in lives
        if life.overruns and life.asked_on is not None and life.outcome is Outcome.PLAN
    ]
    summer = [life for life in late if SUMMER_WINDOW[0] <= life.asked <= SUMMER_WINDOW[1]]
    others = [life for life in late if life not in summer]
    reasons: dict[Life, tuple[str, date]] = {}
    for life in luck.sample(summer, min(EXCEPTIONS_FOR_SUMMER, len(summer))):
        text = (
            f"Summer closure: school closed {SUMMER_CLOSED:%d/%m/%Y} to"
            f" {SUMMER_REOPENS - DAY:%d/%m/%Y}, advice asked {life.asked:%d/%m/%Y}"
        )
        reasons[life] = (text, life.limit_on)
    for number, life in enumerate(luck.sample(others, EXCEPTIONS_ELSE)):
        start = life.received_on + DAY * luck.randint(*EXCEPTION_SPAN)
        if number % 2:
            text = f"Family out of the area {start:%d/%m/%Y} to {start + DAY * 38:%d/%m/%Y}"
        else:
            text = (
                "Exceptional personal circumstances: parent in hospital"
                f" {start:%d/%m/%Y} to {start + DAY * 31:%d/%m/%Y}"
            )
        reasons[life] = (text, life.limit_on)
    return reasons
