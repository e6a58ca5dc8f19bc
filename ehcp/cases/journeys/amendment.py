"""The journey of an amendment without a review (SI 2014/1530 reg 28)."""

from ehcp.cases.journeys.annual_review import AMENDING
from ehcp.cases.journeys.assessing import in_place
from ehcp.cases.journeys.disputes import disputed
from ehcp.cases.journeys.journey import ENDED_EARLY, MANAGER, Journey, beside, ends, leaves, starts
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

_OPEN = (Stage.AMENDMENT_PROPOSED,)
_CLOSED = (Stage.PLAN_AMENDED, Stage.AMENDMENT_DECLINED)
_PLAN_GONE = (Stage.CEASED, Stage.PLAN_TRANSFERRED)

AMENDMENT = Journey(
    name="amendment",
    says="Amendment without a review",
    drafted=(Kind.AMENDMENT_PROPOSED,),
    issued=(Kind.AMENDED_PLAN_FINALISED,),
    steps=(
        # at                    when it happens               goes to               recorded by
        *starts((Kind.AMENDMENT_PROPOSED,), Stage.AMENDMENT_PROPOSED, MANAGER),
        # A notice sent again, with other amendments, opens the fifteen days anew.
        *(step for step in AMENDING if step.at is Stage.AMENDMENT_PROPOSED),
        *in_place((Stage.PLAN_AMENDED,)),
        *disputed(_CLOSED, plan=True),
        *leaves(_OPEN, Kind.PLAN_CEASED, Stage.CEASED, MANAGER),
        *leaves(_OPEN, Kind.PLAN_TRANSFERRED, Stage.PLAN_TRANSFERRED, MANAGER),
        *ends(_OPEN),
        *beside((*_OPEN, *_CLOSED, *_PLAN_GONE, *ENDED_EARLY)),
    ),
)
