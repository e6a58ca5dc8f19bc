"""What the flows of all journeys share: one run for a case's whole life, which rests in between.

The run does not sleep through the weeks. Each time that something happens in the case it is
woken, reads the register, does what follows, and returns to rest in a state named as the stage.
The register is the truth, so a run can be woken twice, die anywhere and be made anew.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from prefect import Flow, flow
from prefect.client.schemas.objects import State, StateType

from config import logs
from ehcp.cases.stages import Stage
from workflows.office import at_hand
from workflows.wakes import case_id_of, mark_woken

CaseFlow = Flow[[str], Coroutine[Any, Any, State[None]]]
"""A journey's flow: it is told a case's reference, and gives the state in which the case rests."""


class CouldNotFollowUp(Exception):
    """What follows could not be done now; the case is woken again."""


def case_flow(body: Callable[[str], Coroutine[Any, Any, State[None]]]) -> CaseFlow:
    """Make a journey's flow, which bears the journey's name."""
    return flow(
        name=body.__name__.replace("_", "-"),
        persist_result=False,
        validate_parameters=False,
        log_prints=False,
    )(body)


async def do_what_follows(reference: str) -> Stage:
    """Do all that follows by itself in a case now, once; give the stage that it came to."""
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


def rest_at(stage: Stage, says: str | None = None) -> State[None]:
    """Give the state that mirrors a stage: an open case rests, a closed one has ended."""
    kind = StateType.PAUSED if stage.is_open else StateType.COMPLETED
    return State(type=kind, name=stage.says, message=says)


def ended_early(stage: Stage) -> str:
    """Say how a case ended that did not come to the end of its journey."""
    match stage:
        case Stage.CEASED:
            return "The plan has ceased, and what was to be done under it with it."
        case Stage.PLAN_TRANSFERRED:
            return "Another authority has the plan now, and owes what is to be done under it."
        case Stage.NOT_NEEDED:
            return "What this case was opened for is no longer so."
        case Stage.WITHDRAWN | Stage.MOVED_OUT | Stage.DIED:
            return "No limit of this case runs any longer."
        case _:
            raise LookupError(f"The journey of this case has no stage {stage.value}.")
