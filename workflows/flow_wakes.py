"""Waking claimed cases through their own flow runs."""

import asyncio
from collections.abc import Sequence

from config import clock, logs
from workflows.case_runs import CaseRuns, PrefectAway
from workflows.office import Office
from workflows.wakes import Wake, Woken, follow_up, look_at, mark_woken


async def wake_with_prefect(
    office: Office, runs: CaseRuns, wakes: Sequence[Wake], *, at_once: int
) -> Woken:
    """Wake the runs of these claimed cases, and see that what follows is done in every one.

    Raises:
        PrefectAway: afterwards, where a run could not be reached.
    """
    today = clock.today()
    looked = look_at(office, [wake.case_id for wake in wakes], day=today)
    seen, stages, busy = dict(looked.seen), looked.stages, set(looked.busy)
    turns = asyncio.Semaphore(at_once)
    away: list[PrefectAway] = []
    left: list[int] = []

    async def one(wake: Wake) -> None:
        stage = stages[wake.case_id]
        if wake.first and not stage.is_open:
            # A case that came into the register closed (most of an import) has no run to show.
            return
        async with turns:
            try:
                run = await runs.find_or_open(wake.reference, journey=wake.journey, stage=stage)
                if wake.case_id in busy or not run.mirrors(stage):
                    await runs.wake(run, journey=wake.journey, stage=stage)
                    # The flow has kept how far it read.
                    seen.pop(wake.case_id, None)
            except PrefectAway as error:
                away.append(error)
                left.append(wake.case_id)
                seen.pop(wake.case_id, None)

    await asyncio.gather(*(one(wake) for wake in wakes if wake.case_id in stages))
    mark_woken(office.engine, seen)
    woken = Woken(cases=len(stages), refused=looked.unreadable)
    if left:
        woken += follow_up(office, left, desk=office.desk())
    for sentence in woken.refused:
        logs.logger().error("a follow-up was refused", why=sentence)
    if away:
        raise away[0]
    return woken
