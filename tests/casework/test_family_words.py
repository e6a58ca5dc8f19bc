"""What a family is told of a stage is true on its own journey, and of what came after an appeal."""

from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.family_rights import rights_now
from ehcp.casework.family_words import STAGE_WORDS
from ehcp.casework.told_to_family import TellsFamily, told_to_family
from ehcp.law.rules import load_rules
from tests.builders import CaseBuilder, a_case
from tests.casework.family_words_said import KEPT, as_said, every_stage

RULES = load_rules()
SAID = {(way, stage): words for way, stage, _, words in every_stage()}

REASSESSED = "ordered_assessment: after a refusal to re-assess, ordered to assess"
UNTRUE = {
    "needs_assessment": ("again", "plan that you have", "review"),
    "reassessment": ("whether a plan is needed", "to make a plan", "no plan is", "needs assess"),
    REASSESSED: ("whether a plan is needed", "to make a plan", "no plan is", "needs assess"),
    "ordered_assessment: ordered to make a plan": ("asking for advice", "whether a plan"),
    "ordered_assessment: ordered to reconsider": ("asking for advice", "have assessed"),
    "amendment": ("review", "assess", "request"),
    "annual_review": ("assess", "request was"),
    "phase_transfer": ("assess", "request was"),
    "ceasing": ("assess", "request was"),
    "transfer_in": ("request was",),
    "transfer_out": ("request was", "now live"),
    "complaint": ("plan", "request", "has taken over"),
}


def test_every_sentence_is_one_that_was_read_as_a_lawyer_and_as_a_tired_parent_reads():
    kept = KEPT.read_text(encoding="utf-8")
    assert as_said() == kept, "python -m tests.casework.family_words_said says it anew"


def test_every_stage_has_words_in_whole_sentences_and_an_open_one_says_what_comes_next():
    assert set(STAGE_WORDS) == set(Stage)
    for way, stage, is_open, words in every_stage():
        assert bool(words.then) == is_open, (way, stage)
        for said in (words.now, words.then):
            assert not said or (said[0].isupper() and said.endswith(".")), (way, stage)


@pytest.mark.parametrize("way", UNTRUE)
def test_no_stage_of_a_journey_says_what_is_so_only_on_another(way):
    for (name, stage), words in SAID.items():
        if name == way:
            said = f"{words.now} {words.then}"
            assert [untrue for untrue in UNTRUE[way] if untrue in said] == [], stage


@pytest.mark.parametrize("way", ["reassessment", REASSESSED])
@pytest.mark.parametrize("stage", ["assessing", "drafting", "draft"])
def test_a_family_whose_child_is_assessed_again_reads_that_its_plan_stays_in_force(way, stage):
    assert "stays in force" in SAID[way, stage].then


def test_an_assessment_does_not_move_with_a_family_and_a_plan_does():
    assert "does not move with you" in SAID["needs_assessment", "moved_out"].now
    for journey in ("reassessment", "amendment", "phase_transfer", "ceasing"):
        assert "Within England the plan goes with you" in SAID[journey, "moved_out"].now


def told(case: CaseBuilder, day: str, *, has_plan: bool = False) -> TellsFamily:
    on = date.fromisoformat(day)
    return told_to_family(case.file, rules=RULES, day=on, has_plan=has_plan)


def planned() -> CaseBuilder:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.draft_served("2026-05-01").plan_finalised("2026-05-20")
    story.then(Kind.APPEAL_REGISTERED, "2026-07-01")
    return story.then(Kind.TRIBUNAL_ORDERED, "2026-10-15", order="amend_contents")


def test_what_an_order_demands_of_us_is_told_although_the_case_is_closed():
    tells = told(planned(), "2026-10-20")
    assert not tells.has_ended
    assert [each.on for each in tells.dates] == [date(2026, 11, 19)]
    assert "as ordered or agreed" in tells.dates[0].says
    assert told(planned(), "2026-11-22").is_late


def test_a_plan_that_was_changed_after_an_appeal_is_told_with_the_day_to_appeal_again():
    story = planned().then(Kind.AMENDED_PLAN_FINALISED, "2026-11-10")
    tells = told(story, "2026-11-12")
    assert tells.has_ended
    assert tells.now == (
        "After your appeal or mediation the plan was changed. The changed plan is final, and has "
        "been sent to you."
    )
    assert tells.appeal_by == date(2027, 1, 11)  # 10 January is a Sunday
    assert "Ask for mediation, or appeal" in [right.what for right in rights_now(tells)]


def ceasing() -> CaseBuilder:
    story = a_case(journey="ceasing").then(Kind.CEASING_CONSIDERED, "2027-01-10")
    return story.then(Kind.CEASE_CONSULTED, "2027-01-12")


def test_who_keeps_a_plan_is_told_so_and_no_right_to_appeal_that_there_is_not():
    tells = told(ceasing().then(Kind.DECIDED_NOT_TO_CEASE, "2027-01-20"), "2027-01-21")
    assert tells.now == "The plan does not end. It stays in force."
    whats = [right.what for right in rights_now(tells)]
    assert "Ask for mediation, or appeal" not in whats
    assert "Ask for a review, or to assess again" in whats


def test_a_plan_kept_and_changed_by_an_order_can_be_appealed():
    story = ceasing().then(Kind.TOLD_WILL_CEASE, "2027-02-10")
    story.then(Kind.APPEAL_REGISTERED, "2027-04-01")
    story.then(Kind.TRIBUNAL_ORDERED, "2027-09-20", order="continue_and_amend")
    story.then(Kind.PLAN_CONTINUED, "2027-09-20")
    assert [each.on for each in told(story, "2027-09-21").dates] == [date(2027, 10, 25)]
    story.then(Kind.AMENDED_PLAN_FINALISED, "2027-10-04")
    tells = told(story, "2027-10-05")
    assert "the plan was changed" in tells.now
    assert "Ask for mediation, or appeal" in [right.what for right in rights_now(tells)]


def test_a_plan_that_had_ceased_and_goes_on_by_an_order_is_not_said_to_have_ended():
    story = ceasing().then(Kind.TOLD_WILL_CEASE, "2027-02-10")
    story.then(Kind.PLAN_CEASED, "2027-04-13")
    story.then(Kind.TRIBUNAL_ORDERED, "2027-06-01", order="continue")
    story.then(Kind.PLAN_CONTINUED, "2027-06-02")
    assert told(story, "2027-06-03").now == "After your appeal or mediation the plan goes on."
    assert told(story, "2027-05-01").now == "The plan has ended."


def test_a_review_that_ends_in_ceasing_can_be_appealed():
    story = a_case(journey="annual_review").then(Kind.PLAN_LAST_REVIEWED, "2025-11-01")
    story.then(Kind.REVIEW_MEETING_HELD, "2026-09-01")
    tells = told(story.then(Kind.REVIEW_DECIDED_TO_CEASE, "2026-09-20"), "2026-09-21")
    assert "It stays in force while you can appeal" in tells.now
    assert "Ask for mediation, or appeal" in [right.what for right in rights_now(tells)]


def test_a_re_assessment_that_was_ordered_is_told_as_one():
    story = a_case(journey="ordered_assessment")
    story.then(Kind.ASSESSMENT_ORDERED, "2026-10-15", order="assess", basis="order")
    assert "We are assessing again" in told(story, "2026-10-20", has_plan=True).now
    assert "again" not in told(story, "2026-10-20").now
