"""The journey of ceasing a plan, which lasts until the time to appeal is over (CFA s.45)."""

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
    stays,
)
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

_OPEN = (Stage.CEASING_CONSIDERED, Stage.CEASE_NOTIFIED)
_CLOSED = (Stage.CEASED, Stage.PLAN_KEPT, Stage.PLAN_TRANSFERRED)

CEASING = Journey(
    name="ceasing",
    says="Ceasing a plan",
    decided=(Kind.TOLD_WILL_CEASE, Kind.DECIDED_NOT_TO_CEASE),
    steps=(
        # at                    when it happens               goes to               recorded by
        Step(None, Kind.CEASING_CONSIDERED, Stage.CEASING_CONSIDERED, CASEWORKER),
        *stays((Stage.CEASING_CONSIDERED,), Kind.CEASE_CONSULTED, CASEWORKER),
        Step(Stage.CEASING_CONSIDERED, Kind.TOLD_WILL_CEASE, Stage.CEASE_NOTIFIED, MANAGER),
        *leaves(_OPEN, Kind.DECIDED_NOT_TO_CEASE, Stage.PLAN_KEPT, MANAGER),
        *(
            step
            for step in disputed((Stage.CEASE_NOTIFIED, Stage.CEASED, Stage.PLAN_KEPT), plan=True)
            if (step.at, step.when) != (Stage.CEASE_NOTIFIED, Kind.PLAN_CONTINUED)
        ),
        Step(Stage.CEASE_NOTIFIED, Kind.PLAN_CONTINUED, Stage.PLAN_KEPT, CASEWORKER),
        Step(Stage.CEASE_NOTIFIED, Kind.PLAN_CEASED, Stage.CEASED, MANAGER),
        *leaves(_OPEN, Kind.PLAN_TRANSFERRED, Stage.PLAN_TRANSFERRED, MANAGER),
        *ends(_OPEN),
        *beside((*_OPEN, *_CLOSED, *ENDED_EARLY)),
    ),
)
