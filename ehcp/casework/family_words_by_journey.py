"""A family's words for stages that mean another thing on one journey than on the others."""

from collections.abc import Mapping
from typing import Final

from ehcp.cases.stages import Stage
from ehcp.casework.in_family_words import InFamilyWords

_STAYS: Final = "The plan that you have stays in force"

_DRAFTING = InFamilyWords(
    "We are writing the draft of the plan that follows from the re-assessment.",
    "We will send you the draft. You then have at least 15 days to tell us what you think. "
    f"{_STAYS} until the new one is final.",
)
_DRAFT = InFamilyWords(
    "You have the draft of the plan that follows from the re-assessment.",
    "We look at what you and the school or college say, and then make the new plan final. "
    f"{_STAYS} until then.",
)
_NEW_PLAN = InFamilyWords(
    "We have assessed again. The final plan that follows from it has been made and sent to you."
)
_DECIDES_AGAIN: Final = (
    "When we have the advice, we decide whether the plan changes. "
    f"{_STAYS} until then, and what it says has to be provided."
)

UNDER_A_PLAN: Final[Mapping[Stage, InFamilyWords]] = {
    Stage.NOT_NEEDED: InFamilyWords(
        "We do not go on with this, because it is no longer needed. It does not change the plan. "
        "If you do not know why, ring us."
    ),
    Stage.WITHDRAWN: InFamilyWords(
        "This was withdrawn, and we do not go on with it. It does not change the plan."
    ),
    Stage.MOVED_OUT: InFamilyWords(
        "You have moved to the area of another council. Within England the plan goes with you: "
        "the council there has to keep it, and to provide what it says."
    ),
}
"""Where there is a plan, what is broken off leaves it as it is (SI 2014/1530 reg 15; CFA s.42)."""

REASSESSED: Final[Mapping[Stage, InFamilyWords]] = {
    Stage.ASSESSING: InFamilyWords(
        "We are assessing again after your appeal or mediation, and are asking for advice.",
        _DECIDES_AGAIN,
    ),
    Stage.DRAFTING: _DRAFTING,
    Stage.DRAFT: _DRAFT,
    Stage.PLAN_ISSUED: _NEW_PLAN,
    Stage.NO_PLAN: InFamilyWords(
        "We have assessed again, and decided not to make a new plan. The plan that you have stays "
        "as it is."
    ),
}
"""A re-assessment that was ordered."""

_ORDERED_PLAN = InFamilyWords(
    "After your appeal or mediation there will be a plan, and we are writing the draft.",
    "We will send you the draft. You then have at least 15 days to tell us what you think.",
)
ORDERED: Final[Mapping[tuple[str, Stage], InFamilyWords]] = {
    ("assess", Stage.ASSESSING): InFamilyWords(
        "We are carrying out the assessment after your appeal or mediation, and are asking for "
        "advice.",
        "When we have the advice, we decide whether a plan is needed.",
    ),
    ("make_plan", Stage.ASSESSING): _ORDERED_PLAN,
    ("make_plan", Stage.DRAFTING): _ORDERED_PLAN,
    ("reconsider", Stage.ASSESSING): InFamilyWords(
        "After your appeal or mediation we are looking at our decision again.",
        "We will send you either a draft plan, or our decision that there will be none, with the "
        "reasons.",
    ),
    ("reconsider", Stage.NO_PLAN): InFamilyWords(
        "We have looked at our decision again, and decided that no plan is needed."
    ),
}
"""By what was ordered, agreed or yielded (SI 2014/1530 reg 44(2)(b) to (d))."""

OF_JOURNEY: Final[Mapping[tuple[str, Stage], InFamilyWords]] = {
    ("needs_assessment", Stage.NOT_NEEDED): InFamilyWords(
        "We do not go on with the needs assessment, because it is no longer needed. If you do not "
        "know why, ring us."
    ),
    ("needs_assessment", Stage.WITHDRAWN): InFamilyWords(
        "This was withdrawn, and we do not go on with the needs assessment."
    ),
    ("needs_assessment", Stage.MOVED_OUT): InFamilyWords(
        "You have moved to the area of another council, so we do not go on with the needs "
        "assessment. It does not move with you: you can ask the council there for one."
    ),
    ("reassessment", Stage.REASSESSMENT_REQUESTED): InFamilyWords(
        "We are deciding whether to assess again.",
        "We will write to you with our decision and the reasons for it. "
        f"{_STAYS} meanwhile, and what it says has to be provided.",
    ),
    ("reassessment", Stage.ASSESSING): InFamilyWords(
        "We are assessing again and are asking for advice.", _DECIDES_AGAIN
    ),
    ("reassessment", Stage.DRAFTING): _DRAFTING,
    ("reassessment", Stage.DRAFT): _DRAFT,
    ("reassessment", Stage.PLAN_ISSUED): _NEW_PLAN,
    ("reassessment", Stage.AMENDMENT_DECLINED): InFamilyWords(
        "We have assessed again, and decided not to change the plan. It stays as it is."
    ),
    ("reassessment", Stage.MOVED_OUT): InFamilyWords(
        "You have moved to the area of another council. Within England the plan goes with you: "
        "the council there has to keep it, and to provide what it says. The re-assessment does not "
        "go with you: that council tells you whether it will assess."
    ),
    ("amendment", Stage.WITHDRAWN): InFamilyWords(
        "The changes that we proposed were withdrawn. They do not change the plan."
    ),
    ("ceasing", Stage.WITHDRAWN): InFamilyWords(
        "We do not go on with ending the plan. It stays in force."
    ),
    ("complaint", Stage.NOT_NEEDED): InFamilyWords(
        "Your complaint is closed, because it is no longer needed. If that is not so, tell us."
    ),
    ("complaint", Stage.WITHDRAWN): InFamilyWords("Your complaint was withdrawn, and is closed."),
    ("complaint", Stage.MOVED_OUT): InFamilyWords(
        "You have moved to the area of another council, and your complaint is closed. If you "
        "still want an answer from us, tell us."
    ),
}
"""By journey."""
