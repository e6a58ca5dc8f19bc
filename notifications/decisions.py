"""The stages to which a case comes by a decision of which the family has its notice."""

from typing import Final

from sqlalchemy import and_, not_, select

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases

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

_review = cases.alias("review")
NOT_TOLD_BEFORE: Final = not_(
    and_(
        cases.c.stage == Stage.CEASE_NOTIFIED.value,
        select(_review.c.id)
        .where(
            _review.c.id == cases.c.follows_case_id,
            _review.c.stage == Stage.CEASE_DECIDED.value,
        )
        .correlate(cases)
        .exists(),
    )
)
"""A review that ends in ceasing opens the case of ceasing with the same decision: told of once."""
