"""Phase transfers as stories: worked examples 31 to 34."""

import pytest

from ehcp.cases.kinds import Kind
from tests.builders import CaseBuilder, a_case, day, limit, limits

SCHOOL, POST16 = Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, Kind.PHASE_TRANSFER_TO_POST16_DUE


def moving(kind: Kind = SCHOOL) -> CaseBuilder:
    return a_case(journey="phase_transfer").then(kind, "2026-04-01", transfer_on="2027-09-01")


@pytest.mark.parametrize(
    ("kind", "rule_id", "strict", "published", "meeting"),
    [
        (SCHOOL, "phase_transfer_school", "2027-02-14", "2027-02-15", "2026-11-22"),
        (POST16, "phase_transfer_post16", "2027-03-30", "2027-03-31", "2027-01-05"),
    ],
)
def test_the_strict_the_published_and_the_last_safe_meeting_day(
    kind: Kind, rule_id: str, strict: str, published: str, meeting: str
) -> None:
    """Worked examples 31 and 32."""
    file = moving(kind).file
    assert limit(file, rule_id).due_on == day(strict)
    assert limit(file, f"{rule_id}_published").due_on == day(published)
    assert limit(file, f"{rule_id}_meeting").due_on == day(meeting)


@pytest.mark.parametrize(
    ("move_on", "due"), [("2027-09-01", "2027-04-01"), ("2027-07-31", "2027-02-28")]
)
def test_a_move_between_post16_institutions_is_final_five_months_before(
    move_on: str, due: str
) -> None:
    """Worked examples 33 and 34."""
    story = a_case(journey="phase_transfer")
    story.then(Kind.POST16_MOVE_PLANNED, "2026-11-02", move_on=move_on)
    assert limit(story.file, "phase_transfer_post16_move").due_on == day(due)


def test_only_a_final_plan_that_names_where_to_keeps_the_day() -> None:
    story = moving().then(Kind.REVIEW_MEETING_HELD, "2026-11-20")
    assert limit(story.file, "phase_transfer_school_meeting").met_on == day("2026-11-20")
    assert limit(story.file, "phase_transfer_school").is_running
    assert "--detail names=" in story.refuses(Kind.TRANSFER_PLAN_FINALISED, "2027-02-10")
    story.allows(Kind.TRANSFER_PLAN_FINALISED, "2027-02-10", names="Elm School")
    story.then(Kind.TRANSFER_PLAN_FINALISED, "2027-02-15", names="a special school")
    assert limit(story.file, "phase_transfer_school").is_late(day("2027-02-15"))
    assert not limit(story.file, "phase_transfer_school_published").is_late(day("2027-02-15"))


def test_a_phase_transfer_starts_no_limit_of_a_review() -> None:
    story = moving().then(Kind.REVIEW_MEETING_FIXED, "2026-10-01", meeting_on="2026-11-20")
    story.then(Kind.REVIEW_MEETING_HELD, "2026-11-20")
    for rule_id in ("review_decision", "review_report", "review_meeting_notice"):
        assert limits(story.file, rule_id) == []


def test_nobody_transfers_into_a_school_year_that_was_over() -> None:
    story = a_case(journey="phase_transfer")
    story.allows(SCHOOL, "2026-11-01", transfer_on="2026-09-01")
    sentence = story.refuses(SCHOOL, "2026-11-01", transfer_on="2026-08-31")
    assert "transfer_on is 31 August 2026, in a school year that was over" in sentence
