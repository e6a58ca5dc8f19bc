"""The journey of an assessment or plan that an order, an agreement or a yielded appeal demands.

The refusal stands as it was decided on its own case; the six, sixteen and twenty weeks of that
case do not begin again. Regulations 42, 44 and 45 set the times instead.
"""

from ehcp.cases.journeys.assessing import ASSESSED, FROM_ADVICE_TO_PLAN, NO_PLAN
from ehcp.cases.journeys.disputes import disputed
from ehcp.cases.journeys.journey import (
    CASEWORKER,
    ENDED_EARLY,
    MANAGER,
    Journey,
    beside,
    ends,
    starts,
    stays,
)
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

ORDERED_ASSESSMENT = Journey(
    name="ordered_assessment",
    says="Assessment after an appeal or mediation",
    decided=(Kind.TOLD_WILL_ASSESS,),
    drafted=(Kind.DRAFT_SERVED,),
    issued=(Kind.PLAN_FINALISED,),
    steps=(
        # at                    when it happens               goes to               recorded by
        *starts((Kind.ASSESSMENT_ORDERED,), Stage.ASSESSING),
        *stays((Stage.ASSESSING,), Kind.TOLD_WILL_ASSESS, MANAGER),
        *stays((Stage.ASSESSING,), Kind.NOTIFIED_CONSIDERING, CASEWORKER),
        *FROM_ADVICE_TO_PLAN,
        *NO_PLAN,
        *disputed((Stage.NO_PLAN,), plan=False),
        *disputed((Stage.PLAN_ISSUED,), plan=True),
        *ends(ASSESSED),
        *beside((*ASSESSED, Stage.PLAN_ISSUED, Stage.NO_PLAN, *ENDED_EARLY)),
    ),
)
