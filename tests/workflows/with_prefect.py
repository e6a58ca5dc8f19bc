"""Acting on the tests' Prefect server as the dispatcher does, and looking as a person does."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic, sleep
from typing import TypeVar

from config import clock
from workflows.office import Office, keep_at_hand
from workflows.prefect_server import LocalServer
from workflows.wakes import claim_wakes

T = TypeVar("T")


def with_runs(
    prefect: LocalServer, office: Office, act: Callable[..., Awaitable[T]], *args: object
) -> T:
    """Open the client as the dispatcher does, and act."""
    from workflows.case_runs import open_case_runs

    async def opened() -> T:
        async with open_case_runs(prefect.api_url) as runs:
            return await act(runs, *args)

    with keep_at_hand(office):
        return asyncio.run(opened())


def woken(prefect: LocalServer, office: Office) -> int:
    """Wake every case that waits, through its flow run; give how many."""
    from workflows.flow_wakes import wake_with_prefect

    async def wake(runs) -> int:
        count = 0
        while wakes := claim_wakes(office.engine, now=clock.now(), limit=50):
            await wake_with_prefect(office, runs, wakes, at_once=1)
            count += len(wakes)
        return count

    return with_runs(prefect, office, wake)


def run_named(prefect: LocalServer, reference: str):
    """Find a case's run as a person does on Prefect's screen: by its name and its tag."""
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterName,
        FlowRunFilterTags,
    )

    async def find():
        async with PrefectClient(prefect.api_url) as client:
            found = await client.read_flow_runs(
                flow_run_filter=FlowRunFilter(
                    name=FlowRunFilterName(any_=[reference]),
                    tags=FlowRunFilterTags(all_=[f"case:{reference}"]),
                )
            )
            return found, [
                [state.name for state in await client.read_flow_run_states(run.id)] for run in found
            ]

    runs, states = asyncio.run(find())
    assert len(runs) == 1
    return runs[0], states[0]


def reconciled(prefect: LocalServer, office: Office) -> dict[str, int]:
    from workflows.mirror import compare, mend

    async def act(runs) -> dict[str, int]:
        differences = await compare(office.engine, runs)
        while differences:
            await mend(office.engine, runs, differences, now=clock.now)
        return vars(differences.mended)

    return with_runs(prefect, office, act)


def wait_until(true: Callable[[], bool], *, seconds: float = 40) -> None:
    until = monotonic() + seconds
    while not true():
        assert monotonic() < until, "it did not happen in time"
        sleep(0.1)
