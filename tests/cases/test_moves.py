"""Re-assessments, moves between authorities, complaints as stories: worked examples 35 to 39."""

import pytest

from ehcp.cases.kinds import Kind
from tests.builders import a_case, day, limit, limits


def test_a_request_to_reassess_is_answered_in_fifteen_calendar_days() -> None:
    """Worked example 35."""
    story = a_case(journey="reassessment").then(Kind.REASSESSMENT_REQUESTED, "2026-12-18")
    assert limit(story.file, "reassess_decision").due_on == day("2027-01-02")


def test_a_reassessment_takes_fourteen_weeks_from_its_notice() -> None:
    """Worked example 36."""
    story = a_case(journey="reassessment").then(Kind.REASSESSMENT_REQUESTED, "2026-12-22")
    story.then(Kind.TOLD_WILL_REASSESS, "2027-01-04")
    assert limit(story.file, "reassess_final").due_on == day("2027-04-12")
    assert limits(story.file, "final_plan") == []


def test_the_draft_after_a_reassessment_is_with_the_family_for_fifteen_days() -> None:
    story = a_case(journey="reassessment").then(Kind.REASSESSMENT_DECIDED, "2026-06-01")
    story.draft_served("2026-07-01")
    assert limit(story.file, "reassess_representations").due_on == day("2026-07-15")
    assert limits(story.file, "parent_representations") == []
    assert "until 15 July 2026" in story.refuses(Kind.PLAN_FINALISED, "2026-07-15")
    story.allows(Kind.PLAN_FINALISED, "2026-07-16")


@pytest.mark.parametrize(
    ("aware", "move_on", "due"),
    [("2026-12-17", "2026-12-22", "2027-01-11"), ("2026-12-01", "2027-01-05", "2027-01-05")],
)
def test_a_plan_moves_on_the_day_or_in_fifteen_working_days(
    aware: str, move_on: str, due: str
) -> None:
    """Worked examples 37 and 38."""
    story = a_case(journey="transfer_out")
    story.then(Kind.MOVE_LEARNED, aware, move_on=move_on, to_authority="Elmshire")
    assert limit(story.file, "transfer_plan_out").due_on == day(due)
    story.then(Kind.PLAN_TRANSFERRED, due)
    assert limit(story.file, "transfer_plan_out").met_on == day(due)


def test_the_new_authority_writes_within_six_weeks() -> None:
    """Worked example 39."""
    story = a_case(journey="transfer_in")
    story.then(Kind.TRANSFERRED_IN, "2027-01-13", from_authority="Elmshire")
    assert limit(story.file, "transfer_inform_parent").due_on == day("2027-02-24")


@pytest.mark.parametrize(
    "name", ["Exampleshire", "exampleshire county council", "The Council of Exampleshire"]
)
def test_a_move_to_the_same_authority_is_refused(name: str) -> None:
    story = a_case(journey="transfer_out")
    sentence = story.refuses(
        Kind.MOVE_LEARNED, "2026-11-01", move_on="2026-11-20", to_authority=name
    )
    assert "is this authority, and a plan that stays here does not move to it" in sentence
    story.allows(
        Kind.MOVE_LEARNED, "2026-11-01", move_on="2026-11-20", to_authority="West Exampleshire"
    )
    here = a_case(journey="transfer_in")
    assert "does not move from it" in here.refuses(
        Kind.TRANSFERRED_IN, "2026-11-01", from_authority=name
    )


def test_a_remedy_is_owed_by_the_day_agreed() -> None:
    story = a_case(journey="complaint").then(Kind.COMPLAINT_RECEIVED, "2026-11-02", theme="delay")
    story.then(Kind.COMPLAINT_ANSWERED, "2026-11-16")
    story.then(Kind.REMEDY_AGREED, "2026-11-18", remedy="apology", due_on="2026-12-18")
    assert limit(story.file, "complaint_remedy").due_on == day("2026-12-18")
