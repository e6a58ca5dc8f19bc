"""Whose turn it is in a case: the family, the school, or us, and with what.

It is asked where no service owes advice, and follows from the stage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ehcp.cases.stages import Stage
from ehcp.law.in_words import day_in_words
from ehcp.law.rules import rule

_OURS: Final[Mapping[Stage, str]] = {
    Stage.REQUESTED: "decide whether to assess",
    Stage.REASSESSMENT_REQUESTED: "decide whether to re-assess",
    Stage.DRAFTING: "finish the draft and serve it",
    Stage.REVIEW_ARRANGED: "record whether the meeting was held",
    Stage.REVIEW_HELD: "decide after the review",
    Stage.AMENDING: "send the proposed amendments",
    Stage.TRANSFER_DUE: "review the plan for the next phase",
    Stage.TRANSFER_REVIEWED: "make the plan final for the next phase",
    Stage.CEASING_CONSIDERED: "consult, and decide whether the plan ceases",
    Stage.MOVING_OUT: "transfer the plan",
    Stage.TRANSFERRED_IN: "tell the family what happens with the plan",
    Stage.COMPLAINT_OPEN: "answer the complaint",
    Stage.REMEDY_OWED: "carry out the remedy",
}
_AFTER_THE_FAMILY: Final[Mapping[Stage, tuple[str, str]]] = {
    Stage.DRAFT: ("parent_representations", "make the plan final"),
    Stage.AMENDMENT_PROPOSED: ("amend_representations", "make the amended plan final"),
}
"""Where the family has time to answer: by which rule, and what is ours when it is over."""


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where a case stands, as far as it says whose turn it is.

    Attributes:
        asked: whether any advice was ever asked for.
        sent_back: the kinds of advice whose service sent the request back, in words.
        is_at_a_setting: whether a school, college or nursery is on the child's record.
    """

    stage: Stage
    asked: bool
    sent_back: Sequence[str]
    drafted_on: date | None
    meeting_on: date | None
    is_at_a_setting: bool


def whose_turn(where: Where, *, today: date) -> str | None:
    """Say who has the next step, and what it is; None where nobody has one."""
    stage = where.stage
    if where.sent_back:
        return f"Us: ask again for what was sent back ({', '.join(where.sent_back)})"
    match stage:
        case Stage.ASSESSING:
            turn = "Us: decide whether to issue a plan" if where.asked else "Us: ask for advice"
        case Stage.DRAFT | Stage.AMENDMENT_PROPOSED:
            turn = _after_the_family(where, today)
        case Stage.REVIEW_ARRANGED if where.meeting_on is not None and today <= where.meeting_on:
            turn = f"The school: meeting on {day_in_words(where.meeting_on)}"
        case Stage.REVIEW_DUE:
            who = "The school" if where.is_at_a_setting else "Us"
            turn = f"{who}: arrange the review meeting"
        case Stage.CEASE_NOTIFIED:
            turn = "The family: they may appeal"
        case _:
            return f"Us: {_OURS[stage]}" if stage in _OURS else None
    return turn


def _after_the_family(where: Where, today: date) -> str:
    by_rule, then = _AFTER_THE_FAMILY[where.stage]
    until = rule(by_rule).due(where.drafted_on) if where.drafted_on else None
    if until is not None and today <= until:
        return f"The family: their views, by {day_in_words(until)}"
    return f"Us: {then}"
