"""An order fits the decision that was disputed, and nothing is recorded against what it demands."""

import pytest

from ehcp.cases.conditions.orders import POSSIBLE
from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.kinds import Kind
from ehcp.law.notices import complete, missing, notice_for
from tests.builders import CaseBuilder, a_case

ORDERS = (Kind.TRIBUNAL_ORDERED, Kind.MEDIATION_AGREED, Kind.APPEAL_UNOPPOSED)


def ceasing() -> CaseBuilder:
    story = a_case(journey="ceasing").then(Kind.CEASING_CONSIDERED, "2027-01-10")
    story.then(Kind.CEASE_CONSULTED, "2027-01-12").then(Kind.TOLD_WILL_CEASE, "2027-02-10")
    return story.then(Kind.APPEAL_REGISTERED, "2027-04-01")


def reviewed(decision: Kind) -> CaseBuilder:
    story = a_case(journey="annual_review").then(Kind.PLAN_FIRST_MADE, "2026-03-10")
    return story.then(Kind.REVIEW_MEETING_HELD, "2026-10-01").then(decision, "2026-10-20")


@pytest.mark.parametrize("kind", [Kind.TRIBUNAL_ORDERED, Kind.APPEAL_UNOPPOSED])
@pytest.mark.parametrize("order", ["continue", "continue_and_amend", "amend_contents"])
def test_a_plan_that_was_ordered_to_continue_does_not_cease(kind: Kind, order: str) -> None:
    story = ceasing().then(kind, "2027-09-20", order=order)
    for on in ("2027-09-21", "2028-03-01"):
        sentence = story.refuses(Kind.PLAN_CEASED, on)
        assert f"by {kind} of 20 September 2027 (order: {order}) the plan goes on" in sentence
        assert "Record plan_continued" in sentence
    story.allows(Kind.PLAN_CONTINUED, "2027-09-21")


def test_a_plan_agreed_to_continue_does_not_cease() -> None:
    story = a_case(journey="ceasing").then(Kind.CEASING_CONSIDERED, "2027-01-10")
    story.then(Kind.TOLD_WILL_CEASE, "2027-02-10")
    story.then(Kind.MEDIATION_AGREED, "2027-03-01", order="continue")
    assert "the plan goes on" in story.refuses(Kind.PLAN_CEASED, "2027-08-01")


def test_a_plan_ceases_where_the_last_word_was_against_the_appeal() -> None:
    ceasing().then(Kind.TRIBUNAL_ORDERED, "2027-09-20", order="dismiss_ceasing").allows(
        Kind.PLAN_CEASED, "2027-09-20"
    )
    ceasing().then(Kind.APPEAL_WITHDRAWN, "2027-09-20").allows(Kind.PLAN_CEASED, "2027-09-20")
    agreed_on_the_rest = ceasing().then(Kind.MEDIATION_AGREED, "2027-05-01", order="other")
    agreed_on_the_rest.then(Kind.APPEAL_DISMISSED, "2027-09-20")
    agreed_on_the_rest.allows(Kind.PLAN_CEASED, "2027-09-20")


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        (Kind.APPEAL_REGISTERED, {}),
        (Kind.MEDIATION_REQUESTED, {}),
        (Kind.TRIBUNAL_ORDERED, {"order": "continue"}),
        (Kind.AMENDED_PLAN_FINALISED, {}),
    ],
)
def test_a_decision_to_cease_is_disputed_on_the_ceasing_case(
    kind: Kind, details: dict[str, str]
) -> None:
    story = reviewed(Kind.REVIEW_DECIDED_TO_CEASE)
    sentence = story.refuses(kind, "2026-11-10", **details)
    assert "kept on the ceasing case of the same child" in sentence
    assert "`ehcp case open --journey ceasing --of K7Q-2ND`" in sentence
    reviewed(Kind.TOLD_WILL_MAINTAIN).allows(Kind.APPEAL_REGISTERED, "2026-11-10")


def test_the_decision_to_cease_is_as_complete_as_the_notice_of_ceasing_that_is_made_of_it() -> None:
    told = notice_for("told_will_cease", "ceasing")
    assert told is not None
    whole = complete("review_decided_to_cease", "annual_review")
    assert missing(told, whole) == ()
    story = a_case(journey="annual_review").then(Kind.PLAN_FIRST_MADE, "2026-03-10")
    story.then(Kind.REVIEW_MEETING_HELD, "2026-10-01")
    for left_out in ("named_setting", "health_commissioner"):
        rest = ",".join(each for each in whole["sent_to"].split(",") if each != left_out)
        assert f"not sent to {left_out}" in story.refuses(
            Kind.REVIEW_DECIDED_TO_CEASE, "2026-10-20", sent_to=rest
        )
    contains = ",".join(each for each in whole["contains"].split(",") if each != "reasons")
    assert "does not hold reasons" in story.refuses(
        Kind.REVIEW_DECIDED_TO_CEASE, "2026-10-20", contains=contains
    )


@pytest.mark.parametrize("kind", ORDERS)
def test_an_order_about_a_plan_does_not_fit_a_refusal_to_assess(kind: Kind) -> None:
    story = a_case().requested("2026-01-05").told_will_not_assess("2026-02-10")
    sentence = story.refuses(kind, "2026-06-01", order="amend_contents")
    assert "led to 'Not assessed', about which it can be: assess, make_plan" in sentence
    assert ("reconsider" in sentence) is (kind is not Kind.APPEAL_UNOPPOSED)
    story.allows(kind, "2026-06-01", order="assess")
    story.allows(kind, "2026-06-01", order="amend_contents", source="tracker")


def test_an_order_to_assess_or_to_dismiss_does_not_fit_a_plan() -> None:
    story = reviewed(Kind.TOLD_WILL_MAINTAIN)
    for order in ("assess", "make_plan", "dismiss_ceasing"):
        assert "'Reviewed, plan maintained'" in story.refuses(
            Kind.TRIBUNAL_ORDERED, "2026-12-01", order=order
        )
    story.allows(Kind.MEDIATION_AGREED, "2026-12-01", order="other")
    assert "about which it can be" in ceasing().refuses(
        Kind.TRIBUNAL_ORDERED, "2027-05-01", order="assess"
    )


def test_every_stage_at_which_something_can_be_ordered_has_its_orders() -> None:
    ordered = {step.at for each in JOURNEYS for step in each.steps if step.when in ORDERS}
    assert ordered == set(POSSIBLE)


def test_after_an_order_for_a_plan_there_cannot_be_none() -> None:
    for order, fits in (("make_plan", False), ("assess", True), ("reconsider", True)):
        story = a_case(journey="ordered_assessment")
        story.then(Kind.ASSESSMENT_ORDERED, "2026-06-01", order=order, basis="order")
        if fits:
            story.allows(Kind.TOLD_NO_PLAN, "2026-06-10")
        else:
            assert "(order: make_plan), so there cannot be none" in story.refuses(
                Kind.TOLD_NO_PLAN, "2026-06-10"
            )
