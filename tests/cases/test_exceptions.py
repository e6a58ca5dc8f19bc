"""Statutory exceptions on cases: worked examples 11 to 17. None of them moves a date."""

from dataclasses import replace

import pytest
from hypothesis import given

from ehcp.cases.deadlines import deadlines
from ehcp.cases.exceptions import considered
from ehcp.cases.kinds import Kind
from ehcp.law.rules import load_rules
from tests.builders import CaseBuilder, a_case, day, limit, limits
from tests.cases.histories import histories

EP = "educational_psychology"
SUMMER = {"closed_from": "2026-07-23", "reopens": "2026-09-02"}


def asked_of_the_school(on: str) -> CaseBuilder:
    return (
        a_case()
        .requested("2026-06-29")
        .told_will_assess("2026-07-14")
        .advice_asked("education", on)
    )


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


def test_two_weeks_at_christmas_are_never_enough() -> None:
    """Worked example 12."""
    story = a_case().requested("2026-11-02").told_will_assess("2026-12-01")
    story.advice_asked("education", "2026-12-21")
    sentence = story.refuses(
        Kind.EXCEPTION_APPROVED,
        "2027-01-05",
        ground="school_closed",
        closed_from="2026-12-21",
        reopens="2027-01-04",
    )
    assert "closed for 14 days, and the law asks for at least 28" in sentence


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


@given(histories())
def test_an_exception_never_moves_a_date(file) -> None:
    story = a_case()
    story.entries = list(file.recorded)
    last = file.events[-1].happened_on
    story.exception_approved(
        "personal_circumstances",
        last.isoformat(),
        described="A bereavement",
        from_on=file.events[0].happened_on.isoformat(),
    )
    rules = load_rules()
    plain = list(deadlines(file, rules))
    lifted = list(deadlines(story.file, rules))
    assert any(each.exception for each in lifted)
    assert [replace(each, exception=None) for each in lifted] == plain


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "needs its ground: add --detail ground="),
        ({"ground": "half_term"}, "'half_term' is not a ground in law. The grounds are"),
        ({"ground": "E1"}, "needs the fact closed_from"),
        ({"ground": "E1", "closed_from": "soon", "reopens": "later"}, "Write days as 2026-07-23"),
        ({"ground": "E3", "described": " ", "from_on": "2026-07-01"}, "are not described"),
        (
            {"ground": "E4", "absent_from": "2026-07-01", "absent_until": "2026-07-20"},
            "20 days of absence",
        ),
        ({"ground": "E4'", "absent_from": "2026-01-01", "absent_until": "2026-02-20"}, "apply"),
    ],
)
def test_a_claim_that_the_law_does_not_know_is_refused(facts: dict[str, str], words: str) -> None:
    for kind in (Kind.EXCEPTION_CLAIMED, Kind.EXCEPTION_APPROVED):
        assert words in asked_of_the_school("2026-07-20").refuses(kind, "2026-09-10", **facts)


def test_a_ground_that_no_limit_of_the_case_knows_yet_is_refused() -> None:
    story = a_case().requested("2026-06-29")
    sentence = story.refuses(
        Kind.EXCEPTION_CLAIMED, "2026-07-01", ground="E3'", described="Ill", from_on="2026-07-01"
    )
    assert "No limit of case K7Q-2ND can be lifted by advice_circumstances yet" in sentence


def test_nobody_refuses_what_nobody_claimed() -> None:
    story = asked_of_the_school("2026-07-20")
    assert "Nobody has claimed" in story.refuses(Kind.EXCEPTION_REFUSED, "2026-09-10", ground="E1")


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
