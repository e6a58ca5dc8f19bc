"""What a rule gives: its date, its sum, whether it applies; and how a rule is found."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp.law.rules import NoDate, NotInForce, Rule, UnknownRule, load_rules, rule
from ehcp.law.versions import version_for, versions_of
from tests.law.second_law import ITS_FACTS, OPINIONS

DAYS = st.dates(min_value=date(2014, 9, 1), max_value=date(2045, 12, 31))

WITHOUT_DATE = (
    "consult_on_request",
    "notify_considering",
    "advice_request_issue",
    "cease_consult",
    "cease_notify",
    "mediation_agreement_appealable",
    "detained_consult",
    "detained_release_review",
    "direct_payment_refusal",
)
NEWEST = [versions[0] for versions in versions_of(load_rules())]
WINDOWS = [
    "parent_representations",
    "amend_representations",
    "reassess_representations",
    "cease_effective",
]


@given(started=DAYS)
def test_every_rule_agrees_with_the_second_opinion_on_random_days(started: date) -> None:
    for each in NEWEST:
        if each.has_date and each.id not in ITS_FACTS:
            assert each.due(started) == OPINIONS[each.id](started, {}), each.id


def test_every_rule_of_the_legal_paper_is_there_and_no_other() -> None:
    assert {each.id for each in load_rules()} == {*OPINIONS, *WITHOUT_DATE}


@pytest.mark.parametrize("rule_id", WITHOUT_DATE)
def test_as_soon_as_practicable_has_no_date_and_says_so(rule_id: str) -> None:
    with pytest.raises(NoDate, match=r"has no date: .* as soon as practicable \("):
        rule(rule_id).due(date(2026, 1, 5))
    with pytest.raises(NoDate):
        rule(rule_id).arithmetic(date(2026, 1, 5))


def test_a_limit_beyond_the_end_of_the_calendar_is_refused_with_a_sentence() -> None:
    with pytest.raises(NoDate, match="lies outside the calendar"):
        rule("final_plan").due(date.max)


@pytest.mark.parametrize(
    ("rule_id", "started", "arithmetic"),
    [
        (
            "decide_to_assess",
            date(2026, 1, 5),
            "5 January 2026 + 42 days (6 weeks; the day itself is not counted) = 16 February 2026",
        ),
        (
            "school_consult_response",
            date(2026, 5, 5),
            "5 May 2026 + 15 days (the day itself is not counted) = 20 May 2026",
        ),
        (
            "parent_representations",
            date(2026, 6, 1),
            "1 June 2026 + 14 days (at least 15 days; the day itself is the first) = 15 June 2026",
        ),
        ("secure_provision", date(2026, 5, 25), "25 May 2026 = 25 May 2026 (the same day)"),
        (
            "review_meeting_by",
            date(2026, 3, 10),
            (
                "10 March 2026 + 12 months (the day itself is the first, and a missing date is the "
                "month's last) - 28 days (less 4 weeks) = 9 February 2027"
            ),
        ),
        (
            "phase_transfer_post16_meeting",
            date(2027, 9, 1),
            "the day before 31 March 2027 - 84 days (less 12 weeks) = 5 January 2027",
        ),
        (
            "phase_transfer_school_published",
            date(2027, 9, 1),
            "the day 15 February 2027 itself = 15 February 2027",
        ),
    ],
)
def test_the_sum_is_written_out(rule_id: str, started: date, arithmetic: str) -> None:
    assert rule(rule_id).arithmetic(started) == arithmetic


@given(started=DAYS)
def test_counting_the_first_day_as_day_one_only_ever_shortens_a_limit(started: date) -> None:
    for each in NEWEST:
        if not each.has_date or each.id in ITS_FACTS:
            continue
        legal = each.due(started)
        councils_own = each.due(started, day_one_inclusive=True)
        if each.within is None or each.within.count == 0 or each.counting == "beginning_with":
            assert councils_own == legal, each.id
        elif each.within.unit in ("day", "week"):
            assert legal - councils_own == timedelta(days=1), each.id
        else:
            assert councils_own <= legal, each.id


def test_a_window_to_be_allowed_is_told_from_a_limit() -> None:
    assert [each.id for each in NEWEST if each.is_window] == WINDOWS
    assert rule("parent_representations").clock.holds_back == ("plan_finalised",)
    assert rule("cease_effective").clock.holds_back == ("plan_ceased",)


def test_week_16_is_a_limit_only_where_there_is_no_plan() -> None:
    assert "decided_to_issue" in rule("notify_no_plan").clock.falls_away
    assert rule("draft_plan_practical").source.force == "planning_date"


def test_one_decision_and_one_final_plan_raise_one_alert_each() -> None:
    together = {each.id: each.watched_as for each in load_rules() if each.watched_as}
    assert together == {
        "decide_not_needed": "decide_to_assess",
        "final_plan_distribute": "final_plan",
        "amend_decline": "amend_final",
        "phase_transfer_school_published": "phase_transfer_school",
        "phase_transfer_post16_published": "phase_transfer_post16",
        "detained_decide_not_needed": "detained_decide",
        "detained_advice": "advice_response",
    }


def test_six_weeks_for_advice_are_law_for_health_and_the_code_for_a_school() -> None:
    advice = rule("advice_response")
    assert advice.force_for("health") == "regulation"
    assert advice.force_for("education") == "code_should"
    assert advice.force_for(None) == "regulation"


def test_no_rule_applies_before_september_2014() -> None:
    last_day_before = date(2014, 8, 31)
    assert not any(each.applies_to(last_day_before) for each in load_rules())
    for versions in versions_of(load_rules()):
        began = versions[-1].in_force.started_from or versions[-1].in_force.from_on
        assert began >= date(2014, 9, 1)
        assert version_for(versions, began) is not None, versions[0].id


def test_an_unknown_rule_is_answered_with_the_closest_names() -> None:
    with pytest.raises(UnknownRule, match=r"no rule 'final_plans'\. Did you mean final_plan") as no:
        rule("final_plans")
    assert "ehcp law list" in str(no.value)


def test_a_name_that_resembles_no_rule_is_answered_with_the_list() -> None:
    with pytest.raises(UnknownRule, match=r"no rule 'zzz'\. `ehcp law list`"):
        rule("zzz")


def test_a_rule_is_not_found_for_a_day_before_it_was_law() -> None:
    with pytest.raises(NotInForce, match="its first version begins on 1 September 2014"):
        rule("final_plan", date(2014, 8, 31))
    assert rule("final_plan", date(2014, 9, 1)).id == "final_plan"


def test_rules_cannot_be_changed_and_can_be_kept_in_sets() -> None:
    final: Rule = rule("final_plan")
    with pytest.raises(ValueError, match="frozen"):
        final.watched = False  # type: ignore[misc]  # it is the refusal that is tested
    assert len({*load_rules(), *load_rules()}) == len(load_rules())
