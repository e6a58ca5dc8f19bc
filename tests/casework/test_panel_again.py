"""The agendas over cases at random are what a plain look at each record gives."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from ehcp.cases.advice import advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.deadlines import deadlines
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.cases.standing import Standing, standing
from ehcp.casework.open_case import open_case
from ehcp.casework.panel import agendas
from ehcp.casework.panel_days import set_panels
from ehcp.casework.panel_decide import Decision, NotForPanel, decide, put_on, take_off
from ehcp.law.rules import load_rules
from ehcp.refusal import Refusal
from ehcp.register import files
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.sight import Sight
from ehcp.register.tables import cases, panel_items, panels, people
from tests.casework.desks import desk, put, strike_out
from tests.examples import examples

TODAY = date(2026, 3, 12)
SET_ON = date(2026, 2, 2)
DAYS = [
    date(2026, 2, 24),
    date(2026, 3, 10),
    date(2026, 3, 12),
    date(2026, 4, 1),
    date(2026, 4, 16),
]
HELD = date(2026, 3, 10)
PARTIES = ("health", "education", "educational_psychology")
SEEDS = range(examples(3))

ASKED: dict[tuple[bool, Stage], tuple[set[str], set[str]]] = {
    (False, Stage.REQUESTED): ({"decide_to_assess"}, {"assess", "not_assess"}),
    (True, Stage.REASSESSMENT_REQUESTED): ({"reassess_decision"}, {"assess", "not_assess"}),
    (False, Stage.ASSESSING): ({"notify_no_plan", "final_plan"}, {"issue", "no_plan"}),
    (True, Stage.ASSESSING): ({"reassess_final"}, {"issue", "maintain"}),
    (False, Stage.REVIEW_HELD): (
        {"review_decision", "review_first", "review_next"},
        {"maintain", "amend", "cease"},
    ),
}
ANSWERS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "requested": [("assess", ("may_have_needs", "may_need_plan")), ("not_assess", ())],
    "reassessment_requested": [("assess", ())],
    "assessing": [("issue", ("needs_plan", "plan_to_change")), ("no_plan", ())],
    "review_held": [("maintain", ()), ("amend", ())],
}


@pytest.mark.parametrize("seed", SEEDS)
def test_agendas_at_random_are_as_counted_again(sqlite_url, seed):
    _compare(sqlite_url, seed)


@pytest.mark.postgres
def test_they_are_on_postgres_too(postgres_url):
    _compare(postgres_url, seed=99)


def _compare(url: str, seed: int) -> None:
    engine = open_engine(url)
    chance = Random(seed)  # noqa: S311 - examples, not secrets
    numbers = dict(zip(DAYS, set_panels(engine, desk=_morgan(SET_ON), days=DAYS), strict=True))
    for _ in range(30):
        _live(engine, chance)
    _meddle(engine, chance, numbers)
    for sight in (None, Sight(team="North"), Sight(team="South")):
        with reading(engine) as connection:
            found = agendas(connection, today=TODAY, sight=sight)
        by_day = {
            each.panel.meets_on: sorted(item.case.reference for item in each.items)
            for each in found.of.values()
        }
        assert by_day == _again(engine, sight), (seed, sight)
    assert sum(map(len, _again(engine, None).values())) > 5, "the examples say something"
    engine.dispose()


# ---------------------------------------------------------------------------------- cases at random


def _morgan(on: date):
    return desk(on.isoformat(), "Morgan")


def _live(engine: Engine, chance: Random) -> None:
    """Let one case live up to today, as far as chance takes it."""
    try:
        for _ in _steps(engine, chance):
            if chance.random() < 0.12:
                return
    except Refusal:
        return  # a step that the law has no place for: the case stays where it is


def _steps(engine: Engine, chance: Random) -> Iterator[None]:
    journey = chance.choice(["needs_assessment"] * 5 + ["reassessment", "annual_review"])
    first = {
        "needs_assessment": Kind.REQUEST_RECEIVED,
        "reassessment": Kind.REASSESSMENT_REQUESTED,
        "annual_review": Kind.PLAN_LAST_REVIEWED,
    }[journey]
    longest = {"needs_assessment": 160, "reassessment": 40, "annual_review": 380}[journey]
    day = TODAY - timedelta(days=chance.randint(2, longest))
    reference = open_case(
        engine,
        desk=desk(day.isoformat()),
        journey=journey,
        first=(first, day),
        person={"born_on": date(2015, 3, 2)},
    )
    if chance.random() < 0.2:
        with writing(engine) as connection:
            person = select(cases.c.person_id).where(cases.c.reference == reference)
            connection.execute(
                update(people)
                .where(people.c.id == person.scalar_subquery())
                .values(restricted_to=chance.choice(["North", "South"]))
            )
    yield
    if journey == "annual_review":
        day = max(day, TODAY - timedelta(days=chance.randint(0, 40)))
        put(engine, reference, Kind.REVIEW_MEETING_HELD, day.isoformat())
        yield
        return
    told = (
        (Kind.TOLD_WILL_ASSESS, Kind.TOLD_WILL_NOT_ASSESS)
        if journey == "needs_assessment"
        else (Kind.TOLD_WILL_REASSESS, Kind.TOLD_WILL_NOT_REASSESS)
    )
    day = _later(day, chance, most=50)
    put(engine, reference, chance.choice([told[0], told[0], *told]), day.isoformat())
    yield
    for party in PARTIES[: chance.randint(0, 3)]:
        put(engine, reference, Kind.ADVICE_REQUESTED, day.isoformat(), party=party)
        came = _later(day, chance, most=40)
        kind = chance.choice(
            [
                *(Kind.ADVICE_RECEIVED, Kind.ADVICE_RECEIVED, Kind.NIL_REPLY),
                *(None, Kind.ADVICE_REQUEST_CANCELLED),
            ]
        )
        if kind is not None:
            put(engine, reference, kind, came.isoformat(), party=party)
        if kind is Kind.ADVICE_RECEIVED and chance.random() < 0.2:
            put(engine, reference, Kind.ADVICE_SENT_BACK, came.isoformat(), party=party)
    if chance.random() < 0.15:
        put(engine, reference, Kind.WITHDRAWN, TODAY.isoformat())
    yield


def _later(day: date, chance: Random, *, most: int) -> date:
    return min(TODAY, day + timedelta(days=chance.randint(0, most)))


def _meddle(engine: Engine, chance: Random, numbers: dict[date, int]) -> None:
    """Put cases on and take them off, decide some and put others off, strike some of it out."""
    with reading(engine) as connection:
        rows = connection.execute(select(cases.c.reference, cases.c.stage)).all()
    for row in rows:
        day = chance.choice([*DAYS, HELD, TODAY])
        given: dict[str, Any] = {"panel_id": numbers[day], "reference": row.reference}
        try:
            match chance.randrange(8):
                case 0:
                    put_on(engine, desk=_morgan(TODAY), why="x", **given)
                case 1 | 6:
                    take_off(engine, desk=_morgan(TODAY), why="x", **given)
                case 2 | 3 | 4 | 5:
                    _decide(engine, chance, row.stage, given)
        except (NotForPanel, Refusal):
            continue


def _decide(engine: Engine, chance: Random, stage: str, given: dict[str, Any]) -> None:
    decision, met = chance.choice([*ANSWERS.get(stage, []), ("defer", ())])
    outside = "x" if decision != "defer" and chance.random() < 0.3 else None
    event = decide(
        engine,
        desk=_morgan(TODAY),
        decided=Decision(decision=decision, met=met, evidence="x", reason="x", outside=outside),
        **given,
    )
    if chance.random() < 0.2:
        strike_out(engine, given["reference"], event.sequence, on=TODAY.isoformat())
    elif decision == "assess" and stage == "requested" and chance.random() < 0.7:
        told = max(event.happened_on, TODAY - timedelta(days=chance.randint(0, 2)))
        put(engine, given["reference"], Kind.TOLD_WILL_ASSESS, told.isoformat())


# ------------------------------------------------------------------------------------ a plain look


def _again(engine: Engine, sight: Sight | None) -> dict[date, list[str]]:
    days = [HELD, *(day for day in DAYS if day >= TODAY)]
    found: dict[date, list[str]] = {day: [] for day in days}
    with reading(engine) as connection:
        ids = connection.scalars(select(cases.c.id)).all()
        hidden = set(
            connection.scalars(
                select(cases.c.id)
                .join(people, people.c.id == cases.c.person_id)
                .where(people.c.restricted_to.is_not(None))
                .where(people.c.restricted_to != (sight.team if sight else ""))
            )
        )
        changed = connection.execute(
            select(panel_items.c.case_id, panels.c.meets_on, panel_items.c.is_on).join(
                panels, panels.c.id == panel_items.c.panel_id
            )
        ).all()
        held = list(files.load_many(connection, ids))
    for each in held:
        if sight is not None and each.case_id in hidden:
            continue
        by_hand = {day: is_on for case_id, day, is_on in changed if case_id == each.case_id}
        for day in _days_of(each.file, days, by_hand):
            found[day].append(each.file.reference)
    return {day: sorted(references) for day, references in found.items()}


def _days_of(file: CaseFile, days: list[date], by_hand: dict[date, bool]) -> list[date]:
    stands = standing(file)
    asked = ASKED.get((file.journey == "reassessment", stands.stage))
    if asked is None:
        return []
    rules, answers = asked
    due = min(
        (
            limit.due_on
            for limit in deadlines(file, load_rules())
            if limit.due_on and limit.is_running and limit.rule.id in rules
        ),
        default=None,
    )
    ready = _ready_on(file, stands)
    said = [event for event in file.events if event.kind is Kind.PANEL_DECIDED]
    here = said[-1:] if said and said[-1].happened_on >= stands.stage_since else []
    here = [event for event in here if event.details["decision"] in answers | {"defer"}]
    if here and here[0].details["decision"] != "defer":
        return []
    put_off = here[0].happened_on if here else date.min
    was_at = {event.details.get("panel_on") for event in said}

    def may_come(day: date) -> bool:
        return day > put_off and day.isoformat() not in was_at

    def comes_by_itself(day: date) -> bool:
        after = [each for each in days if each > day]
        end = after[0] if after else day + timedelta(days=28)
        in_hand = ready is not None and (day >= TODAY or ready <= day)
        called = (due is not None and due < end) or in_hand
        return by_hand.get(day) is not False and stands.stage_since <= day and called

    on, placed = [], False
    for day in days:
        if not may_come(day):
            continue
        by_itself = comes_by_itself(day) and not placed
        put = by_hand.get(day) is True
        if by_itself or put:
            on.append(day)
        placed = placed or (day >= TODAY and (by_itself or put))
    return on


def _ready_on(file: CaseFile, stands: Standing) -> date | None:
    requests = advice_requests(file) if stands.stage is Stage.ASSESSING else ()
    answered = [each.received_on for each in requests if each.received_on]
    if not answered or any(each.is_outstanding for each in requests):
        return None
    return max(answered)
