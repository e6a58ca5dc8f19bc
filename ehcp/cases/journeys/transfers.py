"""The journeys of a plan that moves between authorities (SI 2014/1530 reg 15): out, and in."""

from ehcp.cases.journeys.journey import (
    CASEWORKER,
    ENDED_EARLY,
    MANAGER,
    Journey,
    Step,
    beside,
    ends,
)
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

TRANSFER_OUT = Journey(
    name="transfer_out",
    says="Transfer to another authority",
    steps=(
        # at                    when it happens               goes to               recorded by
        Step(None, Kind.MOVE_LEARNED, Stage.MOVING_OUT, CASEWORKER),
        Step(Stage.MOVING_OUT, Kind.PLAN_TRANSFERRED, Stage.PLAN_TRANSFERRED, MANAGER),
        Step(Stage.MOVING_OUT, Kind.PLAN_CEASED, Stage.CEASED, MANAGER),
        *ends((Stage.MOVING_OUT,)),
        *beside((Stage.MOVING_OUT, Stage.PLAN_TRANSFERRED, Stage.CEASED, *ENDED_EARLY)),
    ),
)

TRANSFER_IN = Journey(
    name="transfer_in",
    says="Transfer from another authority",
    steps=(
        # at                    when it happens               goes to               recorded by
        Step(None, Kind.TRANSFERRED_IN, Stage.TRANSFERRED_IN, CASEWORKER),
        Step(Stage.TRANSFERRED_IN, Kind.TRANSFER_LETTER_SENT, Stage.TRANSFER_TOLD, CASEWORKER),
        *ends((Stage.TRANSFERRED_IN,)),
        *beside((Stage.TRANSFERRED_IN, Stage.TRANSFER_TOLD, *ENDED_EARLY)),
    ),
)
