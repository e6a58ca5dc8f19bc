"""The re-assessment as a Prefect flow: fifteen days to decide, fourteen weeks to the plan."""

from prefect.client.schemas.objects import State

from ehcp.cases.stages import Stage
from workflows.case_flow import case_flow, do_what_follows, ended_early, rest_at


@case_flow
async def reassessment(reference: str) -> State[None]:
    """Bring one re-assessment as far as it goes by itself, and rest."""
    stage = await do_what_follows(reference)
    match stage:
        case Stage.REASSESSMENT_REQUESTED:
            now = "The family is told within fifteen days whether the authority will re-assess."
        case Stage.ASSESSING:
            now = "Advice is sought again; the plan is final fourteen weeks after the notification."
        case Stage.DRAFTING:
            now = "The draft is being written."
        case Stage.DRAFT:
            now = "The family has at least fifteen days to answer the draft."
        case Stage.PLAN_ISSUED:
            now = "The plan was made final anew, and sent with the right to appeal."
        case Stage.NOT_REASSESSED | Stage.AMENDMENT_DECLINED:
            now = "The family was told, with its right to appeal; the plan stays as it is."
        case _:
            now = ended_early(stage)
    return rest_at(stage, now)
