"""The complaint as a Prefect flow: answered stage by stage, and its remedy carried out."""

from prefect.client.schemas.objects import State

from ehcp.cases.stages import Stage
from workflows.case_flow import case_flow, do_what_follows, ended_early, rest_at


@case_flow
async def complaint(reference: str) -> State[None]:
    """Bring one complaint as far as it goes by itself, and rest."""
    stage = await do_what_follows(reference)
    match stage:
        case Stage.COMPLAINT_OPEN:
            now = "It is acknowledged, and answered at each stage that it is taken to."
        case Stage.REMEDY_OWED:
            now = "A remedy was agreed, and is to be carried out by its day."
        case Stage.COMPLAINT_CLOSED:
            now = "The complaint is closed."
        case _:
            now = ended_early(stage)
    return rest_at(stage, now)
