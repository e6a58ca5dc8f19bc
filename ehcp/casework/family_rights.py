"""What a family can do now, in plain words, with the last day where the record gives one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from ehcp.cases.stages import Stage
from ehcp.casework.told_to_family import TellsFamily

_CAN_BE_APPEALED: Final = frozenset(
    {
        Stage.NOT_ASSESSED,
        Stage.NOT_REASSESSED,
        Stage.NO_PLAN,
        Stage.PLAN_ISSUED,
        Stage.REVIEW_MAINTAINED,
        Stage.PLAN_AMENDED,
        Stage.AMENDMENT_DECLINED,
        Stage.CEASE_DECIDED,
        Stage.CEASE_NOTIFIED,
        Stage.CEASED,
        Stage.TRANSFER_NAMED,
    }
)
"""After these there is a decision that the Tribunal can look at (CFA s.51)."""


@dataclass(frozen=True, kw_only=True)
class Right:
    """Something that a family can do.

    Attributes:
        until: the last day, where it is known.
    """

    what: str
    how: str
    until: date | None = None


def rights_now(told: TellsFamily) -> Iterator[Right]:
    """Give what a family can do at this stage, what ends soonest first."""
    if told.stage is Stage.DRAFT:
        yield Right(
            what="Tell us what you think of the draft",
            how="You have at least 15 days. You can ask for changes, ask to meet us, and say which "
            "school or college you want in the plan.",
            until=told.reply_by,
        )
    if told.stage is Stage.AMENDMENT_PROPOSED:
        yield Right(
            what="Tell us what you think of the changes",
            how="You have at least 15 days. You can ask to meet us, and say which school or "
            "college you want in the plan.",
            until=told.reply_by,
        )
    if told.own_views is not None:
        yield Right(
            what="Tell us your own views",
            how="Say in your own words what goes well, what is hard, and what you hope for. You "
            "can write to us, ring us, or ask to meet us. If you need more time, or help with it, "
            "tell us. If you have sent your views already, you need do nothing more.",
        )
    if told.stage is Stage.PLAN_KEPT:
        yield Right(
            what="Ask for a review, or to assess again",
            how="If you want something in the plan changed, you can ask us to review it early, or "
            "to assess again. If we refuse to assess again, you can appeal against that.",
        )
    if told.stage in _CAN_BE_APPEALED or told.appeal_by:
        yield Right(
            what="Ask for mediation, or appeal",
            how="If you do not agree with our decision, you can talk to the mediation adviser "
            "named in our letter, and you can appeal to the Tribunal. You have two months from "
            "the date of our letter, or one month from the mediation certificate if that is "
            "later.",
            until=told.appeal_by,
        )
    yield Right(
        what="Get advice that is independent of us",
        how="It is free and in confidence.",
    )
    yield Right(
        what="Complain",
        how="Tell us first. If you are not content with our answer, or get none, you can go to the "
        "Local Government and Social Care Ombudsman (0300 061 0614). It is free.",
    )
