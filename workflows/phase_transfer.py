"""The phase transfer as a Prefect flow: the next setting is in the plan by a fixed date."""

from prefect.client.schemas.objects import State

from ehcp.cases.stages import Stage
from workflows.case_flow import case_flow, do_what_follows, ended_early, rest_at


@case_flow
async def phase_transfer(reference: str) -> State[None]:
    """Bring one phase transfer as far as it goes by itself, and rest."""
    stage = await do_what_follows(reference)
    match stage:
        case Stage.TRANSFER_DUE:
            now = "The plan is reviewed early enough to be amended before the transfer's own date."
        case Stage.TRANSFER_REVIEWED:
            now = "Settings are consulted, and the plan made final with the one that is to come."
        case Stage.TRANSFER_NAMED:
            now = "The plan names the next setting, and was sent with the right to appeal."
        case _:
            now = ended_early(stage)
    return rest_at(stage, now)
