"""The needs assessment as a Prefect flow: one run for the whole life of a case.

The run does not sleep through the weeks. Each time that something happens in the case it is
woken, reads the register, does what follows, and returns to rest in a state named as the stage.
The register is the truth, so a run can be woken twice, die anywhere and be made anew.
"""

import asyncio

from prefect import flow
from prefect.client.schemas.objects import State, StateType

from config import logs
from ehcp.cases.stages import Stage
from workflows.office import at_hand
from workflows.wakes import case_id_of, mark_woken

FLOW = "needs-assessment"


class CouldNotFollowUp(Exception):
    """What follows could not be done now; the case is woken again."""


@flow(name=FLOW, persist_result=False, validate_parameters=False, log_prints=False)
async def needs_assessment(reference: str) -> State[None]:
    """Bring one needs assessment as far as it goes by itself, and rest."""
    stage = await _do_what_follows(reference)
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
            now = "The final plan was made and sent."
        case Stage.NOT_ASSESSED | Stage.NO_PLAN:
            now = "The family was told, with its right to appeal."
        case Stage.WITHDRAWN | Stage.MOVED_OUT | Stage.DIED:
            now = "No limit of this assessment runs any longer."
    return state_at(stage, now)


async def _do_what_follows(reference: str) -> Stage:
    office = at_hand()

    def act() -> Stage:
        followed = office.do_what_follows(case_id_of(office.engine, reference), desk=office.desk())
        mark_woken(office.engine, {followed.case_id: followed.version})
        for sentence in followed.refused:
            logs.logger().error("a follow-up was refused", reference=reference, why=sentence)
        return followed.stage

    (came_to,) = await asyncio.gather(asyncio.to_thread(act), return_exceptions=True)
    if isinstance(came_to, BaseException):
        # Any error can carry the row or the entry that it failed on, and Prefect would keep it.
        raise CouldNotFollowUp(f"{reference}: {type(came_to).__name__}")
    return came_to


def state_at(stage: Stage, says: str | None = None) -> State[None]:
    """Give the state that mirrors a stage: an open case rests, a closed one has ended."""
    kind = StateType.PAUSED if stage.is_open else StateType.COMPLETED
    return State(type=kind, name=stage.says, message=says)
