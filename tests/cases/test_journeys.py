"""The journey: every stage can be reached and left or is an end; every kind of event is used."""

import pytest

from ehcp.cases.journeys import NEEDS_ASSESSMENT, next_kinds, passage, stages_for
from ehcp.cases.kinds import Kind, UnknownKind, kind_named
from ehcp.cases.stages import OPEN, Stage, UnknownStage, stage_named
from ehcp.law.rules import load_rules
from tests.builders import a_case, day


def test_every_stage_can_be_reached() -> None:
    reached: set[Stage | None] = {None}
    while True:
        further = {step.to for step in NEEDS_ASSESSMENT if step.at in reached} - reached
        if not further:
            break
        reached |= further
    assert reached == {None, *Stage}


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_can_be_left_or_is_an_end(stage: Stage) -> None:
    ways_out = {step.to for step in NEEDS_ASSESSMENT if step.at is stage} - {stage}
    assert bool(ways_out) == stage.is_open


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_event_is_used_and_said_in_words(kind: Kind) -> None:
    assert kind is Kind.CORRECTED or stages_for(kind)
    assert kind.says


def test_a_step_is_written_once() -> None:
    steps = [(step.at, step.when) for step in NEEDS_ASSESSMENT]
    assert len(set(steps)) == len(steps)


def test_the_law_names_only_kinds_of_event_that_exist() -> None:
    named = {kind for rule in load_rules() for kind in rule.clock.kinds}
    assert named <= {kind.value for kind in Kind}


def test_the_usual_way_goes_from_stage_to_stage() -> None:
    story = a_case().requested("2026-01-05")
    at = [passage(story.file.events).stage]
    for kind, on in (
        (Kind.TOLD_WILL_ASSESS, "2026-02-10"),
        (Kind.DECIDED_TO_ISSUE, "2026-04-20"),
        (Kind.DRAFT_SERVED, "2026-04-27"),
        (Kind.PLAN_FINALISED, "2026-05-20"),
    ):
        at.append(passage(story.then(kind, on).file.events).stage)
    assert at == [*OPEN, Stage.PLAN_ISSUED]
    assert passage(story.file.events).since == day("2026-05-20")


def test_a_tracker_without_the_date_of_the_decision_still_has_a_stage() -> None:
    file = a_case().requested("2026-01-05").draft_served("2026-04-27").file
    passed = passage(file.events)
    assert passed.stage is Stage.DRAFT
    assert set(passed.gaps) == {2}
    assert not passed.impossible


def test_a_closed_case_does_not_open_again() -> None:
    file = a_case().requested("2026-01-05").withdrawn("2026-01-20").told_will_assess("2026-02-01")
    passed = passage(file.file.events)
    assert passed.stage is Stage.WITHDRAWN
    assert set(passed.impossible) == {3}


def test_a_change_of_officer_on_the_day_of_the_final_plan_does_not_stand_in_its_way() -> None:
    story = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .draft_served("2026-04-27")
        .then(Kind.OFFICER_CHANGED, "2026-05-20", officer="Kim")
    )
    story.allows(Kind.PLAN_FINALISED, "2026-05-20")


def test_what_can_come_next_is_what_the_journey_allows() -> None:
    assert Kind.PLAN_FINALISED in next_kinds(Stage.DRAFT)
    assert Kind.PLAN_FINALISED not in next_kinds(Stage.ASSESSING)


def test_a_kind_is_found_however_it_is_typed() -> None:
    assert kind_named(" Told-will assess ") is Kind.TOLD_WILL_ASSESS


def test_an_unknown_kind_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UnknownKind, match="Did you mean told_will_assess"):
        kind_named("told_will_asess")


def test_an_unknown_stage_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(UnknownStage, match="requested, assessing, drafting"):
        stage_named("limbo")
