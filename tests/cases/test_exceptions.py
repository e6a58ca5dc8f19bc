"""Statutory exceptions on cases: worked examples 11 to 17. None of them moves a date."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp.cases.closures import Closure, Closures, SettingClosures
from ehcp.cases.deadlines import deadlines
from ehcp.cases.exceptions import considered
from ehcp.cases.kinds import Kind
from ehcp.law.rules import load_rules
from tests.builders import CaseBuilder, a_case, day, limit, limits
from tests.cases.histories import NAMES, histories

EP = "educational_psychology"
SUMMER = {"closed_from": "2026-07-23", "reopens": "2026-09-02"}


WINTER = Closure(closed_from=day("2026-12-21"), reopens=day("2027-01-04"))
CALENDAR = Closures(
    (
        SettingClosures(
            name="Ash Lane School",
            urn="123456",
            closures=(
                Closure(closed_from=day("2026-07-23"), reopens=day("2026-09-02")),
                WINTER,
            ),
        ),
        SettingClosures(name="Beech School", urn="123457", closures=(WINTER,)),
        SettingClosures(
            name="Cedar Nursery",
            early_years=True,
            closures=(Closure(closed_from=day("2026-07-23"), reopens=day("2026-09-02")),),
        ),
    )
)


def asked_of_the_school(on: str, *, setting: str = "Ash Lane School") -> CaseBuilder:
    return (
        a_case(setting=setting, closures=CALENDAR)
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
    story = a_case(setting="Beech School", closures=CALENDAR).requested("2026-11-02")
    story.told_will_assess("2026-12-01").advice_asked("education", "2026-12-21")
    sentence = story.refuses(
        Kind.EXCEPTION_CLAIMED, "2027-01-05", ground="school_closed", school="123457", evidence="…"
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


@pytest.mark.parametrize("journey", NAMES)
@settings(max_examples=20, deadline=None)
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


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "needs its ground: add --detail ground="),
        ({"ground": "half_term"}, "'half_term' is not a ground in law. The grounds are"),
        ({"ground": "E1"}, "add --detail school=URN"),
        ({"ground": "E1", "school": "Elm Road"}, "has no 'Elm Road'"),
        ({"ground": "E3", "described": "Ill"}, "needs the fact from_on"),
        ({"ground": "E3", "described": "Ill", "from_on": "soon"}, "Write days as 2026-07-23"),
        ({"ground": "E3", "described": " ", "from_on": "2026-07-01"}, "are not described"),
        (
            {"ground": "E4", "absent_from": "2026-07-01", "absent_until": "2026-07-20"},
            "20 days of absence",
        ),
        ({"ground": "E4'", "absent_from": "2026-01-01", "absent_until": "2026-02-20"}, "apply"),
    ],
)
def test_a_claim_that_the_law_does_not_know_is_refused(facts: dict[str, str], words: str) -> None:
    story = asked_of_the_school("2026-07-20")
    assert words in story.refuses(Kind.EXCEPTION_CLAIMED, "2026-09-10", evidence="…", **facts)


@pytest.mark.parametrize("evidence", [{}, {"evidence": " "}])
def test_an_exception_without_evidence_is_refused(evidence: dict[str, str]) -> None:
    sentence = asked_of_the_school("2026-07-20").refuses(
        Kind.EXCEPTION_CLAIMED,
        "2026-09-10",
        ground="E3",
        described="A bereavement",
        from_on="2026-07-01",
        **evidence,
    )
    assert "needs its evidence: add --detail evidence=" in sentence


def test_a_ground_that_no_limit_of_the_case_knows_yet_is_refused() -> None:
    story = a_case().requested("2026-06-29")
    sentence = story.refuses(
        Kind.EXCEPTION_CLAIMED,
        "2026-07-01",
        ground="E3'",
        described="Ill",
        from_on="2026-07-01",
        evidence="A letter from the hospital",
    )
    assert "No limit of case K7Q-2ND can be lifted by advice_circumstances yet" in sentence


def claims_school_closed(story: CaseBuilder, school: str = "123456", **details: str) -> str:
    return story.refuses(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school=school, evidence="…", **details
    )


@pytest.mark.parametrize("school", ["123456", " ash lane  SCHOOL"])
def test_the_days_of_a_closure_come_from_the_calendar(school: str) -> None:
    claim = asked_of_the_school("2026-07-20").allows(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school=school, evidence="…"
    )
    assert claim.details == {
        "ground": "E1",
        "evidence": "…",
        "school": "Ash Lane School",
        "school_urn": "123456",
        **SUMMER,
    }


def test_typed_days_that_the_calendar_does_not_have_are_refused() -> None:
    story = asked_of_the_school("2026-07-20")
    sentence = claims_school_closed(story, closed_from="2026-07-17", reopens="2026-09-02")
    assert "no closure of Ash Lane School with closed_from 2026-07-17" in sentence
    assert "23 July 2026 to 2 September 2026" in sentence
    story.allows(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school="123456", evidence="…", **SUMMER
    )


def test_only_the_closure_of_the_setting_that_was_asked_counts() -> None:
    story = asked_of_the_school("2026-07-20", setting="Beech School")
    assert "asked of Beech School, not of Ash Lane School" in claims_school_closed(story)
    asked = a_case(setting="Beech School", closures=CALENDAR).requested("2026-06-29")
    asked.told_will_assess("2026-07-14").advice_asked("education", "2026-07-20", urn="123456")
    asked.allows(Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school="123456", evidence="…")
    nobody = a_case(closures=CALENDAR).requested("2026-06-29").told_will_assess("2026-07-14")
    nobody.advice_asked("education", "2026-07-20")
    assert "of a setting that is not on record" in claims_school_closed(nobody)


@pytest.mark.parametrize(("asked_on", "counts"), [("2026-07-15", False), ("2026-08-26", True)])
def test_a_school_asked_outside_the_window_is_refused(asked_on: str, *, counts: bool) -> None:
    story = asked_of_the_school(asked_on)
    if counts:
        story.allows(
            Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school="123456", evidence="…"
        )
    else:
        sentence = claims_school_closed(story)
        assert "outside the time that counts, from 16 July 2026 to 26 August 2026" in sentence


def test_an_early_years_provider_has_a_ground_of_its_own() -> None:
    story = asked_of_the_school("2026-07-20", setting="Cedar Nursery")
    assert "Claim early_years_closed" in claims_school_closed(story, "Cedar Nursery")
    story.allows(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E2", school="Cedar Nursery", evidence="…"
    )


def claimed() -> CaseBuilder:
    story = asked_of_the_school("2026-07-20")
    claim = story.allows(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", school="123456", evidence="…"
    )
    story.entries.append(claim)
    return story


def test_an_approval_takes_the_facts_of_the_claim() -> None:
    story = claimed()
    approval = story.allows(
        Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="school_closed", note="Agreed."
    )
    assert SUMMER.items() <= approval.details.items()
    story.entries.append(approval)
    lifted = limit(story.file, "final_plan").exception
    assert lifted is not None
    assert "approved by Morgan on 12 September 2026" in lifted.authority


def test_nobody_approves_what_nobody_claimed() -> None:
    story = asked_of_the_school("2026-07-20")
    sentence = story.refuses(Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="E1")
    assert "Record exception_claimed with its facts and evidence first" in sentence


def test_nobody_approves_what_was_refused_since() -> None:
    story = claimed().then(Kind.EXCEPTION_REFUSED, "2026-09-11", by="Morgan", ground="E1")
    sentence = story.refuses(Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="E1")
    assert "Nobody has claimed school_closed" in sentence


def test_nobody_approves_a_claim_of_their_own() -> None:
    sentence = claimed().refuses(Kind.EXCEPTION_APPROVED, "2026-09-12", by="kim", ground="E1")
    assert "somebody else has to approve it" in sentence


def test_nothing_is_approved_before_it_was_claimed() -> None:
    sentence = claimed().refuses(Kind.EXCEPTION_APPROVED, "2026-09-09", by="Morgan", ground="E1")
    assert "claimed on 10 September 2026 and cannot be approved before that" in sentence


def test_an_approval_brings_no_facts_of_its_own() -> None:
    sentence = claimed().refuses(
        Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="E1", reopens="2026-09-05"
    )
    assert "takes its facts from the claim of 10 September 2026 (entry 4)" in sentence
    assert "Leave out reopens" in sentence


def test_an_approval_is_put_to_the_test_again() -> None:
    story = claimed()
    story.corrected(3, "2026-08-28")  # the school was asked after all on a later day
    sentence = story.refuses(Kind.EXCEPTION_APPROVED, "2026-09-12", by="Morgan", ground="E1")
    assert "The ground school_closed does not apply" in sentence


def from_a_tracker(reopens: str) -> CaseBuilder:
    days = {"closed_from": "2026-07-23", "reopens": reopens}
    return asked_of_the_school("2026-07-20").then(
        Kind.EXCEPTION_CLAIMED, "2026-09-10", ground="E1", source="tracker", **days
    )


def test_a_closure_out_of_a_tracker_is_approved_only_where_the_calendar_shows_it() -> None:
    from_a_tracker("2026-09-02").allows(
        Kind.EXCEPTION_APPROVED, "2026-09-12", by="Kim", ground="E1"
    )
    sentence = from_a_tracker("2026-09-20").refuses(
        Kind.EXCEPTION_APPROVED, "2026-09-12", by="Kim", ground="E1"
    )
    assert "the council's calendar of closures does not show it" in sentence


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
