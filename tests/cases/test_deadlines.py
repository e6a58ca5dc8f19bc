"""What the events start, meet and end: the limits of a case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp.cases.deadlines import deadlines, moved_by
from ehcp.cases.kinds import ENDS, Kind
from ehcp.law.rules import load_rules
from tests.builders import a_case, day, limit, limits
from tests.cases.histories import NAMES, histories
from tests.examples import examples

EP = "educational_psychology"


def test_the_three_limits_run_from_the_request() -> None:
    file = a_case().requested("2026-01-05").file
    due = [limit(file, name).due_on for name in ("decide_to_assess", "notify_no_plan")]
    assert due == [day("2026-02-16"), day("2026-04-27")]
    assert limit(file, "final_plan").due_on == day("2026-05-25")


def test_the_twenty_weeks_run_from_the_request_and_not_from_the_decision() -> None:
    file = a_case().requested("2026-07-20").told_will_assess("2026-08-28").file
    assert limit(file, "final_plan").due_on == day("2026-12-07")


def test_a_letter_that_brought_the_child_to_attention_starts_the_clock() -> None:
    """CFA s.24: worked example 56."""
    file = a_case().brought_to_attention("2026-11-03").requested("2026-12-01").file
    assert file.started_on == day("2026-11-03")
    assert limit(file, "decide_to_assess").due_on == day("2026-12-15")
    assert limit(file, "decide_to_assess").start.kind is Kind.BECAME_RESPONSIBLE


def test_the_earlier_trigger_counts_although_it_was_recorded_later() -> None:
    file = a_case().requested("2026-12-01").brought_to_attention("2026-11-03").file
    assert limit(file, "final_plan").started_on == day("2026-11-03")


@given(st.dates(date(2014, 9, 1), date(2090, 1, 1)))
def test_weekends_and_bank_holidays_never_move_a_date(received: date) -> None:
    file = a_case().then(Kind.REQUEST_RECEIVED, received).file
    for rule_id, weeks in (("decide_to_assess", 6), ("notify_no_plan", 16), ("final_plan", 20)):
        assert limit(file, rule_id).due_on == received + timedelta(weeks=weeks)


def test_a_limit_is_met_on_the_day_it_was_done() -> None:
    file = a_case().requested("2026-01-05").told_will_assess("2026-02-10").file
    met = limit(file, "decide_to_assess")
    assert met.met_on == day("2026-02-10")
    assert not met.is_running
    assert not met.is_late(day("2027-01-01"))


def test_a_limit_met_a_day_late_was_late() -> None:
    file = a_case().requested("2026-01-05").told_will_assess("2026-02-17").file
    assert limit(file, "decide_to_assess").is_late(day("2026-02-17"))
    assert not limit(file, "decide_to_assess").is_late(day("2026-02-16"))


def test_a_limit_that_runs_is_late_from_the_day_after() -> None:
    running = limit(a_case().requested("2026-01-05").file, "decide_to_assess")
    assert not running.is_late(day("2026-02-16"))
    assert running.is_late(day("2026-02-17"))


def test_a_refusal_ends_the_sixteen_and_the_twenty_weeks() -> None:
    file = a_case().requested("2026-01-05").told_will_not_assess("2026-02-10").file
    assert limit(file, "decide_to_assess").met_on == day("2026-02-10")
    for rule_id in ("notify_no_plan", "final_plan", "draft_plan_practical"):
        assert limit(file, rule_id).fell_away_on == day("2026-02-10")


@pytest.mark.parametrize("ending", sorted(ENDS))
def test_when_a_case_ends_every_running_limit_falls_away(ending: str) -> None:
    file = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .advice_asked(EP, "2026-02-10")
        .then(Kind(ending), "2026-03-01")
        .file
    )
    running = [each.rule.id for each in deadlines(file, load_rules()) if each.is_running]
    assert running == []
    assert limit(file, "decide_to_assess").met_on == day("2026-02-10")
    assert limit(file, "advice_response").fell_away_on == day("2026-03-01")


def test_advice_is_due_six_weeks_after_the_body_received_the_request() -> None:
    """Worked examples 9 and 10."""
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    by_post = story.advice_asked(EP, "2026-02-12", received_by_body_on="2026-02-16").file
    assert limit(by_post, "advice_response").due_on == day("2026-03-30")
    at_once = a_case().requested("2026-11-20").told_will_assess("2026-12-01")
    christmas = at_once.advice_asked("health", "2026-12-23").file
    assert limit(christmas, "advice_response").due_on == day("2027-02-03")


def test_each_advice_giver_has_a_limit_of_its_own() -> None:
    file = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .advice_asked(EP, "2026-02-10")
        .advice_asked("health", "2026-02-12")
        .advice_came(EP, "2026-03-01")
        .file
    )
    found = {each.party: each for each in limits(file, "advice_response")}
    assert found[EP].met_on == day("2026-03-01")
    assert found["health"].is_running
    assert found["health"].due_on == day("2026-03-26")


def test_advice_sent_back_opens_the_same_limit_again_with_the_same_date() -> None:
    story = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .advice_asked(EP, "2026-02-10")
        .advice_came(EP, "2026-03-01")
        .advice_sent_back(EP, "2026-03-05")
    )
    again = limit(story.file, "advice_response")
    assert (again.is_running, again.due_on) == (True, day("2026-03-24"))
    story.advice_came(EP, "2026-03-30")
    done = limit(story.file, "advice_response")
    assert (done.met_on, done.due_on) == (day("2026-03-30"), day("2026-03-24"))


def test_sending_back_the_second_report_leaves_the_first_limit_met() -> None:
    file = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .advice_asked(EP, "2026-02-10")
        .advice_came(EP, "2026-03-01")
        .advice_asked(EP, "2026-03-10")
        .advice_came(EP, "2026-04-01")
        .advice_sent_back(EP, "2026-04-02")
        .file
    )
    first, second = limits(file, "advice_response")
    assert (first.met_on, second.met_on) == (day("2026-03-01"), None)


def test_a_nil_reply_meets_the_bodys_six_weeks() -> None:
    file = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .advice_asked("social_care", "2026-02-10")
        .then(Kind.NIL_REPLY, "2026-02-20", party="social_care")
        .file
    )
    assert limit(file, "advice_response").met_on == day("2026-02-20")


def test_a_second_request_while_the_first_is_unanswered_starts_nothing() -> None:
    file = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .advice_asked(EP, "2026-02-10")
        .advice_asked(EP, "2026-03-10")
        .file
    )
    assert limit(file, "advice_response").due_on == day("2026-03-24")


def test_a_request_taken_back_and_asked_again_starts_a_new_limit() -> None:
    file = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .advice_asked(EP, "2026-02-10")
        .advice_cancelled(EP, "2026-02-20")
        .advice_asked(EP, "2026-03-02")
        .advice_came(EP, "2026-04-01")
        .file
    )
    first, second = limits(file, "advice_response")
    assert (first.met_on, first.fell_away_on) == (None, day("2026-02-20"))
    assert (second.due_on, second.met_on) == (day("2026-04-13"), day("2026-04-01"))


def test_a_request_taken_back_and_asked_again_on_one_day_is_one_limit() -> None:
    file = (
        a_case()
        .requested("2026-01-05")
        .told_will_assess("2026-02-10")
        .advice_asked(EP, "2026-02-10")
        .advice_cancelled(EP, "2026-02-10")
        .advice_asked(EP, "2026-02-10")
        .file
    )
    assert limit(file, "advice_response").is_running


def test_a_draft_served_again_opens_a_new_window_and_moves_no_date() -> None:
    """Worked example 18, and CoP 9.125 with 9.77."""
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.draft_served("2026-06-01")
    assert limit(story.file, "parent_representations").due_on == day("2026-06-15")
    story.draft_served("2026-06-10")
    first, second = limits(story.file, "parent_representations")
    assert first.fell_away_on == day("2026-06-10")
    assert second.due_on == day("2026-06-24")
    assert limit(story.file, "final_plan").due_on == day("2026-05-25")


def test_a_meeting_asked_for_after_a_second_draft_belongs_to_that_draft() -> None:
    """CoP 9.125 with 9.77: with a draft served again a new window runs, its meeting included."""
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.draft_served("2026-06-01").draft_served("2026-09-01")
    assert limits(story.file, "draft_meeting") == []
    story.then(Kind.DRAFT_MEETING_REQUESTED, "2026-09-05")
    meeting = limit(story.file, "draft_meeting")
    assert (meeting.started_on, meeting.due_on) == (day("2026-09-01"), day("2026-09-15"))
    assert not meeting.is_late(day("2026-09-05"))
    story.then(Kind.DRAFT_MEETING_HELD, "2026-09-10")
    assert limit(story.file, "draft_meeting").met_on == day("2026-09-10")


def test_a_meeting_asked_for_before_the_second_draft_keeps_its_day() -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.draft_served("2026-06-01").then(Kind.DRAFT_MEETING_REQUESTED, "2026-06-05")
    story.draft_served("2026-09-01")
    meeting = limit(story.file, "draft_meeting")
    assert meeting.due_on == day("2026-06-15")
    assert meeting.is_late(day("2026-09-01"))


@pytest.mark.parametrize(
    ("served", "last_day"),
    [("2026-06-01", "2026-06-15"), ("2028-02-20", "2028-03-05"), ("2026-12-20", "2027-01-03")],
)
def test_the_family_has_fifteen_days_counting_the_day_of_service(
    served: str, last_day: str
) -> None:
    """Worked examples 18, 19 and 20."""
    file = a_case().requested("2026-01-05").draft_served(served).file
    window = limit(file, "parent_representations")
    assert window.due_on == day(last_day)
    assert not window.is_late(day("2030-01-01"))


def test_a_consulted_setting_has_fifteen_days() -> None:
    """Worked example 21."""
    file = (
        a_case()
        .requested("2026-01-05")
        .then(Kind.SETTING_CONSULTED, "2026-05-05", party="123456")
        .file
    )
    assert limit(file, "school_consult_response").due_on == day("2026-05-20")


def test_a_meeting_is_due_only_after_the_draft_about_which_it_was_asked_for() -> None:
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-10")
    story.draft_served("2026-06-01")
    assert limits(story.file, "draft_meeting") == []
    story.then(Kind.DRAFT_MEETING_REQUESTED, "2026-06-03")
    assert limit(story.file, "draft_meeting").due_on == day("2026-06-15")
    story.then(Kind.DRAFT_MEETING_HELD, "2026-06-09").draft_served("2026-06-20")
    assert limit(story.file, "draft_meeting").met_on == day("2026-06-09")


@pytest.mark.parametrize("journey", NAMES)
@settings(max_examples=examples(20), deadline=None)
@given(st.data())
def test_every_limit_has_a_key_of_its_own(journey: str, data) -> None:
    file = data.draw(histories(journey=journey))
    keys = [(each.rule.id, each.party, each.started_on) for each in deadlines(file, load_rules())]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("journey", NAMES)
@settings(max_examples=examples(20), deadline=None)
@given(st.data())
def test_an_event_moves_only_the_limits_that_are_said_to_be_moved_by_its_kind(
    journey: str, data
) -> None:
    file = data.draw(histories(journey=journey, longest=15))
    rules = load_rules()
    for count in range(1, len(file.recorded)):
        before = replace(file, recorded=file.recorded[:count])
        after = replace(file, recorded=file.recorded[: count + 1])
        moved = {rule.id for rule in moved_by(after.recorded[-1].kind, rules)}
        untouched = [
            [limit for limit in deadlines(each, rules) if limit.rule.id not in moved]
            for each in (before, after)
        ]
        assert untouched[0] == untouched[1]


def test_the_same_rules_are_made_ready_once() -> None:
    rules = load_rules()
    assert moved_by(Kind.DRAFT_SERVED, rules) is moved_by(Kind.DRAFT_SERVED, rules)
    assert moved_by(Kind.CORRECTED, rules) is rules
