"""The journey of a phase transfer: the plan is to be final for the next phase by a fixed date."""

from ehcp.cases.journeys.assessing import in_place
from ehcp.cases.journeys.disputes import disputed
from ehcp.cases.journeys.journey import (
    CASEWORKER,
    ENDED_EARLY,
    MANAGER,
    PROVIDER,
    Journey,
    beside,
    ends,
    leaves,
    starts,
    stays,
)
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

_OPEN = (Stage.TRANSFER_DUE, Stage.TRANSFER_REVIEWED)
_PLAN_GONE = (Stage.CEASED, Stage.PLAN_TRANSFERRED)

PHASE_TRANSFER = Journey(
    name="phase_transfer",
    says="Phase transfer",
    decided=(Kind.REVIEW_MEETING_HELD,),
    issued=(Kind.TRANSFER_PLAN_FINALISED,),
    steps=(
        # at                    when it happens               goes to               recorded by
        *starts(
            (
                Kind.PHASE_TRANSFER_TO_SCHOOL_DUE,
                Kind.PHASE_TRANSFER_TO_POST16_DUE,
                Kind.POST16_MOVE_PLANNED,
            ),
            Stage.TRANSFER_DUE,
        ),
        *stays(_OPEN, Kind.REVIEW_MEETING_FIXED, CASEWORKER),
        *leaves(_OPEN, Kind.REVIEW_MEETING_HELD, Stage.TRANSFER_REVIEWED, PROVIDER),
        *stays(_OPEN, Kind.PREFERENCE_RECEIVED, CASEWORKER),
        *stays(_OPEN, Kind.SETTING_CONSULTED, CASEWORKER),
        *stays(_OPEN, Kind.SETTING_REPLIED, PROVIDER),
        *leaves(_OPEN, Kind.TRANSFER_PLAN_FINALISED, Stage.TRANSFER_NAMED, MANAGER),
        *in_place((Stage.TRANSFER_NAMED,)),
        *disputed((Stage.TRANSFER_NAMED,), plan=True),
        *leaves(_OPEN, Kind.PLAN_CEASED, Stage.CEASED, MANAGER),
        *leaves(_OPEN, Kind.PLAN_TRANSFERRED, Stage.PLAN_TRANSFERRED, MANAGER),
        *ends(_OPEN),
        *beside((*_OPEN, Stage.TRANSFER_NAMED, *_PLAN_GONE, *ENDED_EARLY)),
    ),
)
