"""The needs assessment as a Prefect flow: from the request to the final plan, in twenty weeks."""

from prefect.client.schemas.objects import State

from ehcp.cases.stages import Stage
from workflows.case_flow import case_flow, do_what_follows, ended_early, rest_at


@case_flow
async def needs_assessment(reference: str) -> State[None]:
    """Bring one needs assessment as far as it goes by itself, and rest."""
    stage = await do_what_follows(reference)
    match stage:
        case Stage.REQUESTED:
            now = "The family is told within six weeks whether the authority will assess."
        case Stage.ASSESSING:
            now = "Every service has been asked, and has six weeks to give its advice."
        case Stage.DRAFTING:
            now = "A plan will be issued; its draft is being written."
        case Stage.DRAFT:
            now = "The family has at least fifteen days to answer the draft."
        case Stage.PLAN_ISSUED:
            now = "The final plan was made and sent; its annual review is a case of its own."
        case Stage.NOT_ASSESSED | Stage.NO_PLAN:
            now = "The family was told, with its right to appeal."
        case _:
            now = ended_early(stage)
    return rest_at(stage, now)
