"""Promises about the tasks of a review, and about advice for assessments of other kinds."""

from dataclasses import replace
from datetime import date

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.tasks import (
    AMENDMENT_NOTICE_OWED,
    PREPARE_FOR_ADULTHOOD,
    REVIEW_IS_OURS,
    TASK,
    TASKS,
)
from ehcp.casework.what_follows import what_follows
from tests.builders import CaseBuilder, a_case

TODAY = date(2026, 11, 21)
ASKED = (AdviceKind.EDUCATION, AdviceKind.HEALTH)


def follows(case: CaseBuilder, *, setting: str | None = "Ash Lane School"):
    file = replace(case.file, setting=setting)
    return what_follows(file, today=TODAY, council_asks=ASKED)


def tasks(case: CaseBuilder, *, setting: str | None = "Ash Lane School") -> list[str]:
    return [step.details[TASK] for step in follows(case, setting=setting)]


def done(case: CaseBuilder, *, setting: str | None = "Ash Lane School") -> CaseBuilder:
    """Put on record what follows."""
    for step in follows(case, setting=setting):
        case.entry(step.kind, step.happened_on, party=step.party, details=step.details)
    return case


def a_review(born_on: str = "2016-03-02") -> CaseBuilder:
    return a_case(journey="annual_review", born_on=born_on).then(
        Kind.PLAN_LAST_REVIEWED, "2025-12-01"
    )


def test_every_task_has_words():
    assert all(text.endswith(".") for text in TASKS.values())
    assert {AMENDMENT_NOTICE_OWED, PREPARE_FOR_ADULTHOOD, REVIEW_IS_OURS} < TASKS.keys()


def test_a_review_of_a_child_without_a_setting_is_the_authoritys_and_said_once():
    review = a_review()
    assert tasks(review, setting=None) == [REVIEW_IS_OURS]
    assert tasks(done(review, setting=None), setting=None) == []
    assert tasks(a_review()) == []
    settled = a_review().then(Kind.REVIEW_ARRANGER_SET, "2026-09-01", arranged_by="authority")
    assert tasks(settled, setting=None) == []


def test_a_meeting_in_year_9_is_to_prepare_for_adulthood_and_in_year_8_it_is_not():
    def fixed(born_on: str) -> CaseBuilder:
        review = a_review(born_on)
        return review.then(Kind.REVIEW_MEETING_FIXED, "2026-08-20", meeting_on="2026-09-10")

    assert tasks(fixed("2013-08-31")) == [PREPARE_FOR_ADULTHOOD]
    assert tasks(fixed("2013-09-01")) == []
    once = done(fixed("2013-08-31"))
    again = once.then(Kind.REVIEW_MEETING_FIXED, "2026-08-25", meeting_on="2026-09-17")
    assert tasks(again) == []


def test_a_decision_to_amend_without_its_notice_is_a_task_once_for_each_decision():
    review = a_review().then(Kind.REVIEW_MEETING_HELD, "2026-11-02")
    review.then(Kind.TOLD_WILL_AMEND, "2026-11-20")
    assert tasks(review) == [AMENDMENT_NOTICE_OWED]
    assert tasks(done(review)) == []
    sent = a_review().then(Kind.REVIEW_MEETING_HELD, "2026-11-02")
    sent.then(Kind.TOLD_WILL_AMEND, "2026-11-20").then(Kind.AMENDMENT_NOTICE_SENT, "2026-11-20")
    assert tasks(sent) == []
    imported = a_review().then(Kind.REVIEW_MEETING_HELD, "2026-11-02")
    assert tasks(imported.then(Kind.TOLD_WILL_AMEND, "2026-11-20", source="tracker")) == []


def test_a_reassessment_asks_for_advice_whoever_decided_on_it():
    requested = a_case(journey="reassessment").then(Kind.REASSESSMENT_REQUESTED, "2026-11-02")
    assert follows(requested) == ()
    requested.then(Kind.TOLD_WILL_REASSESS, "2026-11-10")
    decided = a_case(journey="reassessment").then(Kind.REASSESSMENT_DECIDED, "2026-11-10")
    for case in (requested, decided):
        assert [step.party for step in follows(case)] == list(ASKED)
        assert follows(done(case)) == ()


def test_an_order_to_assess_asks_for_advice_and_one_to_make_a_plan_does_not():
    def ordered(order: str) -> CaseBuilder:
        case = a_case(journey="ordered_assessment")
        return case.then(Kind.ASSESSMENT_ORDERED, "2026-11-10", order=order, basis="order")

    assert [step.party for step in follows(ordered("assess"))] == list(ASKED)
    told = done(ordered("assess")).then(Kind.TOLD_WILL_ASSESS, "2026-11-20")
    assert follows(told) == ()
    assert follows(ordered("make_plan")) == ()
    assert follows(ordered("reconsider")) == ()
