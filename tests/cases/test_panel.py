"""What a panel is asked: each question has its test in law, its answers, and a step after each."""

import pytest

from ehcp.cases.conditions.details import PANEL_DECISIONS
from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.panel import DEFER, FOLLOWS, LIMITS, STAGES, Question, question_at
from ehcp.law.decision_tests import TestNotMet, decision_test, load_tests
from ehcp.law.rules import load_rules

ASKED = [
    (journey, stage, question)
    for journey in JOURNEYS
    for stage in journey.stages
    if (question := question_at(journey.name, stage)) is not None
]


@pytest.mark.parametrize("question", Question)
def test_each_question_is_asked_at_some_stage_and_has_a_test_and_limits_that_are_watched(question):
    assert question in {each for _, _, each in ASKED}
    assert decision_test(question.value).source.cite
    watched = {rule.id for rule in load_rules() if rule.watched}
    assert set(LIMITS[question]) <= watched


def test_each_answer_can_be_recorded_and_leads_to_a_step_that_the_journey_has_there():
    for journey, stage, question in ASKED:
        assert stage in STAGES
        for decision, kind in FOLLOWS[question].items():
            assert decision in PANEL_DECISIONS
            assert kind in journey.next_kinds(stage), (journey.name, stage, decision)
    assert DEFER in PANEL_DECISIONS


def test_a_test_names_only_answers_to_its_question():
    for test in load_tests():
        named = {*test.only_if_met, *test.only_if_not_met}
        assert named <= FOLLOWS[Question(test.question)].keys(), test.id


@pytest.mark.parametrize(
    ("question", "met", "refused"),
    [
        ("assess", {"may_have_needs", "may_need_plan"}, {"not_assess"}),
        ("assess", {"may_have_needs"}, {"assess"}),
        ("plan", {"needs_plan"}, {"no_plan"}),
        ("plan", set(), {"issue"}),
        ("reassess", {"not_necessary"}, set()),
        ("reassess", set(), {"not_assess"}),
        ("review", {"no_longer_necessary"}, set()),
        ("review", set(), {"cease"}),
    ],
)
def test_what_the_law_demands_or_forbids_by_the_answers_is_refused(question, met, refused):
    test = decision_test(question)
    for decision in FOLLOWS[Question(question)]:
        if decision in refused:
            with pytest.raises(TestNotMet):
                test.refuse_against(decision, met=met)
        else:
            test.refuse_against(decision, met=met)
