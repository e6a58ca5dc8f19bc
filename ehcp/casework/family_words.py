"""Where a case stands in the words that a family is told: what we do now, and what comes next."""

from collections.abc import Mapping
from typing import Final

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.after_a_dispute import amended_after_a_dispute
from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.family_words_by_journey import OF_JOURNEY, ORDERED, REASSESSED, UNDER_A_PLAN
from ehcp.casework.in_family_words import InFamilyWords

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
        "We will tell you whether we keep the plan as it is, change it or end it.",
    ),
    Stage.AMENDING: InFamilyWords(
        "We have decided to change the plan.",
        "We will send you the changes that we propose. You then have at least 15 days to reply.",
    ),
    Stage.AMENDMENT_PROPOSED: InFamilyWords(
        "You have the changes that we propose to the plan.",
        "We look at what you say. Then we send you the changed plan, or tell you why it stays as "
        "it is.",
    ),
    Stage.TRANSFER_DUE: InFamilyWords(
        "The plan is to be reviewed before the move to the next school or college.",
        "We change it where that is needed, and send you the final plan. It says which school or "
        "college, or which type, comes next.",
    ),
    Stage.TRANSFER_REVIEWED: InFamilyWords(
        "The plan has been reviewed for the move to the next school or college.",
        "We will send you the final plan. It says which school or college, or which type, comes "
        "next.",
    ),
    Stage.CEASING_CONSIDERED: InFamilyWords(
        "We are thinking about whether the plan is still needed.",
        "We ask you and the school or college first, and write to you with our decision. Until "
        "then the plan stays in force.",
    ),
    Stage.CEASE_NOTIFIED: InFamilyWords(
        "We have told you that the plan is to end. It stays in force while you can appeal.",
        "If you appeal, the plan goes on until the Tribunal has decided.",
    ),
    Stage.MOVING_OUT: InFamilyWords(
        "The plan goes with you when you move: we are handing it to the council of that area.",
        "Within six weeks of getting it, that council writes to you. It says whether it will "
        "assess, and when it will review the plan.",
    ),
    Stage.TRANSFERRED_IN: InFamilyWords(
        "The plan has come to us from the council where you lived before.",
        "We will tell you when we will review it, and whether we assess again.",
    ),
    Stage.COMPLAINT_OPEN: InFamilyWords(
        "We are looking into your complaint.", "We will write to you with our answer."
    ),
    Stage.REMEDY_OWED: InFamilyWords(
        "After your complaint we agreed what we will do to put things right.",
        "When it is done, we tell you, and close the complaint.",
    ),
    Stage.PLAN_ISSUED: InFamilyWords("The final plan has been made and sent to you."),
    Stage.NOT_ASSESSED: InFamilyWords("We have decided not to carry out an assessment."),
    Stage.NOT_REASSESSED: InFamilyWords(
        "We have decided not to assess again. The plan that you have stays as it is."
    ),
    Stage.NO_PLAN: InFamilyWords("We have assessed, and decided that no plan is needed."),
    Stage.REVIEW_MAINTAINED: InFamilyWords(
        "The plan has been reviewed, and we have decided to keep it as it is."
    ),
    Stage.PLAN_AMENDED: InFamilyWords("The changed plan has been made and sent to you."),
    Stage.AMENDMENT_DECLINED: InFamilyWords("We have decided not to change the plan after all."),
    Stage.CEASE_DECIDED: InFamilyWords(
        "The plan has been reviewed, and we have decided to end it. It stays in force while you "
        "can appeal, and until an appeal is decided."
    ),
    Stage.TRANSFER_NAMED: InFamilyWords(
        "The final plan for the next school or college has been made and sent to you."
    ),
    Stage.CEASED: InFamilyWords("The plan has ended."),
    Stage.PLAN_KEPT: InFamilyWords("The plan does not end. It stays in force."),
    Stage.PLAN_TRANSFERRED: InFamilyWords(
        "You have moved, and the plan is now with the council of that area. Within six weeks of "
        "getting it, that council writes to you."
    ),
    Stage.TRANSFER_TOLD: InFamilyWords("The plan is with us, and we have written to you about it."),
    Stage.COMPLAINT_CLOSED: InFamilyWords("Your complaint is closed."),
    Stage.NOT_NEEDED: InFamilyWords(
        "We do not go on with this, because it is no longer needed. If you do not know why, ring "
        "us."
    ),
    Stage.WITHDRAWN: InFamilyWords("This was withdrawn, and we do not go on with it."),
    Stage.MOVED_OUT: InFamilyWords(
        "You have moved to the area of another council, so we do not go on with this. It does not "
        "move with you: you can ask the council there for an assessment."
    ),
    Stage.DIED: InFamilyWords("This is closed."),
}
"""Every stage, as it is on the journeys that have no words of their own for it."""

_UNDER_A_PLAN: Final = (
    *("reassessment", "annual_review", "amendment", "phase_transfer"),
    *("ceasing", "transfer_in", "transfer_out"),
)

_ADVICE_WORDS: Final[Mapping[str, str]] = {
    AdviceKind.OTHER.value: "other advice",
    AdviceKind.REQUESTED_BY_FAMILY.value: "advice that you asked us to get",
}


def advice_words(kind: str) -> str:
    """Name a kind of advice to a family: 'advice about health'; never the service that gives it."""
    known = next((each for each in AdviceKind if each == kind), AdviceKind.OTHER)
    return _ADVICE_WORDS.get(known.value, f"advice about {known.says}")


def family_words(file: CaseFile, stage: Stage, *, has_plan: bool = False) -> InFamilyWords:
    """Give the words for a stage as it is in this case.

    `has_plan` says of an assessment that was ordered whether there is a plan meanwhile.
    """
    if not stage.is_open and (since := _after_a_dispute(file, stage)):
        return since
    ordered = file.last(Kind.ASSESSMENT_ORDERED)
    order = ordered.details.get("order", "") if ordered else ""
    reassessed = REASSESSED if has_plan and order else {}
    under_a_plan = UNDER_A_PLAN if has_plan or file.journey in _UNDER_A_PLAN else {}
    return (
        reassessed.get(stage)
        or ORDERED.get((order, stage))
        or OF_JOURNEY.get((file.journey, stage))
        or under_a_plan.get(stage)
        or STAGE_WORDS[stage]
    )


def _after_a_dispute(file: CaseFile, stage: Stage) -> InFamilyWords | None:
    if amended_after_a_dispute(file):
        return InFamilyWords(
            "After your appeal or mediation the plan was changed. The changed plan is final, and "
            "has been sent to you."
        )
    if stage is Stage.CEASED and _goes_on(file):
        return InFamilyWords("After your appeal or mediation the plan goes on.")
    return None


def _goes_on(file: CaseFile) -> bool:
    last = file.last(Kind.PLAN_CEASED, Kind.PLAN_CONTINUED)
    return last is not None and last.kind is Kind.PLAN_CONTINUED
