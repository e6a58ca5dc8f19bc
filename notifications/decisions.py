"""The stages to which a case comes by a decision of which the family has its notice."""

from typing import Final

from ehcp.cases.stages import Stage

ABOUT_A_PLAN: Final = (
    Stage.PLAN_ISSUED,
    Stage.REVIEW_MAINTAINED,
    Stage.AMENDING,
    Stage.PLAN_AMENDED,
    Stage.AMENDMENT_DECLINED,
    Stage.CEASE_DECIDED,
    Stage.CEASE_NOTIFIED,
    Stage.TRANSFER_NAMED,
)
"""Those that the setting is told of as well."""

DECIDED: Final = (
    Stage.NOT_ASSESSED,
    Stage.NOT_REASSESSED,
    Stage.NO_PLAN,
    *ABOUT_A_PLAN,
)
