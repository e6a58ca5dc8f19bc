"""The mirror: Prefect shows every open case as the register has it, also after Prefect was lost."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine, select

from ehcp.cases.stages import OPEN, Stage
from ehcp.register.engine import reading
from ehcp.register.tables import cases
from workflows.case_runs import CaseRun, CaseRuns

_AT_ONCE = 1
_T = TypeVar("_T")


@dataclass(kw_only=True)
class Reconciled:
    """What it took to make the mirror equal to the register, in runs."""

    opened: int = 0
    put_right: int = 0
    forgotten: int = 0


@dataclass(frozen=True, kw_only=True)
class _Now:
    stage: Stage
    being_woken: bool


async def reconcile(
    engine: Engine, runs: CaseRuns, *, now: Callable[[], datetime], at_once: int = _AT_ONCE
) -> Reconciled:
    """Open, put right and end runs until they are those of the open cases.

    A case that a dispatcher holds just now is left to it; the next reconciliation looks again.
    """
    stages = _open_cases(engine)
    wrong: list[CaseRun] = []
    async for run in runs.under_way():
        stage = stages.pop(run.reference, None)
        if stage is None or not run.mirrors(stage):
            wrong.append(run)
    done = Reconciled()

    async def repair(run: CaseRun) -> None:
        # Read again: while the list was made, the case may have gone on, and a dispatcher with it.
        case = _now(engine, run.reference, now())
        if case is None:
            await runs.forget(run)
            done.forgotten += 1
        elif not case.being_woken and not run.mirrors(case.stage):
            await runs.put_right(run, case.stage)
            done.put_right += 1

    async def open_missing(missing: tuple[str, Stage]) -> None:
        reference, stage = missing
        run = await runs.find_or_open(reference, stage)
        if run.mirrors(stage):
            done.opened += 1
        else:
            await repair(run)

    await _each(open_missing, stages.items(), at_once=at_once)
    await _each(repair, wrong, at_once=at_once)
    return done


async def _each(
    act: Callable[[_T], Awaitable[None]], things: Iterable[_T], *, at_once: int
) -> None:
    """Do the same for each, a few at once; the first failure ends it."""
    waiting = iter(list(things))

    async def worker() -> None:
        for thing in waiting:
            await act(thing)

    await asyncio.gather(*(worker() for _ in range(at_once)))


def _open_cases(engine: Engine) -> dict[str, Stage]:
    """List the open cases that rest; one that waits gets its run when it is woken."""
    query = select(cases.c.reference, cases.c.stage).where(
        cases.c.stage.in_([stage.value for stage in OPEN]),
        cases.c.version <= cases.c.woken_version,
    )
    with reading(engine) as connection:
        return {case.reference: Stage(case.stage) for case in connection.execute(query)}


def _now(engine: Engine, reference: str, at: datetime) -> _Now | None:
    query = select(cases.c.stage, cases.c.wake_leased_until).where(cases.c.reference == reference)
    with reading(engine) as connection:
        case = connection.execute(query).one_or_none()
    if case is None:
        return None
    leased = case.wake_leased_until
    return _Now(stage=Stage(case.stage), being_woken=leased is not None and leased > at)
