"""Each rule of data quality finds the case that fails it, and not the one that does not."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.reports.quality_rules import RULES
from tests.builders import CaseBuilder, a_case
from tests.reports.registers import keep, report

MONDAY = date(2026, 6, 1)
SOUND: dict[str, Any] = {"born_on": date(2018, 3, 2), "upn": "A999000000001"}
DESK = Desk(by="Kim", today=MONDAY, at=datetime(2026, 6, 1, 9, tzinfo=UTC))


def on(days_before: int) -> str:
    return (MONDAY - timedelta(days=days_before)).isoformat()


def sound(reference="AAA-222"):
    story = a_case(reference=reference).requested(on(80)).told_will_assess(on(60))
    return story.advice_asked("health", on(50))


def no_decision():
    story = a_case(reference="AAA-222").requested(on(80))
    return story.advice_asked("health", on(50))


def nobody_asked():
    return a_case(reference="AAA-222").requested(on(80)).told_will_assess(on(60))


def too_early_final():
    story = a_case(reference="AAA-222").requested(on(130)).told_will_assess(on(100))
    return story.draft_served(on(30)).plan_finalised(on(20))


def no_draft():
    story = a_case(reference="AAA-222").requested(on(130)).told_will_assess(on(100))
    return story.plan_finalised(on(20))


def draft_after_the_plan():
    story = a_case(reference="AAA-222").requested(on(130)).told_will_assess(on(100))
    return story.plan_finalised(on(40)).draft_served(on(20))


def dated_ahead():
    story = sound().then(Kind.NOTE_ADDED, (MONDAY + timedelta(days=20)).isoformat())
    story.entries = [entry.model_copy(update={"recorded_at": DESK.at}) for entry in story.entries]
    return story


def test_what_was_recorded_after_the_day_is_later_history_and_no_fault(small):
    story = sound().then(Kind.NOTE_ADDED, (MONDAY + timedelta(days=20)).isoformat())
    keep(small, [story.file], people=[SOUND])
    assert faults(small)[1] == {}


FAULTS: dict[str, tuple[Callable[[], CaseBuilder], dict[str, Any], str]] = {
    "no_birth_date": (sound, {"born_on": None}, "Kim"),
    "born_after_the_request": (sound, {"born_on": date(2026, 5, 1)}, "Kim"),
    "too_old": (sound, {"born_on": date(2000, 6, 1)}, "Kim"),
    "no_upn_at_school_age": (sound, {"upn": None}, "Kim"),
    "no_officer": (sound, {}, ""),
    "no_decision": (no_decision, {}, "Kim"),
    "assessing_without_advice": (nobody_asked, {}, "Kim"),
    "finalised_early": (too_early_final, {}, "Kim"),
    "plan_without_draft": (no_draft, {}, "Kim"),
    "dated_ahead": (dated_ahead, {}, "Kim"),
}


def faults(engine):
    figure = report(engine, MONDAY).figure("N20")
    return figure, {fault.rule: fault.references for fault in figure.rules or () if fault.count}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_rule_finds_the_case_that_fails_it(engine, rule):
    story, person, officer = FAULTS[rule]
    keep(engine, [story().file], people=[SOUND | person], officers=[officer], desk=DESK)
    figure, found = faults(engine)
    assert found == {rule: ("AAA-222",)}
    assert figure.value == 1


def test_a_plan_before_its_draft_is_found(small):
    keep(small, [draft_after_the_plan().file], people=[SOUND], desk=DESK)
    assert faults(small)[1] == {"plan_without_draft": ("AAA-222",)}


@pytest.mark.parametrize(("agreed", "wrong"), [("yes", 0), ("no", 1)])
def test_a_plan_made_final_early_is_no_fault_where_the_family_agreed(engine, agreed, wrong):
    story = a_case(reference="AAA-222").requested(on(130)).told_will_assess(on(100))
    story.draft_served(on(30)).then(Kind.PLAN_FINALISED, on(20), family_agreed=agreed)
    keep(engine, [story.file], people=[SOUND], desk=DESK)
    assert faults(engine)[0].value == wrong


def test_a_sound_case_fails_no_rule(engine):
    keep(engine, [sound().file], people=[SOUND], desk=DESK)
    assert faults(engine)[0].value == 0


def test_a_step_before_an_earlier_one_and_advice_before_its_asking_are_found(small):
    from sqlalchemy import update

    from ehcp.register.engine import writing
    from ehcp.register.tables import advice, cases

    keep(small, [sound().file], people=[SOUND], desk=DESK)
    # The journey refuses such days; a tracker, or a hand in the database, may have them.
    with writing(small) as connection:
        connection.execute(update(cases).values(decided_on=date(2026, 1, 1)))
        connection.execute(update(advice).values(received_on=date(2026, 1, 2)))
    assert set(faults(small)[1]) == {"steps_out_of_order", "advice_before_it_was_asked"}


def test_every_rule_is_tried_here():
    tried = set(FAULTS) | {"steps_out_of_order", "advice_before_it_was_asked"}
    assert {rule.id for rule in RULES} <= tried


def test_a_case_that_fails_two_rules_is_counted_once(small):
    keep(small, [sound().file], people=[{}], officers=[None], desk=DESK)
    figure, found = faults(small)
    assert len(found) == 2
    assert figure.value == 1
