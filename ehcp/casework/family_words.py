"""Where a case stands in the words that a family is told: what we do now, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.stages import Stage


@dataclass(frozen=True)
class InFamilyWords:
    """One stage in a family's words.

    Attributes:
        now: what is happening.
        then: what comes after it; empty where the case has ended.
    """

    now: str
    then: str = ""


STAGE_WORDS: Final[Mapping[Stage, InFamilyWords]] = {
    Stage.REQUESTED: InFamilyWords(
        "We are deciding whether to carry out an EHC needs assessment.",
        "We will write to you with our decision and the reasons for it.",
    ),
    Stage.REASSESSMENT_REQUESTED: InFamilyWords(
        "We are deciding whether to assess again.",
        "We will write to you with our decision and the reasons for it.",
    ),
    Stage.ASSESSING: InFamilyWords(
        "We are carrying out the assessment and are asking for advice.",
        "When we have the advice, we decide whether a plan is needed.",
    ),
    Stage.DRAFTING: InFamilyWords(
        "We have decided to make a plan and are writing the draft.",
        "We will send you the draft. You then have at least 15 days to tell us what you think.",
    ),
    Stage.DRAFT: InFamilyWords(
        "You have the draft plan.",
        "We look at what you and the school or college say, and then make the final plan.",
    ),
    Stage.REVIEW_DUE: InFamilyWords(
        "The plan is to be reviewed. A date for the meeting is being found.",
        "You will be invited to the meeting at least two weeks before it.",
    ),
    Stage.REVIEW_ARRANGED: InFamilyWords(
        "A date has been set for the meeting about the plan.",
        "After the meeting you get a report of it, and then our decision.",
    ),
    Stage.REVIEW_HELD: InFamilyWords(
        "The meeting about the plan has been held.",
        "We will tell you whether we keep the plan, change it or end it.",
    ),
    Stage.AMENDING: InFamilyWords(
        "We have decided to change the plan.",
        "We will send you the changes that we propose. You then have at least 15 days to reply.",
    ),
    Stage.AMENDMENT_PROPOSED: InFamilyWords(
        "You have the changes that we propose to the plan.",
        "We look at what you say, and then make the changed plan final.",
    ),
    Stage.TRANSFER_DUE: InFamilyWords(
        "The plan is to be reviewed before the move to the next school or college.",
        "We will make a plan that names where your child or you will go.",
    ),
    Stage.TRANSFER_REVIEWED: InFamilyWords(
        "The plan has been reviewed for the move to the next school or college.",
        "We will send the final plan that names where your child or you will go.",
    ),
    Stage.CEASING_CONSIDERED: InFamilyWords(
        "We are thinking about whether the plan is still needed.",
        "We ask you and the school or college first, and write to you with our decision.",
    ),
    Stage.CEASE_NOTIFIED: InFamilyWords(
        "We have told you that the plan is to end. It stays in force while you can appeal.",
        "If you appeal, the plan goes on until the Tribunal has decided.",
    ),
    Stage.MOVING_OUT: InFamilyWords(
        "We are handing the plan to the council where you now live.",
        "That council will write to you.",
    ),
    Stage.TRANSFERRED_IN: InFamilyWords(
        "The plan has come to us from the council where you lived before.",
        "We will tell you when we will review it, and whether we assess again.",
    ),
    Stage.COMPLAINT_OPEN: InFamilyWords(
        "We are looking into your complaint.", "We will write to you with our answer."
    ),
    Stage.REMEDY_OWED: InFamilyWords(
        "We have answered your complaint and owe you what we promised.",
        "We will tell you when it is done.",
    ),
    Stage.PLAN_ISSUED: InFamilyWords("The final plan has been made and sent to you."),
    Stage.NOT_ASSESSED: InFamilyWords("We have decided not to carry out an assessment."),
    Stage.NOT_REASSESSED: InFamilyWords("We have decided not to assess again."),
    Stage.NO_PLAN: InFamilyWords("We have assessed, and decided that no plan is needed."),
    Stage.REVIEW_MAINTAINED: InFamilyWords("The plan has been reviewed and stays as it is."),
    Stage.PLAN_AMENDED: InFamilyWords("The changed plan has been made and sent to you."),
    Stage.AMENDMENT_DECLINED: InFamilyWords("We have decided not to change the plan after all."),
    Stage.CEASE_DECIDED: InFamilyWords("The plan has been reviewed, and we propose to end it."),
    Stage.TRANSFER_NAMED: InFamilyWords("The plan for the next school or college is final."),
    Stage.CEASED: InFamilyWords("The plan has ended."),
    Stage.PLAN_KEPT: InFamilyWords("The plan goes on."),
    Stage.PLAN_TRANSFERRED: InFamilyWords("The plan is now with the council where you live."),
    Stage.TRANSFER_TOLD: InFamilyWords("The plan is with us, and we have written to you about it."),
    Stage.COMPLAINT_CLOSED: InFamilyWords("Your complaint is closed."),
    Stage.NOT_NEEDED: InFamilyWords("This is no longer needed."),
    Stage.WITHDRAWN: InFamilyWords("The request was withdrawn."),
    Stage.MOVED_OUT: InFamilyWords("You have moved, and the council there has taken over."),
    Stage.DIED: InFamilyWords("This is closed."),
}
"""Every stage of every journey."""

_ADVICE_WORDS: Final[Mapping[str, str]] = {
    AdviceKind.OTHER.value: "other advice",
    AdviceKind.REQUESTED_BY_FAMILY.value: "advice that you asked us to get",
}


def advice_words(kind: str) -> str:
    """Name a kind of advice to a family: 'advice about health'; never the service that gives it."""
    known = next((each for each in AdviceKind if each == kind), AdviceKind.OTHER)
    return _ADVICE_WORDS.get(known.value, f"advice about {known.says}")
