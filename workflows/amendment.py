"""The amendment of a plan without a review as a Prefect flow (SI 2014/1530 reg 28)."""

from prefect.client.schemas.objects import State

from ehcp.cases.stages import Stage
from workflows.case_flow import case_flow, do_what_follows, ended_early, rest_at


@case_flow
async def amendment(reference: str) -> State[None]:
    """Bring one amendment as far as it goes by itself, and rest."""
    stage = await do_what_follows(reference)
    match stage:
        case Stage.AMENDMENT_PROPOSED:
            now = "The family has at least fifteen days; the plan is final within eight weeks."
        case Stage.PLAN_AMENDED:
            now = "The amended plan was sent, with the right to appeal."
        case Stage.AMENDMENT_DECLINED:
            now = "The family was told why the plan stays as it is, with its right to appeal."
        case _:
            now = ended_early(stage)
    return rest_at(stage, now)
