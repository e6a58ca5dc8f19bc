"""The journey: every stage can be reached and left or is an end; every kind of event is used."""

import pytest

from ehcp.cases.journeys import JOURNEYS, Journey, passage
from ehcp.cases.journeys.disputes import BY_CASEWORKER, BY_MANAGER
from ehcp.cases.journeys.needs_assessment import NEEDS_ASSESSMENT
from ehcp.cases.kinds import DISPUTES, STARTS, Kind, UnknownKind, kind_named
from ehcp.cases.stages import OPEN_ASSESSMENT, Stage, UnknownStage, stage_named
from ehcp.law.rules import load_rules
from tests.builders import a_case, day


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_every_stage_can_be_reached_and_left_or_is_an_end(journey: Journey) -> None:
    reached: set[Stage | None] = {None}
    while True:
        further = {step.to for step in journey.steps if step.at in reached} - reached
        if not further:
            break
        reached |= further
    assert reached == {None, *(step.at for step in journey.steps), *journey.stages}
    for stage in journey.stages:
        ways_out = {step.to for step in journey.steps if step.at is stage} - {stage}
        assert bool(ways_out) == stage.is_open, stage


def test_every_stage_belongs_to_a_journey() -> None:
    assert {stage for journey in JOURNEYS for stage in journey.stages} == {*Stage}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_event_is_used_and_said_in_words(kind: Kind) -> None:
    used = {step.when for journey in JOURNEYS for step in journey.steps}
    assert kind is Kind.CORRECTED or kind in used
    assert kind.says


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_a_step_is_written_once(journey: Journey) -> None:
    steps = [(step.at, step.when) for step in journey.steps]
    assert len(set(steps)) == len(steps)


def test_what_opens_a_case_opens_one_journey() -> None:
    starts = [kind for journey in JOURNEYS for kind in journey.starts]
    assert len(set(starts)) == len(starts)
    assert set(starts) == STARTS


def test_a_dispute_is_what_the_table_of_disputes_holds() -> None:
    assert {*BY_CASEWORKER, *BY_MANAGER} == DISPUTES


def test_the_law_names_only_kinds_of_event_that_exist() -> None:
    named = {kind for rule in load_rules() for kind in rule.clock.kinds}
    assert named <= {kind.value for kind in Kind}


def test_the_usual_way_goes_from_stage_to_stage() -> None:
    story = a_case().requested("2026-01-05")
    at = [passage(story.file).stage]
    for kind, on in (
        (Kind.TOLD_WILL_ASSESS, "2026-02-10"),
        (Kind.DECIDED_TO_ISSUE, "2026-04-20"),
        (Kind.DRAFT_SERVED, "2026-04-27"),
        (Kind.PLAN_FINALISED, "2026-05-20"),
    ):
        at.append(passage(story.then(kind, on).file).stage)
    assert at == [*OPEN_ASSESSMENT, Stage.PLAN_ISSUED]
    assert passage(story.file).since == day("2026-05-20")


def test_a_tracker_without_the_date_of_the_decision_still_has_a_stage() -> None:
    file = a_case().requested("2026-01-05").draft_served("2026-04-27").file
    passed = passage(file)
    assert passed.stage is Stage.DRAFT
    assert set(passed.gaps) == {2}
    assert not passed.impossible


def test_a_closed_case_does_not_open_again() -> None:
    file = a_case().requested("2026-01-05").withdrawn("2026-01-20").told_will_assess("2026-02-01")
    passed = passage(file.file)
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
    assert Kind.PLAN_FINALISED in NEEDS_ASSESSMENT.next_kinds(Stage.DRAFT)
    assert Kind.PLAN_FINALISED not in NEEDS_ASSESSMENT.next_kinds(Stage.ASSESSING)


def test_a_kind_is_found_however_it_is_typed() -> None:
    assert kind_named(" Told-will assess ") is Kind.TOLD_WILL_ASSESS


def test_an_unknown_kind_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UnknownKind, match="Did you mean told_will_assess"):
        kind_named("told_will_asess")


def test_an_unknown_stage_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(UnknownStage, match="requested, assessing, drafting"):
        stage_named("limbo")
