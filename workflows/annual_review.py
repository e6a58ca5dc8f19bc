"""The annual review as a Prefect flow: from the last review to the decision, and the amended plan.

Most of its life it only waits: a plan is reviewed once in twelve months.
"""

from prefect.client.schemas.objects import State

from ehcp.cases.stages import Stage
from workflows.case_flow import case_flow, do_what_follows, ended_early, rest_at


@case_flow
async def annual_review(reference: str) -> State[None]:
    """Bring one annual review as far as it goes by itself, and rest."""
    stage = await do_what_follows(reference)
    match stage:
        case Stage.REVIEW_DUE:
            now = "The review is completed within twelve months; its meeting is to be fixed."
        case Stage.REVIEW_ARRANGED:
            now = "Invitations, and the advice received, go out at least two weeks before."
        case Stage.REVIEW_HELD:
            now = "The report is owed in two weeks; the family hears the decision within four."
        case Stage.AMENDING:
            now = "The notice with the proposed amendments goes with the decision to amend."
        case Stage.AMENDMENT_PROPOSED:
            now = "The family has at least fifteen days; the plan is final within eight weeks."
        case Stage.REVIEW_MAINTAINED | Stage.PLAN_AMENDED | Stage.AMENDMENT_DECLINED:
            now = "This review is over; the next one is a case of its own."
        case Stage.CEASE_DECIDED:
            now = "The plan is maintained until it can cease; that has a case of its own."
        case _:
            now = ended_early(stage)
    return rest_at(stage, now)
