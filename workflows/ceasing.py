"""The ceasing of a plan as a Prefect flow: it is maintained until no appeal can stop it."""

from prefect.client.schemas.objects import State

from ehcp.cases.stages import Stage
from workflows.case_flow import case_flow, do_what_follows, ended_early, rest_at


@case_flow
async def ceasing(reference: str) -> State[None]:
    """Bring one ceasing as far as it goes by itself, and rest."""
    stage = await do_what_follows(reference)
    match stage:
        case Stage.CEASING_CONSIDERED:
            now = "The family and the setting are consulted before anything is decided."
        case Stage.CEASE_NOTIFIED:
            now = "The plan is maintained until the time to appeal is over, or the appeal decided."
        case Stage.CEASED:
            now = "The plan has ceased."
        case Stage.PLAN_KEPT:
            now = "The plan does not cease."
        case _:
            now = ended_early(stage)
    return rest_at(stage, now)
