"""The worked examples of reviews and phase transfers, typed at the front door and explained there.

Their numbers are those of the law's own table of worked examples.
"""

import pytest

from ehcp.cases.kinds import Kind
from ehcp.law.notices import complete
from tests.stories.front_door import FrontDoor

MEETING = "2026-11-30"


def notice(kind: Kind) -> dict[str, str]:
    """Give everything that the law wants in a notice, and everyone to whom it goes."""
    return dict(complete(kind))


def a_review(door: FrontDoor, *, made: str = "2026-03-10", today: str = "2027-06-01") -> str:
    door.it_is(today)
    return door.opens("annual_review", Kind.PLAN_FIRST_MADE, made)


def met(door: FrontDoor, *, meeting: str = MEETING, fixed: str = "2026-10-20") -> str:
    reference = a_review(door)
    door.records(reference, Kind.REVIEW_MEETING_FIXED, fixed, meeting_on=meeting)
    door.records(reference, Kind.INVITATIONS_SENT, "2026-11-10")
    door.records(reference, Kind.REVIEW_ADVICE_CIRCULATED, "2026-11-17")
    door.records(reference, Kind.REVIEW_MEETING_HELD, meeting)
    return reference


def test_22_before_the_meeting_two_weeks_and_a_safer_day(door):
    reference = a_review(door)
    door.records(reference, Kind.REVIEW_MEETING_FIXED, "2026-10-20", meeting_on=MEETING)
    limits = door.explains(reference, "2026-11-01")
    for rule in ("review_meeting_notice", "review_advice_circulate"):
        assert limits[rule]["due"] == "2026-11-16"
        assert limits[rule]["status"] == "running"
        assert limits[rule]["citation"].startswith("SI 2014/1530 reg 20")
        assert "2026-11-15" in str(limits[rule]) or "15 November 2026" in str(limits[rule])


def test_22_from_the_meeting_to_the_last_day_of_the_amended_plan(door):
    reference = met(door)
    door.records(reference, Kind.TOLD_WILL_AMEND, "2026-12-21", **notice(Kind.TOLD_WILL_AMEND))
    limits = door.explains(reference, "2026-12-22")
    assert (limits["review_meeting_notice"]["status"], limits["review_meeting_notice"]["met"]) == (
        "met on time",
        "2026-11-10",
    )
    assert limits["review_advice_circulate"]["status"] == "met late"
    assert limits["review_report"]["due"] == "2026-12-14"
    assert limits["review_report"]["status"] == "fell away late"
    assert (limits["review_decision"]["due"], limits["review_decision"]["status"]) == (
        "2026-12-28",
        "met on time",
    )
    assert (limits["amend_notice"]["due"], limits["amend_notice"]["status"]) == (
        "2026-12-28",
        "running",
    )
    assert limits["amend_outer_limit"]["due"] == "2027-02-22"
    assert limits["amend_outer_limit"]["trigger"]["happened_on"] == MEETING
    assert "84 days" in limits["amend_outer_limit"]["arithmetic"]
    assert "Devon" in limits["amend_notice"]["citation"]


def test_23_a_notice_sent_early_brings_the_final_plan_forward(door):
    reference = met(door)
    door.records(reference, Kind.TOLD_WILL_AMEND, "2026-12-14", **notice(Kind.TOLD_WILL_AMEND))
    door.records(
        reference, Kind.AMENDMENT_NOTICE_SENT, "2026-12-14", **notice(Kind.AMENDMENT_NOTICE_SENT)
    )
    dues = door.dues(reference, "2027-01-04")
    assert (dues["amend_final"], dues["amend_outer_limit"]) == ("2027-02-08", "2027-02-22")


def test_24_a_notice_sent_late_keeps_both_dates_and_breaks_both(door):
    reference = met(door)
    door.records(reference, Kind.TOLD_WILL_AMEND, "2026-12-28", **notice(Kind.TOLD_WILL_AMEND))
    door.records(
        reference, Kind.AMENDMENT_NOTICE_SENT, "2027-01-11", **notice(Kind.AMENDMENT_NOTICE_SENT)
    )
    limits = door.explains(reference, "2027-02-23")
    said = {rule: (limits[rule]["due"], limits[rule]["status"]) for rule in limits}
    assert said["review_decision"] == ("2026-12-28", "met on time")
    assert said["amend_notice"] == ("2026-12-28", "met late")
    assert said["amend_final"] == ("2027-03-08", "running")
    assert said["amend_outer_limit"] == ("2027-02-22", "late")
    door.records(
        reference, Kind.AMENDED_PLAN_FINALISED, "2027-03-01", **notice(Kind.AMENDED_PLAN_FINALISED)
    )
    limits = door.explains(reference, "2027-03-01")
    assert limits["amend_final"]["status"] == "met on time"
    assert limits["amend_outer_limit"]["status"] == "met late"


def test_25_the_chain_across_a_leap_day(door):
    reference = a_review(door, made="2027-03-10", today="2028-06-01")
    door.records(reference, Kind.REVIEW_MEETING_FIXED, "2028-01-04", meeting_on="2028-02-01")
    door.records(reference, Kind.REVIEW_MEETING_HELD, "2028-02-01")
    door.records(reference, Kind.TOLD_WILL_AMEND, "2028-02-29", **notice(Kind.TOLD_WILL_AMEND))
    limits = door.explains(reference, "2028-02-29")
    assert limits["review_report"]["due"] == "2028-02-15"
    assert limits["review_decision"]["due"] == "2028-02-29"
    assert limits["review_decision"]["status"] == "met on time"
    assert limits["amend_outer_limit"]["due"] == "2028-04-25"


@pytest.mark.parametrize(
    ("made", "complete_by", "meet_by"),
    [
        pytest.param("2026-03-10", "2027-03-09", "2027-02-09", id="26"),
        pytest.param("2028-02-29", "2029-02-28", "2029-01-31", id="27"),
        pytest.param("2027-02-28", "2028-02-27", "2028-01-30", id="28"),
        pytest.param("2026-09-01", "2027-08-31", "2027-08-03", id="29"),
    ],
)
def test_26_to_29_the_twelve_months_begin_with_the_day_the_plan_was_made(
    door, made, complete_by, meet_by
):
    reference = a_review(door, made=made, today="2028-06-01")
    dues = door.dues(reference, made)
    assert (dues["review_first"], dues["review_meeting_by"]) == (complete_by, meet_by)


def test_29_the_anniversary_itself_is_a_day_late(door):
    reference = a_review(door, made="2026-09-01", today="2027-10-01")
    door.records(reference, Kind.REVIEW_MEETING_FIXED, "2027-07-01", meeting_on="2027-08-09")
    door.records(reference, Kind.REVIEW_MEETING_HELD, "2027-08-09")
    door.records(
        reference, Kind.TOLD_WILL_MAINTAIN, "2027-09-01", **notice(Kind.TOLD_WILL_MAINTAIN)
    )
    limits = door.explains(reference, "2027-09-01")
    assert limits["review_decision"]["status"] == "met on time"
    assert limits["review_first"]["status"] == "met late"


def test_30_a_child_under_five_is_thought_of_sooner(door):
    door.it_is("2026-11-21")
    small = door.opens("annual_review", Kind.PLAN_FIRST_MADE, "2026-10-15", "--born", "2023-01-09")
    dues = door.dues(small, "2026-10-15")
    assert (dues["review_under5_from"], dues["review_under5"]) == ("2027-01-15", "2027-04-15")
    assert dues["review_first"] == "2027-10-14"
    older = door.opens("annual_review", Kind.PLAN_FIRST_MADE, "2026-10-15", "--born", "2017-01-09")
    assert "review_under5" not in door.dues(older, "2026-10-15")


@pytest.mark.parametrize(
    ("kind", "rule", "strict", "published", "meet_by"),
    [
        pytest.param(
            Kind.PHASE_TRANSFER_TO_SCHOOL_DUE,
            "phase_transfer_school",
            "2027-02-14",
            "2027-02-15",
            "2026-11-22",
            id="31",
        ),
        pytest.param(
            Kind.PHASE_TRANSFER_TO_POST16_DUE,
            "phase_transfer_post16",
            "2027-03-30",
            "2027-03-31",
            "2027-01-05",
            id="32",
        ),
    ],
)
def test_31_and_32_strictly_before_and_as_published(door, kind, rule, strict, published, meet_by):
    door.it_is("2027-06-01")
    reference = door.opens("phase_transfer", kind, "2026-09-01", transfer_on="2027-09-01")
    limits = door.explains(reference, "2026-09-01")
    assert limits[rule]["due"] == strict
    assert limits[f"{rule}_published"]["due"] == published
    assert limits[f"{rule}_meeting"]["due"] == meet_by
    assert limits[f"{rule}_meeting"]["force"] == "planning_date"
    final = notice(Kind.TRANSFER_PLAN_FINALISED)
    assert "reg 18(1)" in door.refuses(reference, Kind.TRANSFER_PLAN_FINALISED, published, **final)
    final |= {"names": "Candleford Academy"}
    door.records(reference, Kind.TRANSFER_PLAN_FINALISED, published, **final)
    limits = door.explains(reference, published)
    assert limits[rule]["status"] == "met late"
    assert limits[f"{rule}_published"]["status"] == "met on time"


@pytest.mark.parametrize(
    ("move_on", "due"),
    [
        pytest.param("2027-09-01", "2027-04-01", id="33"),
        pytest.param("2027-07-31", "2027-02-28", id="34"),
    ],
)
def test_33_and_34_five_months_before_a_move_between_colleges(door, move_on, due):
    door.it_is("2027-01-04")
    reference = door.opens(
        "phase_transfer", Kind.POST16_MOVE_PLANNED, "2026-12-01", move_on=move_on
    )
    assert door.dues(reference, "2026-12-01")["phase_transfer_post16_move"] == due
