"""Statutory exceptions on cases: worked examples 11 to 17. None of them moves a date."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp.cases.deadlines import deadlines
from ehcp.cases.exceptions import considered
from ehcp.cases.kinds import Kind
from ehcp.law.rules import load_rules
from tests.builders import CaseBuilder, a_case, day, limit, limits
from tests.cases.histories import NAMES, histories
from tests.cases.school_calendar import SUMMER, asked_of_the_school
from tests.examples import examples

EP = "educational_psychology"


@pytest.mark.parametrize(
    ("asked_on", "lifts"),
    [("2026-07-16", True), ("2026-08-26", True), ("2026-07-15", False), ("2026-08-27", False)],
)
def test_the_school_counts_as_closed_from_a_week_before_to_a_week_before(
    asked_on: str, *, lifts: bool
) -> None:
    """Worked example 11."""
    story = asked_of_the_school(asked_on).exception_approved(
        "school_closed", "2026-09-10", **SUMMER
    )
    assert (limit(story.file, "final_plan").exception is not None) is lifts


def test_a_limit_that_was_due_before_the_school_was_asked_is_not_lifted() -> None:
    """Reg 5(4)(a): the six weeks were over on 13 July; the school was asked on 20 July."""
    story = a_case().requested("2026-06-01").told_will_assess("2026-07-14")
    story.advice_asked("education", "2026-07-20")
    story.exception_approved("school_closed", "2026-09-10", **SUMMER)
    decision = limit(story.file, "decide_to_assess")
    assert decision.due_on == day("2026-07-13")
    assert decision.exception is None
    assert limit(story.file, "final_plan").exception is not None
    (why,) = [
        each.why
        for each in considered(
            file=story.file,
            rule=decision.rule,
            party=decision.party,
            started_on=decision.started_on,
            due_on=day("2026-07-13"),
        )
        if each.ground.id == "school_closed"
    ]
    assert why == (
        "The setting was not asked for advice in the period from 1 June 2026 to 13 July 2026."
    )


def test_a_closed_school_lifts_the_limit_and_moves_no_date() -> None:
    """Worked example 13."""
    story = asked_of_the_school("2026-07-20")
    before = limit(story.file, "final_plan")
    after = limit(
        story.exception_approved("school_closed", "2026-09-10", **SUMMER).file, "final_plan"
    )
    assert before.due_on == after.due_on == day("2026-11-16")
    assert after.exception is not None
    assert after.exception.ground_id == "school_closed"
    assert "reg 5(4)(a), 10(4)(a), 13(3)" in after.exception.authority
    assert "approved by Morgan on 10 September 2026" in after.exception.authority
    assert after.is_running
    assert after.is_late(day("2026-11-17"))


@pytest.mark.parametrize(("until", "lifts"), [("2027-03-28", True), ("2027-03-27", False)])
def test_twenty_eight_days_of_absence_lift_and_twenty_seven_do_not(
    until: str, *, lifts: bool
) -> None:
    """Worked examples 14 and 15."""
    story = a_case().requested("2027-01-04").told_will_assess("2027-02-01")
    story.exception_approved(
        "absent_four_weeks", "2027-04-01", absent_from="2027-03-01", absent_until=until
    )
    assert (limit(story.file, "final_plan").exception is not None) is lifts


def test_a_missed_appointment_excuses_only_that_bodys_advice() -> None:
    """Worked example 17."""
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.advice_asked("health", "2026-02-10").advice_asked(EP, "2026-02-10")
    story.exception_approved(
        "missed_appointment", "2026-03-10", party="health", missed_on="2026-03-02"
    )
    found = {each.party: each for each in limits(story.file, "advice_response")}
    assert found["health"].exception is not None
    assert found[EP].exception is None
    assert limit(story.file, "final_plan").exception is None
    assert limit(story.file, "decide_to_assess").exception is None


def test_a_missed_appointment_must_say_whose() -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.advice_asked("health", "2026-02-10")
    sentence = story.refuses(
        Kind.EXCEPTION_CLAIMED, "2026-03-10", ground="E5", missed_on="2026-03-02"
    )
    assert "add --party" in sentence


def test_the_ground_of_a_body_never_excuses_the_authority() -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.advice_asked(EP, "2026-02-10")
    story.exception_approved(
        "advice_circumstances", "2026-03-10", described="In hospital", from_on="2026-02-20"
    )
    assert limit(story.file, "advice_response").exception is not None
    assert limit(story.file, "final_plan").exception is None


def test_a_claim_alone_lifts_nothing() -> None:
    story = asked_of_the_school("2026-07-20")
    story.then(
        Kind.EXCEPTION_CLAIMED,
        "2026-09-01",
        ground="E1",
        closed_from="2026-07-23",
        reopens="2026-09-02",
    )
    final = limit(story.file, "final_plan")
    assert final.exception is None
    assert decisions(story)["school_closed"] == "claimed"


def test_a_refusal_after_the_approval_ends_it() -> None:
    story = asked_of_the_school("2026-07-20").exception_approved("E1", "2026-09-10", **SUMMER)
    story.then(Kind.EXCEPTION_REFUSED, "2026-09-20", ground="E1", reason="It made no difference.")
    final = limit(story.file, "final_plan")
    assert final.exception is None
    assert decisions(story)["school_closed"] == "refused"
    assert final.due_on is not None
    reasons = considered(
        file=story.file,
        rule=final.rule,
        party=final.party,
        started_on=final.started_on,
        due_on=final.due_on,
    )
    assert "It made no difference." in [each.why for each in reasons]


def test_a_later_claim_leaves_what_was_approved_standing() -> None:
    story = asked_of_the_school("2026-07-20").exception_approved("E1", "2026-09-10", **SUMMER)
    story.then(
        Kind.EXCEPTION_CLAIMED,
        "2026-10-01",
        ground="E1",
        closed_from="2026-10-20",
        reopens="2026-11-02",
    )
    assert limit(story.file, "final_plan").exception is not None


def test_a_limit_without_grounds_is_never_lifted() -> None:
    story = asked_of_the_school("2026-07-20").exception_approved("E1", "2026-09-10", **SUMMER)
    assert limit(story.file, "decide_not_needed").exception is None
    assert limit(story.file, "draft_plan_practical").exception is None


@pytest.mark.parametrize("journey", NAMES)
@settings(max_examples=examples(20), deadline=None)
@given(st.data())
def test_an_exception_never_moves_a_date(journey: str, data) -> None:
    file = data.draw(histories(journey=journey))
    ground = data.draw(st.sampled_from(("personal_circumstances", "order_personal_circumstances")))
    story = a_case()
    story.entries = list(file.recorded)
    story.exception_approved(
        ground,
        file.events[-1].happened_on.isoformat(),
        described="A bereavement",
        from_on=file.events[0].happened_on.isoformat(),
    )
    rules = load_rules()
    plain = list(deadlines(file, rules))
    lifted = list(deadlines(replace(file, recorded=tuple(story.entries)), rules))
    can_be = any(ground in each.rule.excepted_by and each.due_on for each in plain)
    assert any(each.exception for each in lifted) is can_be
    assert [replace(each, exception=None) for each in lifted] == plain


def test_an_exception_put_on_record_before_evidence_was_asked_for_stays() -> None:
    story = asked_of_the_school("2026-07-20").exception_approved("E1", "2026-09-10", **SUMMER)
    assert limit(story.file, "final_plan").exception is not None


def test_an_old_entry_without_its_facts_lifts_nothing_and_breaks_nothing() -> None:
    story = asked_of_the_school("2026-07-20").exception_approved("E1", "2026-09-10")
    assert limit(story.file, "final_plan").exception is None


def test_absence_excuses_nothing_for_a_detained_person() -> None:
    """SI 2015/62 reg 10(4): three grounds only."""
    story = a_case().then(Kind.DETAINED_REQUEST_RECEIVED, "2026-06-29")
    sentence = story.refuses(
        Kind.EXCEPTION_CLAIMED,
        "2026-09-10",
        ground="E4",
        absent_from="2026-07-01",
        absent_until="2026-08-20",
        evidence="…",
    )
    assert "No limit of case K7Q-2ND can be lifted by absent_four_weeks" in sentence


@pytest.mark.parametrize(("until", "counts"), [("2026-11-03", True), ("2026-11-01", False)])
def test_two_weeks_of_absence_are_enough_after_an_order(until: str, *, counts: bool) -> None:
    """Worked example 16."""
    story = a_case(journey="ordered_assessment")
    story.then(Kind.ASSESSMENT_ORDERED, "2026-10-15", order="assess", basis="order")
    facts = {"ground": "E4''", "absent_from": "2026-10-20", "absent_until": until, "evidence": "…"}
    if counts:
        story.allows(Kind.EXCEPTION_CLAIMED, "2026-11-05", **facts)
    else:
        sentence = story.refuses(Kind.EXCEPTION_CLAIMED, "2026-11-05", **facts)
        assert "13 days of absence" in sentence


def test_coronavirus_excuses_only_what_fell_due_in_its_days() -> None:
    """Worked example 52: judged by the day on which the limit is due."""
    story = a_case().requested("2020-05-20")
    story.exception_approved(
        "coronavirus", "2020-07-01", described="The school was shut", from_on="2020-05-20"
    )
    assert limit(story.file, "decide_to_assess").due_on == day("2020-07-01")
    assert limit(story.file, "decide_to_assess").exception is not None
    assert limit(story.file, "final_plan").due_on == day("2020-10-07")
    assert limit(story.file, "final_plan").exception is None


def decisions(story: CaseBuilder) -> dict[str, str]:
    final = limit(story.file, "final_plan")
    assert final.due_on is not None
    return {
        each.ground.id: each.decision
        for each in considered(
            file=story.file,
            rule=final.rule,
            party=final.party,
            started_on=final.started_on,
            due_on=final.due_on,
        )
    }
