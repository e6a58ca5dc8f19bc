"""The steps whose lateness a family is told of, in the words of an email, by the limits they have.

What is owed differs with the journey: who has a plan already is told of no plan to come.
"""

from dataclasses import dataclass
from typing import Final

from ehcp.cases.stages import Stage


@dataclass(frozen=True, kw_only=True)
class LateStep:
    """One step that the law sets a day for.

    Attributes:
        name: what it is called in keys; it stays the same whatever the words become.
        says: the step in plain words, after "the law gave us until a day for".
        rules: the limits of it.
        is_plan: whether what is late is a plan that there will be.
    """

    name: str
    says: str
    rules: tuple[str, ...]
    is_plan: bool = False


_BEFORE_A_DECISION: Final = LateStep(
    name="assessment",
    says="finishing the assessment, with the final EHC plan if there is to be one",
    rules=("final_plan", "detained_final_plan", "order_b_ii", "unopposed_plan"),
)
_REASSESSING: Final = LateStep(
    name="reassessment",
    says="finishing the re-assessment, with the final plan or our reasons for leaving it as it is",
    rules=("reassess_final", "order_b_ii", "unopposed_plan"),
)
_PLAN: Final = LateStep(
    name="plan",
    says="sending the final EHC plan",
    rules=(*_BEFORE_A_DECISION.rules, "order_c_final", "unopposed_final"),
    is_plan=True,
)
_STEPS: Final = (
    LateStep(
        name="decide",
        says="telling you whether we will assess",
        rules=("decide_to_assess", "detained_decide"),
    ),
    LateStep(
        name="decide_again",
        says="telling you whether we will re-assess",
        rules=("reassess_decision",),
    ),
    LateStep(
        name="ordered",
        says="telling you that we will assess",
        rules=("order_b", "unopposed_assess"),
    ),
    LateStep(
        name="reconsider",
        says="looking at our decision about an EHC plan again",
        rules=("order_d",),
    ),
    LateStep(
        name="draft",
        says="sending you the draft of the EHC plan",
        rules=("order_c_draft", "unopposed_draft"),
        is_plan=True,
    ),
    _PLAN,
    _REASSESSING,
    LateStep(
        name="review",
        says="completing the annual review",
        rules=("review_first", "review_next", "transfer_review"),
    ),
    LateStep(
        name="review_decision",
        says="telling you our decision after the review meeting",
        rules=("review_decision",),
    ),
    LateStep(
        name="amending",
        says="sending the final amended EHC plan, or our reasons for leaving it as it is",
        rules=("amend_final", "amend_outer_limit", "amend_without_review"),
    ),
    LateStep(
        name="amended",
        says="sending the final amended EHC plan",
        rules=(
            *("order_e", "order_f", "order_h"),
            *("unopposed_contents", "unopposed_placement", "unopposed_amend"),
        ),
        is_plan=True,
    ),
    LateStep(
        name="phase",
        says="naming the next school or college in the EHC plan",
        rules=("phase_transfer_school", "phase_transfer_post16", "phase_transfer_post16_move"),
        is_plan=True,
    ),
    LateStep(
        name="taken_over",
        says="telling you about the EHC plan that has come to us from another council",
        rules=("transfer_inform_parent",),
    ),
)
STEPS: Final = (_BEFORE_A_DECISION, *_STEPS)
"""Every step that a family may have been told of."""

FINAL: Final = tuple(dict.fromkeys((*_PLAN.rules, *_REASSESSING.rules)))
"""The limits of a final plan."""

RULES: Final = tuple(dict.fromkeys(rule for step in _STEPS for rule in step.rules))


def late_step(rule_id: str, *, stage: str, plan: bool) -> LateStep:
    """Give the step that a limit is of, for a case at this stage.

    `plan` is whether there is a plan already. Before it is decided that there will be one, what is
    late is the assessment.
    """
    if plan and rule_id in _REASSESSING.rules:
        return _REASSESSING
    if stage in (Stage.REQUESTED, Stage.ASSESSING) and rule_id in _BEFORE_A_DECISION.rules:
        return _BEFORE_A_DECISION
    return next(step for step in _STEPS if rule_id in step.rules)
