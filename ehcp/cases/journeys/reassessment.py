"""The journey of a re-assessment: fifteen days to decide, fourteen weeks to the plan."""

from ehcp.cases.journeys.assessing import ASSESSED, FROM_ADVICE_TO_PLAN
from ehcp.cases.journeys.disputes import disputed
from ehcp.cases.journeys.journey import (
    CASEWORKER,
    ENDED_EARLY,
    MANAGER,
    Journey,
    Step,
    beside,
    ends,
    leaves,
)
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

_OPEN = (Stage.REASSESSMENT_REQUESTED, *ASSESSED)
_CLOSED = (Stage.PLAN_ISSUED, Stage.NOT_REASSESSED, Stage.AMENDMENT_DECLINED)

REASSESSMENT = Journey(
    name="reassessment",
    says="Re-assessment",
    decided=(Kind.TOLD_WILL_REASSESS, Kind.TOLD_WILL_NOT_REASSESS),
    drafted=(Kind.DRAFT_SERVED,),
    issued=(Kind.PLAN_FINALISED,),
    steps=(
        # at                    when it happens               goes to               recorded by
        Step(None, Kind.REASSESSMENT_REQUESTED, Stage.REASSESSMENT_REQUESTED, CASEWORKER),
        Step(None, Kind.REASSESSMENT_DECIDED, Stage.ASSESSING, MANAGER),
        Step(Stage.REASSESSMENT_REQUESTED, Kind.TOLD_WILL_REASSESS, Stage.ASSESSING, MANAGER),
        Step(
            Stage.REASSESSMENT_REQUESTED,
            Kind.TOLD_WILL_NOT_REASSESS,
            Stage.NOT_REASSESSED,
            MANAGER,
        ),
        *FROM_ADVICE_TO_PLAN,
        *leaves(ASSESSED, Kind.DECIDED_NOT_TO_AMEND, Stage.AMENDMENT_DECLINED, MANAGER),
        *disputed(_CLOSED, plan=True),
        *leaves(_OPEN, Kind.PLAN_CEASED, Stage.CEASED, MANAGER),
        *leaves(_OPEN, Kind.PLAN_TRANSFERRED, Stage.PLAN_TRANSFERRED, MANAGER),
        *ends(_OPEN),
        *beside((*_OPEN, *_CLOSED, Stage.CEASED, Stage.PLAN_TRANSFERRED, *ENDED_EARLY)),
    ),
)
