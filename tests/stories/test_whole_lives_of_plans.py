"""Whole lives of plans told in days: refused and won, reviewed and amended, ceased, moved."""

from collections.abc import Iterator

import pytest

from config.council import read_council
from config.settings import read_settings
from ehcp.cases.kinds import Kind
from ehcp.register.engine import open_engine
from tests.stories.child import Child
from workflows.office import Office

NEEDS, ORDERED, REVIEW = "needs_assessment", "ordered_assessment", "annual_review"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    engine = open_engine(database_url)
    yield Office.of(engine, council=read_council(), settings=read_settings())
    engine.dispose()


@pytest.fixture
def child(office: Office) -> Child:
    return Child(office)


def refused(child: Child) -> Child:
    """A child whose assessment was refused on 4 February 2026."""
    child.opened(NEEDS, "2026-01-05", Kind.REQUEST_RECEIVED)
    child.then(NEEDS, "2026-02-04", Kind.TOLD_WILL_NOT_ASSESS)
    return child


def reviewed(child: Child, *, made: str = "2025-03-10", meeting: str = "2026-02-02") -> Child:
    """A child whose plan was made on a day and whose first review was held on another."""
    child.opened(REVIEW, made, Kind.PLAN_FIRST_MADE)
    child.then(REVIEW, "2025-12-08", Kind.REVIEW_MEETING_FIXED, meeting_on=meeting)
    child.then(REVIEW, "2026-01-12", Kind.INVITATIONS_SENT)
    child.then(REVIEW, "2026-01-16", Kind.REVIEW_ADVICE_CIRCULATED)
    child.then(REVIEW, meeting, Kind.REVIEW_MEETING_HELD)
    return child


def test_a_refused_child_appeals_and_is_reviewed_in_the_end(child):
    refused(child)
    assert child.stage(NEEDS) == "not_assessed"
    assert child.due(NEEDS, "mediation_contact", "2026-02-04") == "2026-04-04"
    assert child.due(NEEDS, "appeal_deadline", "2026-02-04") == "2026-04-07"
    child.then(NEEDS, "2026-03-20", Kind.MEDIATION_DECLINED)
    assert child.due(NEEDS, "mediation_cert_no_mediation", "2026-03-20") == "2026-03-25"
    child.then(NEEDS, "2026-03-25", Kind.MEDIATION_CERTIFICATE_ISSUED)
    assert child.due(NEEDS, "appeal_deadline", "2026-03-26") == "2026-04-27"
    child.then(NEEDS, "2026-04-24", Kind.APPEAL_REGISTERED)
    assert child.limits(NEEDS, "2026-04-24")["appeal_deadline"]["status"] == "met on time"
    child.then(NEEDS, "2026-05-01", Kind.APPEAL_SENT_TO_AUTHORITY)
    assert child.due(NEEDS, "tribunal_response", "2026-05-01") == "2026-06-16"
    child.then(NEEDS, "2026-06-15", Kind.TRIBUNAL_RESPONSE_SENT)
    child.then(NEEDS, "2026-10-15", Kind.TRIBUNAL_ORDERED, order="assess")
    assert child.stage(NEEDS) == "not_assessed"  # the outcome of the first case stays
    (ordered,) = child.of(ORDERED)
    assert ordered["follows_case_id"] == child.case(NEEDS)["id"]
    limits = child.limits(ORDERED, "2026-10-15")
    assert (limits["order_b"]["due"], limits["order_b_ii"]["due"]) == ("2026-10-29", "2027-01-21")
    assert {"decide_to_assess", "final_plan", "notify_no_plan"}.isdisjoint(limits)
    child.then(ORDERED, "2026-10-28", Kind.TOLD_WILL_ASSESS)
    child.then(ORDERED, "2026-12-14", Kind.DECIDED_TO_ISSUE)
    child.then(ORDERED, "2026-12-15", Kind.DRAFT_SERVED)
    assert "29 December 2026" in child.refuses(ORDERED, "2026-12-29", Kind.PLAN_FINALISED)
    child.then(ORDERED, "2027-01-20", Kind.PLAN_FINALISED)
    assert child.limits(ORDERED, "2027-01-20")["order_b_ii"]["status"] == "met on time"
    (first,) = child.of(REVIEW)
    assert (first["stage"], str(first["started_on"])) == ("review_due", "2027-01-20")
    assert child.due(REVIEW, "review_first", "2027-01-20") == "2028-01-19"
    child.then(REVIEW, "2027-10-04", Kind.REVIEW_MEETING_FIXED, meeting_on="2027-11-15")
    child.then(REVIEW, "2027-11-15", Kind.REVIEW_MEETING_HELD)
    child.then(REVIEW, "2027-12-06", Kind.TOLD_WILL_MAINTAIN)
    assert [case["stage"] for case in child.of(REVIEW)] == ["review_maintained", "review_due"]
    assert child.due(REVIEW, "review_next", "2027-12-06") == "2028-12-05"
    assert len(child.cases()) == 4
    assert child.is_sound()


def test_an_agreement_in_mediation_opens_what_was_refused_and_is_struck_out_again(child):
    refused(child)
    child.then(NEEDS, "2026-03-02", Kind.MEDIATION_REQUESTED)
    assert child.due(NEEDS, "mediation_arrange_la", "2026-03-02") == "2026-04-01"
    child.then(NEEDS, "2026-03-24", Kind.MEDIATION_HELD)
    agreed = child.then(NEEDS, "2026-03-24", Kind.MEDIATION_AGREED, order="make_plan")
    limits = child.limits(ORDERED, "2026-03-24")
    assert limits["order_c_draft"]["due"] == "2026-04-28"
    assert limits["order_c_final"]["due"] == "2026-06-09"
    child.struck_out(NEEDS, agreed, told="2026-03-26")
    assert child.stage(ORDERED) == "not_needed"
    child.then(NEEDS, "2026-03-25", Kind.MEDIATION_AGREED, told="2026-03-27", order="make_plan")
    assert child.stage(ORDERED) == "assessing"
    assert child.due(ORDERED, "order_c_draft", "2026-03-27") == "2026-04-29"
    assert len(child.of(ORDERED)) == 1
    assert child.is_sound()


def test_a_review_that_amends_opens_the_next_before_the_amended_plan(child):
    reviewed(child)
    child.then(REVIEW, "2026-02-13", Kind.REVIEW_REPORT_SENT)
    decided = child.then(REVIEW, "2026-03-02", Kind.TOLD_WILL_AMEND)
    assert [case["stage"] for case in child.of(REVIEW)] == ["amending", "review_due"]
    assert child.due(REVIEW, "review_next", "2026-03-02") == "2027-03-01"
    assert child.due(REVIEW, "amend_outer_limit", "2026-03-02", which=0) == "2026-04-27"
    child.set_right(REVIEW, decided, on="2026-02-27", told="2026-03-04", which=0)
    assert child.due(REVIEW, "review_next", "2026-03-04") == "2027-02-26"
    assert str(child.case(REVIEW)["started_on"]) == "2026-02-27"
    assert len(child.of(REVIEW)) == 2
    assert child.is_sound()


def test_a_plan_that_is_to_cease_is_kept_through_august_and_then_ends_everywhere(child):
    reviewed(child, made="2025-07-14", meeting="2026-05-18")
    child.then(REVIEW, "2026-06-12", Kind.REVIEW_DECIDED_TO_CEASE)
    assert child.stage(REVIEW, 0) == "cease_decided"
    assert (child.stage("ceasing"), child.stage(REVIEW)) == ("cease_notified", "review_due")
    assert child.due("ceasing", "cease_effective", "2026-06-12") == "2026-09-01"
    for early in ("2026-08-12", "2026-08-31", "2026-09-01"):
        assert "1 September 2026" in child.refuses("ceasing", early, Kind.PLAN_CEASED)
    child.then("ceasing", "2026-09-02", Kind.PLAN_CEASED)
    assert [case["stage"] for case in child.of(REVIEW)] == ["cease_decided", "ceased"]
    assert str(child.case(REVIEW)["ended_on"]) == "2026-09-02"
    assert child.limits(REVIEW, "2026-09-02")["review_next"]["status"] == "no longer applies"
    assert len(child.cases()) == 3
    assert child.is_sound()


def test_an_appeal_keeps_the_plan_until_it_is_decided(child):
    child.opened("ceasing", "2027-02-01", Kind.CEASING_CONSIDERED)
    child.then("ceasing", "2027-02-03", Kind.CEASE_CONSULTED)
    child.then("ceasing", "2027-02-10", Kind.TOLD_WILL_CEASE)
    assert child.due("ceasing", "cease_effective", "2027-02-10") == "2027-04-12"
    child.then("ceasing", "2027-04-01", Kind.APPEAL_REGISTERED)
    assert child.due("ceasing", "cease_effective", "2027-04-01") is None
    child.refuses("ceasing", "2027-06-01", Kind.PLAN_CEASED)
    child.then("ceasing", "2027-09-20", Kind.APPEAL_DISMISSED)
    child.then("ceasing", "2027-09-20", Kind.PLAN_CEASED)
    assert child.stage("ceasing") == "ceased"
    assert child.is_sound()


def test_a_plan_that_comes_from_elsewhere_keeps_its_anniversary_or_has_three_months(child):
    child.opened(
        "transfer_in",
        "2027-01-13",
        Kind.TRANSFERRED_IN,
        from_authority="Elm County",
        plan_last_reviewed_on="2026-02-02",
    )
    assert child.due("transfer_in", "transfer_inform_parent", "2027-01-13") == "2027-02-24"
    (review,) = child.of(REVIEW)
    assert review["follows_case_id"] == child.case("transfer_in")["id"]
    limits = child.limits(REVIEW, "2027-01-13")
    assert limits["transfer_review"]["due"] == "2027-04-12"
    assert limits["transfer_review"]["status"] == "running"
    assert limits["review_next"]["status"] == "no longer applies"
    child.then("transfer_in", "2027-02-22", Kind.TRANSFER_LETTER_SENT)
    assert child.limits("transfer_in", "2027-02-22")["transfer_inform_parent"]["status"] == (
        "met on time"
    )
    assert child.is_sound()


def test_a_family_that_moves_away_takes_everything_with_it(child):
    reviewed(child)
    child.opened(
        "phase_transfer", "2026-02-09", Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, transfer_on="2027-09-01"
    )
    child.then(REVIEW, "2026-03-02", Kind.TOLD_WILL_AMEND)
    child.opened(
        "transfer_out", "2026-12-17", Kind.MOVE_LEARNED,
        move_on="2026-12-22", to_authority="Elm County",
    )  # fmt: skip
    assert child.due("transfer_out", "transfer_plan_out", "2026-12-17") == "2027-01-11"
    child.then("transfer_out", "2027-01-11", Kind.PLAN_TRANSFERRED)
    assert {case["stage"] for case in child.cases()} == {"plan_transferred"}
    assert {str(case["ended_on"]) for case in child.cases()} == {"2027-01-11"}
    assert len(child.cases()) == 4
    assert child.is_sound()


def test_a_death_ends_every_case_but_the_complaint(child):
    reviewed(child)
    child.opened("complaint", "2026-02-10", Kind.COMPLAINT_RECEIVED, theme="delay")
    child.then(REVIEW, "2026-03-02", Kind.TOLD_WILL_AMEND)
    child.then(REVIEW, "2026-04-06", Kind.DIED)
    assert [case["stage"] for case in child.of(REVIEW)] == ["died", "died"]
    assert child.stage("complaint") == "complaint_open"
    assert child.is_sound()
