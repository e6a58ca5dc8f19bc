"""The journey of a complaint: answered stage by stage, and its remedy carried out."""

from ehcp.cases.journeys.journey import (
    CASEWORKER,
    ENDED_EARLY,
    MANAGER,
    Journey,
    Step,
    beside,
    ends,
    leaves,
    stays,
)
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

_OPEN = (Stage.COMPLAINT_OPEN, Stage.REMEDY_OWED)

COMPLAINT = Journey(
    name="complaint",
    says="Complaint",
    decided=(Kind.COMPLAINT_ANSWERED,),
    steps=(
        # at                    when it happens               goes to               recorded by
        Step(None, Kind.COMPLAINT_RECEIVED, Stage.COMPLAINT_OPEN, CASEWORKER),
        *stays((Stage.COMPLAINT_OPEN,), Kind.COMPLAINT_ACKNOWLEDGED, CASEWORKER),
        *stays(_OPEN, Kind.COMPLAINT_ANSWERED, MANAGER),
        *stays(_OPEN, Kind.COMPLAINT_ESCALATED, CASEWORKER),
        *leaves(_OPEN, Kind.REMEDY_AGREED, Stage.REMEDY_OWED, MANAGER),
        *stays((Stage.REMEDY_OWED,), Kind.REMEDY_DONE, CASEWORKER),
        *leaves(_OPEN, Kind.COMPLAINT_CLOSED, Stage.COMPLAINT_CLOSED, MANAGER),
        *ends(_OPEN),
        *beside((*_OPEN, Stage.COMPLAINT_CLOSED, *ENDED_EARLY)),
    ),
)
