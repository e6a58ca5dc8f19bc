"""The mirror: Prefect shows every open case as the register has it, also after Prefect was lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, select

from ehcp.cases.stages import OPEN, Stage
from ehcp.register.engine import reading
from ehcp.register.tables import cases
from workflows.case_runs import CaseRun, CaseRuns

_AT_A_TIME = 100


@dataclass(kw_only=True)
class Reconciled:
    """What it took to make the mirror equal to the register, in runs."""

    opened: int = 0
    put_right: int = 0
    forgotten: int = 0


@dataclass(kw_only=True)
class Differences:
    """Where Prefect was seen to differ from the register.

    Attributes:
        missing: references of open cases that have no run under way.
        wrong: runs that show something else than their case, or have none.
        mended: what has been done about it so far.
    """

    missing: list[str] = field(default_factory=list)
    wrong: list[CaseRun] = field(default_factory=list)
    mended: Reconciled = field(default_factory=Reconciled)

    def __bool__(self) -> bool:
        """Say whether any is left."""
        return bool(self.missing or self.wrong)

    @property
    def counts(self) -> dict[str, int]:
        """Give how many there are of each kind."""
        return {"missing": len(self.missing), "wrong": len(self.wrong)}


@dataclass(frozen=True, kw_only=True)
class _Now:
    journey: str
    stage: Stage
    being_woken: bool


async def compare(engine: Engine, runs: CaseRuns) -> Differences:
    """Compare the runs under way with the open cases of all journeys, and change nothing."""
    resting = _open_cases(engine)
    found = Differences()
    async for run in runs.under_way():
        stage = resting.pop(run.reference, None)
        if stage is None or not run.mirrors(stage):
            found.wrong.append(run)
    found.missing.extend(resting)
    return found


async def mend(
    engine: Engine,
    runs: CaseRuns,
    differences: Differences,
    *,
    now: Callable[[], datetime],
    at_most: int = _AT_A_TIME,
) -> None:
    """Open, put right and end runs until so many have been; take them from the differences.

    Each case is read again: since it was compared it may have gone on, and a dispatcher with it.
    One that a dispatcher holds just now is left to it; the next comparison looks again.
    """
    for _ in range(at_most):
        if differences.wrong:
            await _repair(engine, runs, differences.wrong.pop(), differences.mended, at=now())
        elif differences.missing:
            await _open(engine, runs, differences.missing.pop(), differences.mended, at=now())


async def _repair(
    engine: Engine, runs: CaseRuns, run: CaseRun, mended: Reconciled, *, at: datetime
) -> None:
    case = _now(engine, run.reference, at)
    if case is None:
        await runs.forget(run)
        mended.forgotten += 1
    elif not case.being_woken and not run.mirrors(case.stage):
        await runs.put_right(run, case.stage)
        mended.put_right += 1


async def _open(
    engine: Engine, runs: CaseRuns, reference: str, mended: Reconciled, *, at: datetime
) -> None:
    case = _now(engine, reference, at)
    if case is None or case.being_woken or not case.stage.is_open:
        return
    run = await runs.find_or_open(reference, journey=case.journey, stage=case.stage)
    if run.mirrors(case.stage):
        mended.opened += 1
    else:
        await _repair(engine, runs, run, mended, at=at)


def _open_cases(engine: Engine) -> dict[str, Stage]:
    """List the open cases that rest; one that waits gets its run when it is woken."""
    query = select(cases.c.reference, cases.c.stage).where(
        cases.c.stage.in_([stage.value for stage in OPEN]),
        cases.c.version <= cases.c.woken_version,
    )
    with reading(engine) as connection:
        return {case.reference: Stage(case.stage) for case in connection.execute(query)}


def _now(engine: Engine, reference: str, at: datetime) -> _Now | None:
    query = select(cases.c.journey, cases.c.stage, cases.c.wake_leased_until).where(
        cases.c.reference == reference
    )
    with reading(engine) as connection:
        case = connection.execute(query).one_or_none()
    if case is None:
        return None
    leased = case.wake_leased_until
    return _Now(
        journey=case.journey,
        stage=Stage(case.stage),
        being_woken=leased is not None and leased > at,
    )
