"""The journey of an EHC needs assessment: from the request to the final plan."""

from ehcp.cases.journeys.assessing import FROM_ADVICE_TO_PLAN, NO_PLAN
from ehcp.cases.journeys.disputes import disputed
from ehcp.cases.journeys.journey import (
    CASEWORKER,
    ENDED_EARLY,
    MANAGER,
    Journey,
    Step,
    beside,
    ends,
    starts,
    stays,
)
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import OPEN_ASSESSMENT, Stage

_TRIGGERS = (Kind.REQUEST_RECEIVED, Kind.BECAME_RESPONSIBLE)
_OF_A_DETAINED_PERSON = (Kind.DETAINED_REQUEST_RECEIVED, Kind.DETAINED_BROUGHT_TO_ATTENTION)
_CLOSED = (Stage.PLAN_ISSUED, Stage.NOT_ASSESSED, Stage.NO_PLAN)

NEEDS_ASSESSMENT = Journey(
    name="needs_assessment",
    says="EHC needs assessment",
    decided=(Kind.TOLD_WILL_ASSESS, Kind.TOLD_WILL_NOT_ASSESS),
    drafted=(Kind.DRAFT_SERVED,),
    issued=(Kind.PLAN_FINALISED,),
    steps=(
        # at                    when it happens               goes to               recorded by
        *starts((*_TRIGGERS, *_OF_A_DETAINED_PERSON), Stage.REQUESTED),
        *stays(OPEN_ASSESSMENT, Kind.REQUEST_RECEIVED, CASEWORKER),
        *stays(OPEN_ASSESSMENT, Kind.BECAME_RESPONSIBLE, CASEWORKER),
        *stays((Stage.REQUESTED,), Kind.NOTIFIED_CONSIDERING, CASEWORKER),
        *stays((Stage.REQUESTED,), Kind.EXISTING_ADVICE_USED, CASEWORKER),
        Step(Stage.REQUESTED, Kind.TOLD_WILL_ASSESS, Stage.ASSESSING, MANAGER),
        Step(Stage.REQUESTED, Kind.TOLD_WILL_NOT_ASSESS, Stage.NOT_ASSESSED, MANAGER),
        *FROM_ADVICE_TO_PLAN,
        *NO_PLAN,
        *stays((Stage.PLAN_ISSUED,), Kind.RELEASED, CASEWORKER),
        *stays((Stage.PLAN_ISSUED,), Kind.RELEASE_REVIEWED, CASEWORKER),
        *disputed((Stage.NOT_ASSESSED, Stage.NO_PLAN), plan=False),
        *disputed((Stage.PLAN_ISSUED,), plan=True),
        *ends(OPEN_ASSESSMENT),
        *beside((*OPEN_ASSESSMENT, *_CLOSED, *ENDED_EARLY)),
    ),
)
