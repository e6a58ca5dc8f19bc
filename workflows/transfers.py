"""A plan that moves between authorities, out and in, as two Prefect flows (SI 2014/1530 reg 15)."""

from prefect.client.schemas.objects import State

from ehcp.cases.stages import Stage
from workflows.case_flow import case_flow, do_what_follows, ended_early, rest_at


@case_flow
async def transfer_out(reference: str) -> State[None]:
    """Bring one transfer to another authority as far as it goes by itself, and rest."""
    stage = await do_what_follows(reference)
    match stage:
        case Stage.MOVING_OUT:
            now = "The plan goes to the new authority on the day of the move, or soon after."
        case _:
            now = ended_early(stage)
    return rest_at(stage, now)


@case_flow
async def transfer_in(reference: str) -> State[None]:
    """Bring one transfer from another authority as far as it goes by itself, and rest."""
    stage = await do_what_follows(reference)
    match stage:
        case Stage.TRANSFERRED_IN:
            now = "The family is told within six weeks when the plan will be reviewed."
        case Stage.TRANSFER_TOLD:
            now = "The family was told; the plan's annual review is a case of its own."
        case _:
            now = ended_early(stage)
    return rest_at(stage, now)
