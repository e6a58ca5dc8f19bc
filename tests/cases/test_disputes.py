"""Mediation, appeals, orders and ceasing as stories: worked examples 40 to 51."""

import pytest

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.cases.standing import standing
from tests.builders import CaseBuilder, a_case, day, limit, limits


def refused(on: str, *, received: str = "2026-01-05") -> CaseBuilder:
    return a_case().requested(received).told_will_not_assess(on)


@pytest.mark.parametrize(
    ("notice", "last_day"),
    [("2026-12-31", "2027-03-01"), ("2026-06-12", "2026-09-01"), ("2026-02-04", "2026-04-07")],
)
def test_two_months_to_appeal_are_rolled_on(notice: str, last_day: str) -> None:
    """Worked examples 40, 42 and 43."""
    assert limit(refused(notice).file, "appeal_deadline").due_on == day(last_day)


def test_a_certificate_gives_a_month_of_its_own() -> None:
    """Worked example 41."""
    story = refused("2026-10-01").then(Kind.MEDIATION_CERTIFICATE_ISSUED, "2026-11-29")
    appeal = limit(story.file, "appeal_deadline")
    assert appeal.due_on == day("2027-01-04")
    assert appeal.facts == {"certificate": day("2026-11-29")}


def test_a_certificate_before_the_notice_is_about_something_else() -> None:
    story = a_case(journey="annual_review").then(Kind.PLAN_LAST_REVIEWED, "2025-11-01")
    story.then(Kind.REVIEW_MEETING_HELD, "2026-09-01").then(Kind.TOLD_WILL_MAINTAIN, "2026-10-01")
    assert limit(story.file, "appeal_deadline").facts == {}


def test_mediation_is_arranged_in_thirty_days() -> None:
    """Worked example 44."""
    story = refused("2026-11-20").then(Kind.MEDIATION_REQUESTED, "2026-12-02")
    assert limit(story.file, "mediation_arrange_la").due_on == day("2027-01-01")


@pytest.mark.parametrize("end", [Kind.MEDIATION_DECLINED, Kind.MEDIATION_CERTIFICATE_ISSUED])
def test_mediation_is_no_longer_arranged_once_it_is_declined_or_certified(end: Kind) -> None:
    story = refused("2026-11-20").then(Kind.MEDIATION_REQUESTED, "2026-12-02")
    story.then(Kind.MEDIATION_HEALTH_ISSUES_TOLD, "2026-12-02")
    story.then(Kind.COMMISSIONER_TOLD_OF_MEDIATION, "2026-12-04").then(end, "2026-12-10")
    for rule_id in ("mediation_arrange_la", "mediation_arrange_rcb"):
        assert limit(story.file, rule_id).fell_away_on == day("2026-12-10")


@pytest.mark.parametrize(
    ("kind", "order"), [(Kind.TRIBUNAL_ORDERED, {"order": "assess"}), (Kind.APPEAL_DISMISSED, {})]
)
def test_no_response_is_owed_to_an_appeal_that_is_determined(
    kind: Kind, order: dict[str, str]
) -> None:
    story = refused("2026-02-10").then(Kind.APPEAL_SENT_TO_AUTHORITY, "2026-07-06")
    story.then(kind, "2026-07-20", **order)
    assert limit(story.file, "tribunal_response").fell_away_on == day("2026-07-20")


@pytest.mark.parametrize(
    ("told", "due"), [("2026-12-24", "2026-12-31"), ("2026-04-01", "2026-04-08")]
)
def test_a_certificate_without_mediation_comes_in_three_working_days(told: str, due: str) -> None:
    """Worked examples 45 and 46."""
    story = refused("2026-02-16").then(Kind.MEDIATION_DECLINED, told)
    assert limit(story.file, "mediation_cert_no_mediation").due_on == day(due)


def ordered(order: str, basis: str = "order", **days: str) -> CaseBuilder:
    story = a_case(journey="ordered_assessment")
    return story.then(Kind.ASSESSMENT_ORDERED, "2026-10-15", order=order, basis=basis, **days)


@pytest.mark.parametrize("basis", ["order", "agreement"])
def test_an_ordered_assessment_has_its_own_weeks(basis: str) -> None:
    """Worked example 47: reg 44(2)(b), and reg 42(2) for what was agreed."""
    file = ordered("assess", basis).file
    assert limit(file, "order_b").due_on == day("2026-10-29")
    assert limit(file, "order_b_i").due_on == day("2026-12-24")
    assert limit(file, "order_b_ii").due_on == day("2027-01-21")
    for rule_id in ("decide_to_assess", "notify_no_plan", "final_plan", "order_c_final"):
        assert limits(file, rule_id) == []


def test_an_ordered_plan_needs_no_advice() -> None:
    """Worked example 47: reg 44(2)(c)."""
    story = ordered("make_plan")
    assert limit(story.file, "order_c_draft").due_on == day("2026-11-19")
    assert limit(story.file, "order_c_final").due_on == day("2026-12-31")
    story.allows(Kind.DRAFT_SERVED, "2026-11-02")
    story.draft_served("2026-11-02")
    assert standing(story.file).stage is Stage.DRAFT
    assert limit(story.file, "order_c_draft").met_on == day("2026-11-02")


@pytest.mark.parametrize("answer", [Kind.DRAFT_SERVED, Kind.TOLD_NO_PLAN])
def test_reconsidering_ends_in_a_draft_or_in_no_plan(answer: Kind) -> None:
    story = ordered("reconsider")
    assert limit(story.file, "order_d").due_on == day("2026-10-29")
    story.allows(answer, "2026-10-28")
    assert limit(story.then(answer, "2026-10-28").file, "order_d").met_on == day("2026-10-28")


def test_a_day_set_by_the_order_goes_before_the_laws_own() -> None:
    """Reg 44(1): subject to any direction of the Tribunal."""
    found = limit(ordered("assess", order_b="2026-11-12").file, "order_b")
    assert found.due_on == found.set_otherwise_on == day("2026-11-12")


def test_an_appeal_not_opposed_has_the_weeks_of_regulation_45() -> None:
    file = ordered("assess", "unopposed").file
    assert limit(file, "unopposed_assess").due_on == day("2026-10-29")
    assert limits(file, "order_b") == []


@pytest.mark.parametrize(
    ("order", "rule_id", "due"),
    [
        ("amend_contents", "order_e", "2026-11-19"),
        ("amend_placement", "order_f", "2026-10-29"),
        ("continue", "order_g", "2026-10-15"),
        ("continue_and_amend", "order_h", "2026-11-19"),
    ],
)
def test_an_order_about_a_plan_is_kept_on_the_case_of_the_decision(
    order: str, rule_id: str, due: str
) -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.draft_served("2026-05-01").plan_finalised("2026-05-20")
    story.then(Kind.APPEAL_REGISTERED, "2026-07-01")
    story.then(Kind.TRIBUNAL_ORDERED, "2026-10-15", order=order)
    assert limit(story.file, rule_id).due_on == day(due)
    others = {"order_e", "order_f", "order_a"} - {rule_id}
    assert all(limits(story.file, other) == [] for other in others)


def test_a_recommendation_is_answered_in_five_weeks() -> None:
    """Worked example 48."""
    story = refused("2026-02-10").then(Kind.RECOMMENDATION_MADE, "2026-10-15")
    assert limit(story.file, "recommendation_response").due_on == day("2026-11-19")


def test_a_mediation_agreement_is_carried_out_as_an_order_would_be() -> None:
    """Worked example 49."""
    story = refused("2027-01-10", received="2026-12-01")
    other = story.then(Kind.MEDIATION_AGREED, "2027-03-03", order="other").file
    assert limit(other, "mediation_agreement_other").due_on == day("2027-03-17")
    plan = a_case(journey="annual_review").then(Kind.PLAN_LAST_REVIEWED, "2026-02-01")
    plan.then(Kind.REVIEW_MEETING_HELD, "2026-12-01").then(Kind.TOLD_WILL_MAINTAIN, "2026-12-20")
    plan.then(Kind.MEDIATION_AGREED, "2027-03-03", order="amend_contents")
    assert limit(plan.file, "order_e").due_on == day("2027-04-07")


def ceasing() -> CaseBuilder:
    story = a_case(journey="ceasing").then(Kind.CEASING_CONSIDERED, "2027-01-10")
    story.then(Kind.CEASE_CONSULTED, "2027-01-12")
    return story.then(Kind.TOLD_WILL_CEASE, "2027-02-10")


def test_a_plan_is_kept_until_the_time_to_appeal_is_over() -> None:
    """Worked example 50."""
    story = ceasing()
    assert limit(story.file, "cease_effective").due_on == day("2027-04-12")
    sentence = story.refuses(Kind.PLAN_CEASED, "2027-04-12")
    assert "the plan has to be kept until 12 April 2027" in sentence
    assert "It may cease from 13 April 2027." in sentence
    story.allows(Kind.PLAN_CEASED, "2027-04-13")


def test_a_plan_is_kept_while_an_appeal_is_undetermined() -> None:
    story = ceasing().then(Kind.APPEAL_REGISTERED, "2027-04-01")
    assert limit(story.file, "cease_effective").due_on is None
    sentence = story.refuses(Kind.PLAN_CEASED, "2027-08-01")
    assert "an appeal was registered on 1 April 2027 and is not determined" in sentence
    story.then(Kind.APPEAL_DISMISSED, "2027-09-20")
    story.allows(Kind.PLAN_CEASED, "2027-09-20")


def test_an_appeal_out_of_time_is_answered_although_the_plan_has_ceased() -> None:
    story = ceasing().then(Kind.PLAN_CEASED, "2027-04-13")
    story.allows(Kind.APPEAL_SENT_TO_AUTHORITY, "2027-05-04")
    story.then(Kind.APPEAL_SENT_TO_AUTHORITY, "2027-05-04")
    response = limit(story.file, "tribunal_response")
    assert (response.is_running, response.due_on) == (True, day("2027-06-16"))
    assert not limit(story.file, "appeal_deadline").is_running


def test_an_order_to_continue_keeps_the_plan() -> None:
    story = ceasing().then(Kind.APPEAL_REGISTERED, "2027-04-01")
    story.then(Kind.TRIBUNAL_ORDERED, "2027-09-20", order="continue")
    story.allows(Kind.PLAN_CONTINUED, "2027-09-20")
    story.then(Kind.PLAN_CONTINUED, "2027-09-20")
    assert standing(story.file).stage is Stage.PLAN_KEPT
    assert limit(story.file, "order_g").met_on == day("2027-09-20")


def test_a_response_to_the_tribunal_skips_august() -> None:
    """Worked example 51."""
    story = refused("2026-02-10").then(Kind.APPEAL_SENT_TO_AUTHORITY, "2026-07-06")
    assert limit(story.file, "tribunal_response").due_on == day("2026-09-15")
