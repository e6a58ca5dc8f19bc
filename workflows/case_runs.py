"""A case's own flow run in Prefect: found by its reference, woken in this process, put right.

Each journey is a flow with one deployment, which its runs hang on.

The only file that knows how Prefect runs a flow inside. What it leans on, and how much time each
thing saves, is held by tests/workflows/test_case_runs.py.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import AsyncClientContext, SyncClientContext
from prefect.exceptions import Abort, Pause, PrefectException
from prefect.flow_engine import run_flow_async
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    temporary_settings,
)

from ehcp.cases.journeys import journey_named
from ehcp.cases.journeys.needs_assessment import NEEDS_ASSESSMENT
from ehcp.cases.stages import Stage
from workflows.case_flow import rest_at
from workflows.flows import FLOWS

DEPLOYMENT = "cases"
"""What the deployment of every journey is called: `annual-review/cases` has the reviews."""

_CASE, _STAGE = "case:", "stage:"
_BY_NAME = {stage.says: stage for stage in Stage}
_PAGE = 200
_UNDER_WAY = [
    StateType.SCHEDULED,
    StateType.PENDING,
    StateType.RUNNING,
    StateType.PAUSED,
    StateType.CANCELLING,
]


class PrefectAway(Exception):
    """Prefect did not answer, or not as it should; the register goes on without it."""


@dataclass(frozen=True, kw_only=True)
class CaseRun:
    """What Prefect shows of a case."""

    reference: str
    flow_run: FlowRun

    def mirrors(self, stage: Stage) -> bool:
        """Say whether it shows the case as it is."""
        state = rest_at(stage)
        return (
            self.flow_run.state_type is state.type
            and self.flow_run.state_name == state.name
            and set(self.flow_run.tags) == set(_tags(self.reference, stage))
        )


class CaseRuns:
    """The runs of all cases, over one client that is kept open."""

    def __init__(self, client: PrefectClient) -> None:
        self._client = client
        self._deployments: dict[str, UUID] = {}

    async def find_or_open(self, reference: str, *, journey: str, stage: Stage) -> CaseRun:
        """Give the run of a case; a new one begins at the case's stage.

        Raises:
            PrefectAway: as everywhere here.
        """
        with _away():
            run = await self._client.create_flow_run_from_deployment(
                await self._deployment(journey),
                name=reference,
                parameters={"reference": reference},
                tags=_tags(reference, stage),
                # The same key gives the same run again, whoever asks and how often.
                idempotency_key=_key(reference, journey),
                state=rest_at(stage),
            )
        return CaseRun(reference=reference, flow_run=run)

    async def wake(self, run: CaseRun, *, journey: str, stage: Stage) -> Stage:
        """Let a case's run do what follows and rest again; give the stage that it came to.

        Whoever calls holds the case's lease: Prefect itself would let two run at once.
        """
        flow_run = run.flow_run
        with _away():
            if flow_run.state_type is not StateType.PAUSED:
                # Ended and corrected since, left running by a process that died, or resumed or
                # cancelled on Prefect's screen.
                await self._force(flow_run, State(type=StateType.PAUSED, name=stage.says))
            state = await run_flow_async(
                FLOWS[journey],
                # For each run that has a deployment the engine opens a socket and a thread, to
                # hear of being suspended from outside. Ours never are, and it costs 0.15 s.
                flow_run=flow_run.model_copy(update={"deployment_id": None}),
                parameters={"reference": run.reference},
                return_type="state",
            )
            name = state.name if isinstance(state, State) else None
            came_to = _BY_NAME.get(name or "")
            if came_to is None:
                raise PrefectAway(f"The run of case {run.reference} did not come to rest.")
            await self._tag(run, came_to)
        return came_to

    async def put_right(self, run: CaseRun, stage: Stage) -> None:
        """Make a run show the stage of its case, without running anything."""
        with _away():
            await self._force(run.flow_run, rest_at(stage))
            await self._tag(run, stage)

    async def forget(self, run: CaseRun) -> None:
        """Remove a run whose case is not in the register."""
        with _away():
            await self._client.delete_flow_run(run.flow_run.id)

    async def under_way(self) -> AsyncIterator[CaseRun]:
        """Give every run that has not ended; change none of them meanwhile."""
        ours = DeploymentFilter(name=DeploymentFilterName(any_=[DEPLOYMENT]))
        not_ended = FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNDER_WAY))
        )
        given = 0
        while True:
            with _away():
                page = await self._client.read_flow_runs(
                    deployment_filter=ours,
                    flow_run_filter=not_ended,
                    sort=FlowRunSort.ID_DESC,
                    limit=_PAGE,
                    offset=given,
                )
            for run in page:
                yield CaseRun(reference=_reference(run), flow_run=run)
            given += len(page)
            if len(page) < _PAGE:
                return

    async def _deployment(self, journey: str) -> UUID:
        """Give the deployment of a journey, which is made when its first case is seen."""
        if journey not in self._deployments:
            flow_id = await self._client.create_flow(FLOWS[journey])
            self._deployments[journey] = await self._client.create_deployment(
                flow_id,
                DEPLOYMENT,
                description=f"{journey_named(journey).says}: one run for each case, for its life.",
                enforce_parameter_schema=False,
            )
        return self._deployments[journey]

    async def _force(self, flow_run: FlowRun, state: State[None]) -> None:
        await self._client.set_flow_run_state(flow_run.id, state, force=True)

    async def _tag(self, run: CaseRun, stage: Stage) -> None:
        tags = _tags(run.reference, stage)
        if set(run.flow_run.tags) != set(tags):
            await self._client.update_flow_run(run.flow_run.id, tags=tags)


@asynccontextmanager
async def open_case_runs(api_url: str) -> AsyncIterator[CaseRuns]:
    """Open the client once, for as long as the block runs."""
    ours = {
        PREFECT_API_URL: api_url,
        # Proof of life for runs that last; ours are over in a fraction of a second.
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
    }
    # Two clients, since the engine asks one of its questions over the other kind: opening that one
    # anew would cost 0.04 s for each run.
    with temporary_settings(ours), SyncClientContext():
        async with AsyncClientContext() as kept:
            yield CaseRuns(kept.client)


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, PrefectException, Abort, Pause) as error:
        # Only the kind of error: its text can hold the whole request.
        reply = getattr(error, "response", None)
        status = f" {reply.status_code}" if isinstance(reply, httpx.Response) else ""
        raise PrefectAway(f"{type(error).__name__}{status}") from None


def _key(reference: str, journey: str) -> str:
    # Assessments had theirs before there were other journeys, and their runs keep it.
    return f"{'assessment' if journey == NEEDS_ASSESSMENT.name else journey}:{reference}"


def _tags(reference: str, stage: Stage) -> list[str]:
    return [f"{_CASE}{reference}", f"{_STAGE}{stage.value}"]


def _reference(run: FlowRun) -> str:
    tags = [tag.removeprefix(_CASE) for tag in run.tags if tag.startswith(_CASE)]
    return tags[0] if tags else run.name


def _not_an_error(record: logging.LogRecord) -> bool:
    """Leave out that a run "finished" in a state that is not success: ours rest."""
    return "type=PAUSED" not in record.getMessage()


logging.getLogger("prefect.flow_runs").addFilter(_not_an_error)
