"""Annual reviews and amendments as stories: worked examples 22 to 30."""

import pytest

from ehcp.cases.arranging import citation, owed_by, who_arranges
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.cases.standing import standing
from tests.builders import CaseBuilder, a_case, day, limit, limits


def a_review(made: str = "2026-01-12", *, born_on: str | None = None) -> CaseBuilder:
    return a_case(journey="annual_review", born_on=born_on).then(Kind.PLAN_FIRST_MADE, made)


def held(on: str = "2026-11-30", *, fixed: str = "2026-10-12") -> CaseBuilder:
    story = a_review().then(Kind.REVIEW_MEETING_FIXED, fixed, meeting_on=on)
    return story.then(Kind.REVIEW_MEETING_HELD, on)


def due(story: CaseBuilder, rule_id: str) -> str | None:
    found = limit(story.file, rule_id).due_on
    return found.isoformat() if found else None


def test_the_review_chain_from_the_meeting() -> None:
    """Worked example 22."""
    story = held()
    assert due(story, "review_meeting_notice") == "2026-11-16"
    assert due(story, "review_advice_circulate") == "2026-11-16"
    assert due(story, "review_report") == "2026-12-14"
    assert due(story, "review_decision") == "2026-12-28"
    story.then(Kind.TOLD_WILL_AMEND, "2026-12-28")
    assert due(story, "amend_notice") == "2026-12-28"
    assert due(story, "amend_outer_limit") == "2027-02-22"


def amending(notice_on: str) -> CaseBuilder:
    decided = min(notice_on, "2026-12-28")
    story = held().then(Kind.TOLD_WILL_AMEND, decided)
    return story.then(Kind.AMENDMENT_NOTICE_SENT, notice_on)


def test_eight_weeks_run_from_a_notice_sent_early() -> None:
    """Worked example 23."""
    story = amending("2026-12-14")
    assert due(story, "amend_final") == "2027-02-08"
    assert due(story, "amend_outer_limit") == "2027-02-22"


def test_a_late_notice_breaks_the_four_weeks_and_keeps_both_dates() -> None:
    """Worked example 24."""
    story = amending("2027-01-11")
    assert limit(story.file, "amend_notice").is_late(day("2027-01-11"))
    assert due(story, "amend_final") == "2027-03-08"
    assert due(story, "amend_outer_limit") == "2027-02-22"
    story.then(Kind.AMENDED_PLAN_FINALISED, "2027-03-01")
    assert not limit(story.file, "amend_final").is_late(day("2027-03-01"))
    assert limit(story.file, "amend_outer_limit").is_late(day("2027-03-01"))


def test_the_review_chain_over_a_leap_day() -> None:
    """Worked example 25."""
    story = a_review("2027-03-01").then(Kind.REVIEW_MEETING_HELD, "2028-02-01")
    assert due(story, "review_report") == "2028-02-15"
    assert due(story, "review_decision") == "2028-02-29"
    story.then(Kind.TOLD_WILL_AMEND, "2028-02-29")
    assert due(story, "amend_outer_limit") == "2028-04-25"


@pytest.mark.parametrize(
    ("made", "complete_by"),
    [
        ("2026-03-10", "2027-03-09"),
        ("2028-02-29", "2029-02-28"),
        ("2027-02-28", "2028-02-27"),
        ("2026-09-01", "2027-08-31"),
    ],
)
def test_the_first_review_is_complete_within_twelve_months(made: str, complete_by: str) -> None:
    """Worked examples 26 to 29."""
    assert due(a_review(made), "review_first") == complete_by


def test_the_meeting_is_planned_four_weeks_before_the_twelve_months_end() -> None:
    """Worked example 26."""
    assert due(a_review("2026-03-10"), "review_meeting_by") == "2027-02-09"


def test_under_fives_are_thought_of_every_three_to_six_months() -> None:
    """Worked example 30."""
    story = a_review("2026-10-15", born_on="2022-05-01")
    assert due(story, "review_under5_from") == "2027-01-15"
    assert due(story, "review_under5") == "2027-04-15"
    # Nobody misses anything by it, so it warns and never alarms.
    assert limit(story.file, "review_under5").rule.source.force == "planning_date"
    assert limits(a_review("2026-10-15", born_on="2021-10-15").file, "review_under5") == []
    assert limits(a_review("2026-10-15").file, "review_under5") == []


def test_who_turns_five_before_the_day_is_not_thought_of_as_under_five() -> None:
    on_the_day = a_review("2026-10-15", born_on="2022-04-15")
    assert limits(on_the_day.file, "review_under5") == []
    assert due(on_the_day, "review_under5_from") == "2027-01-15"
    assert due(a_review("2026-10-15", born_on="2022-04-16"), "review_under5") == "2027-04-15"
    on_the_day = a_review("2026-10-15", born_on="2022-01-15")
    assert limits(on_the_day.file, "review_under5_from") == []


def test_a_report_that_never_came_and_a_notice_overtaken_run_no_longer() -> None:
    story = held().then(Kind.TOLD_WILL_AMEND, "2026-12-20")
    report = limit(story.file, "review_report")
    assert (report.is_running, report.is_late(day("2027-03-01"))) == (False, True)
    early = held().then(Kind.TOLD_WILL_MAINTAIN, "2026-12-10")
    assert not limit(early.file, "review_report").is_late(day("2027-03-01"))
    story.then(Kind.AMENDED_PLAN_FINALISED, "2027-02-01", source="tracker")
    notice = limit(story.file, "amend_notice")
    assert (notice.is_running, notice.is_late(day("2027-02-01"))) == (False, True)


def test_a_review_is_complete_with_the_decision_and_not_with_the_meeting() -> None:
    story = held()
    assert limit(story.file, "review_first").is_running
    story.then(Kind.TOLD_WILL_MAINTAIN, "2026-12-20")
    assert limit(story.file, "review_first").met_on == day("2026-12-20")
    assert limits(story.file, "amend_notice") == []


def test_a_meeting_moved_to_another_day_is_announced_again() -> None:
    story = a_review().then(Kind.REVIEW_MEETING_FIXED, "2026-10-12", meeting_on="2026-11-30")
    story.then(Kind.INVITATIONS_SENT, "2026-10-20")
    story.then(Kind.REVIEW_MEETING_FIXED, "2026-11-20", meeting_on="2026-12-14")
    first, second = limits(story.file, "review_meeting_notice")
    assert first.met_on == day("2026-10-20")
    assert (second.due_on, second.is_running) == (day("2026-11-30"), True)
    advice = limits(story.file, "review_advice_circulate")
    assert [each.fell_away_on for each in advice] == [day("2026-11-20"), None]


def test_invitations_count_although_the_meeting_was_put_on_record_later() -> None:
    story = a_review().then(Kind.INVITATIONS_SENT, "2026-10-20")
    story.then(Kind.REVIEW_ADVICE_CIRCULATED, "2026-10-21")
    story.then(Kind.REVIEW_MEETING_FIXED, "2026-10-22", meeting_on="2026-11-30")
    assert limit(story.file, "review_meeting_notice").met_on == day("2026-10-20")
    assert limit(story.file, "review_advice_circulate").met_on == day("2026-10-21")
    story.then(Kind.REVIEW_MEETING_FIXED, "2026-11-10", meeting_on="2026-12-14")
    first, moved = limits(story.file, "review_meeting_notice")
    assert (first.met_on, moved.is_running) == (day("2026-10-20"), True)


def test_a_complaint_answered_before_it_was_acknowledged_owes_no_answer() -> None:
    story = a_case(journey="complaint").then(Kind.COMPLAINT_RECEIVED, "2026-10-01", theme="delay")
    story.then(Kind.COMPLAINT_ANSWERED, "2026-10-02").then(
        Kind.COMPLAINT_ACKNOWLEDGED, "2026-10-05"
    )
    assert limit(story.file, "complaint_stage_one").met_on == day("2026-10-02")


def test_a_meeting_fixed_again_for_its_own_day_changes_nothing() -> None:
    story = a_review().then(Kind.REVIEW_MEETING_FIXED, "2026-10-12", meeting_on="2026-11-30")
    story.then(Kind.INVITATIONS_SENT, "2026-10-20")
    story.then(Kind.REVIEW_MEETING_FIXED, "2026-10-25", meeting_on="2026-11-30")
    assert limit(story.file, "review_meeting_notice").met_on == day("2026-10-20")


def test_a_meeting_moved_away_and_back_is_one_limit_that_runs() -> None:
    story = a_review()
    for on, meeting_on in (
        ("2026-10-12", "2026-11-30"),
        ("2026-10-20", "2026-12-14"),
        ("2026-10-25", "2026-11-30"),
    ):
        story.then(Kind.REVIEW_MEETING_FIXED, on, meeting_on=meeting_on)
    notices = limits(story.file, "review_meeting_notice")
    assert [each.due_on for each in notices if each.is_running] == [day("2026-11-16")]
    assert len({each.started_on for each in notices}) == len(notices) == 2


def test_a_meeting_that_went_on_another_day_moves_no_date() -> None:
    story = held().then(Kind.REVIEW_MEETING_HELD, "2026-12-10")
    story.then(Kind.TOLD_WILL_AMEND, "2026-12-20")
    assert standing(story.file).met_on == day("2026-11-30")
    assert due(story, "review_decision") == "2026-12-28"
    assert due(story, "amend_notice") == "2026-12-28"


def test_amendments_sent_again_open_a_new_window_and_move_no_date() -> None:
    story = amending("2026-12-14").then(Kind.AMENDMENT_NOTICE_SENT, "2027-01-11")
    first, second = limits(story.file, "amend_representations")
    assert first.fell_away_on == day("2027-01-11")
    assert second.due_on == day("2027-01-25")
    assert due(story, "amend_final") == "2027-02-08"


def test_fifteen_days_run_from_service_and_eight_weeks_from_sending() -> None:
    story = held().then(Kind.TOLD_WILL_AMEND, "2026-12-14")
    story.then(Kind.AMENDMENT_NOTICE_SENT, "2026-12-14", served_on="2026-12-16")
    assert due(story, "amend_representations") == "2026-12-30"
    assert due(story, "amend_final") == "2027-02-08"


def test_an_amended_plan_waits_for_the_fifteen_days_or_for_an_agreeing_answer() -> None:
    story = amending("2026-11-30")
    sentence = story.refuses(Kind.AMENDED_PLAN_FINALISED, "2026-12-14")
    assert "until 14 December 2026 to answer the proposed amendments of 30 November" in sentence
    story.allows(Kind.AMENDED_PLAN_FINALISED, "2026-12-15")
    story.then(Kind.REPRESENTATIONS_RECEIVED, "2026-12-05")
    assert "family_agreed=yes" in story.refuses(Kind.AMENDED_PLAN_FINALISED, "2026-12-08")
    story.allows(Kind.AMENDED_PLAN_FINALISED, "2026-12-08", family_agreed="yes")


def test_an_amendment_without_a_review_has_its_own_eight_weeks() -> None:
    story = a_case(journey="amendment").then(Kind.AMENDMENT_PROPOSED, "2026-06-01")
    assert due(story, "amend_without_review") == "2026-07-27"
    story.then(Kind.AMENDMENT_NOTICE_SENT, "2026-06-20")
    assert due(story, "amend_without_review") == "2026-07-27"
    assert limits(story.file, "amend_representations")[-1].due_on == day("2026-07-04")
    assert limits(story.file, "amend_final") == []


def test_the_authority_owes_what_it_arranges_itself() -> None:
    story = held()
    report = limit(story.file, "review_report").rule
    assert who_arranges(story.file) == "setting"
    assert "head or principal" in owed_by(story.file, report)
    story.then(Kind.REVIEW_ARRANGER_SET, "2026-10-01", arranged_by="authority")
    assert who_arranges(story.file) == "authority"
    assert owed_by(story.file, report) == "local authority"
    assert citation(story.file, report) == "SI 2014/1530 reg 21(7)"


def test_a_plan_that_came_from_elsewhere_keeps_its_own_anniversary() -> None:
    """Worked example 39: the later of twelve months and three months from the transfer."""
    story = a_case(journey="annual_review").then(Kind.PLAN_LAST_REVIEWED, "2026-02-02")
    story.then(Kind.PLAN_TAKEN_OVER, "2027-01-13", twelve_months_from="2026-02-02")
    assert limit(story.file, "review_next").fell_away_on == day("2027-01-13")
    assert due(story, "transfer_review") == "2027-04-12"
    story.then(Kind.REVIEW_MEETING_HELD, "2027-03-10").then(Kind.TOLD_WILL_MAINTAIN, "2027-03-20")
    assert limit(story.file, "transfer_review").met_on == day("2027-03-20")


@pytest.mark.parametrize("ending", [Kind.DIED, Kind.NO_LONGER_NEEDED, Kind.PLAN_TRANSFERRED])
@pytest.mark.parametrize("journey", ["annual_review", "amendment", "phase_transfer", "ceasing"])
def test_an_open_case_of_a_plan_can_end_with_the_plan(journey: str, ending: Kind) -> None:
    starts = {
        "annual_review": (Kind.PLAN_FIRST_MADE, {}),
        "amendment": (Kind.AMENDMENT_PROPOSED, {}),
        "phase_transfer": (Kind.POST16_MOVE_PLANNED, {"move_on": "2027-01-01"}),
        "ceasing": (Kind.CEASING_CONSIDERED, {}),
    }
    start, details = starts[journey]
    story = a_case(journey=journey).then(start, "2026-06-01", **details)
    story.allows(ending, "2026-07-01")
    assert not standing(story.then(ending, "2026-07-01").file).stage.is_open


def test_a_tracker_without_the_fixing_of_the_meeting_has_its_stage() -> None:
    story = a_review().then(Kind.REVIEW_MEETING_HELD, "2026-11-30", source="tracker")
    assert standing(story.file).stage is Stage.REVIEW_HELD
    bare = a_review().then(Kind.TOLD_WILL_AMEND, "2026-12-01", source="tracker")
    assert standing(bare.file).stage is Stage.AMENDING


@pytest.mark.parametrize("rule_id", ["secure_provision", "admit_named_school"])
@pytest.mark.parametrize("journey", ["annual_review", "phase_transfer"])
def test_what_a_new_plan_says_is_done_at_once(journey: str, rule_id: str) -> None:
    if journey == "annual_review":
        story = amending("2026-11-30").then(Kind.AMENDED_PLAN_FINALISED, "2027-01-15")
    else:
        story = a_case(journey=journey).then(
            Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, "2026-04-01", transfer_on="2027-09-01"
        )
        story.then(Kind.TRANSFER_PLAN_FINALISED, "2027-01-15", names="Ash Lane School")
    assert due(story, rule_id) == "2027-01-15"
    story.allows(Kind.PROVISION_SECURED, "2027-01-15")
    story.allows(Kind.SETTING_ADMITTED, "2027-09-01")
    story.then(Kind.PROVISION_SECURED, "2027-01-15").then(Kind.SETTING_ADMITTED, "2027-09-01")
    assert not limit(story.file, rule_id).is_running
