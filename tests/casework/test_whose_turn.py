"""Promises about whose turn it is: every open stage has somebody, and says what they do."""

from datetime import date
from typing import Any

import pytest

from ehcp.cases.stages import OPEN, Stage
from ehcp.casework.whose_turn import Where, whose_turn

TODAY = date(2026, 3, 2)


def turn(stage: Stage, **more: Any) -> str | None:
    where: dict[str, Any] = {
        "asked": False,
        "sent_back": (),
        "drafted_on": None,
        "meeting_on": None,
        "is_at_a_setting": True,
    } | more
    return whose_turn(Where(stage=stage, **where), today=TODAY)


@pytest.mark.parametrize("stage", Stage)
def test_every_open_stage_has_somebody_whose_turn_it_is(stage):
    said = turn(stage)
    assert (said is not None) == (stage in OPEN)
    assert said is None or said.startswith(("Us: ", "The family: ", "The school: "))


def test_a_request_waits_for_us():
    assert turn(Stage.REQUESTED) == "Us: decide whether to assess"


def test_a_draft_is_the_familys_for_fifteen_days_and_ours_after_them():
    assert "by 2 March 2026" in (turn(Stage.DRAFT, drafted_on=date(2026, 2, 16)) or "")
    over = turn(Stage.DRAFT, drafted_on=date(2026, 2, 15))
    assert over == "Us: make the plan final"


def test_a_review_without_a_school_is_ours_to_arrange():
    assert turn(Stage.REVIEW_DUE) == "The school: arrange the review meeting"
    assert turn(Stage.REVIEW_DUE, is_at_a_setting=False) == "Us: arrange the review meeting"


def test_a_meeting_that_has_passed_is_ours_to_record():
    assert turn(Stage.REVIEW_ARRANGED, meeting_on=TODAY) == "The school: meeting on 2 March 2026"
    passed = turn(Stage.REVIEW_ARRANGED, meeting_on=date(2026, 3, 1))
    assert passed == "Us: record whether the meeting was held"


def test_what_a_service_sent_back_is_ours_whatever_the_stage():
    said = turn(Stage.ASSESSING, asked=True, sent_back=("health",))
    assert said == "Us: ask again for what was sent back (health)"
