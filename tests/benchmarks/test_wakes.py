"""Waking flow runs: how many a second from one dispatcher, and what waiting costs."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep

import pytest

from config import clock
from config.council import read_council
from config.settings import read_settings
from ehcp.cases.stages import Stage
from ehcp.register.engine import open_engine
from tests.benchmarks.paired import in_turn, say
from tests.workflows.conftest import MONDAY, Cases
from workflows.office import Office, keep_at_hand
from workflows.prefect_server import LocalServer, local_server
from workflows.prefect_settings import prepare

pytestmark = pytest.mark.bench

FEWEST_A_SECOND = 5
WAITING = 5_000
MOST_OF_A_CORE = 2.0  # per cent
WATCHED_FOR = 60


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    home = tmp_path_factory.mktemp("prefect")
    with local_server(home=home, port=0) as server:
        server.wait_until_ready()
        before = dict(os.environ)
        prepare(api_url=server.api_url, home=home)
        yield server
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Office]:
    engine = open_engine(sqlite_url)
    with clock.the_day(MONDAY):
        yield Office.of(engine, council=read_council(), settings=read_settings())
    engine.dispose()


def test_wakes_a_second(prefect: LocalServer, office: Office):
    """Ours keeps its clients and listens to nobody; the limit is Prefect's own plain wake."""
    from workflows.case_runs import open_case_runs

    told = Cases(office.engine)
    references = [told.opened() for _ in range(20)]

    async def measure() -> None:
        async with open_case_runs(prefect.api_url) as runs:
            loop = asyncio.get_running_loop()

            async def ours() -> None:
                for reference in references:
                    run = await runs.find_or_open(
                        reference, journey="needs_assessment", stage=Stage.REQUESTED
                    )
                    await runs.wake(run, journey="needs_assessment", stage=Stage.REQUESTED)

            def plain() -> None:
                asyncio.run(_plain_wakes(references))

            def in_the_loop() -> None:
                asyncio.run_coroutine_threadsafe(ours(), loop).result()

            def in_turns() -> None:
                paired = in_turn(ours=in_the_loop, limit=plain, times=3)
                rate = len(references) / paired.ours
                say(
                    "wakes a second, asked for / reached",
                    ratio=FEWEST_A_SECOND / rate,
                    most=1,
                    more=f"{rate:.1f} a second; {1 / paired.ratio:.1f} times as fast as plain",
                )

            await asyncio.to_thread(in_turns)

    with keep_at_hand(office):
        asyncio.run(measure())


async def _plain_wakes(references: list[str]) -> None:
    """Wake runs as Prefect's handbook has it: a client for each, and the run as it was read."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName
    from prefect.flow_engine import run_flow_async

    from workflows.needs_assessment import needs_assessment

    for reference in references:
        async with get_client() as client:
            [run] = await client.read_flow_runs(
                flow_run_filter=FlowRunFilter(name=FlowRunFilterName(any_=[reference]))
            )
        await run_flow_async(
            needs_assessment,
            flow_run=run,
            parameters={"reference": reference},
            return_type="state",
        )


def test_what_five_thousand_waiting_cases_cost(prefect: LocalServer, office: Office):
    """The dispatcher's time, and what Prefect's server takes more than when it has nothing."""
    from workflows.dispatcher import dispatch
    from workflows.wakes import how_many_wait

    assert prefect.process
    server = prefect.process.pid
    with_nothing = _per_cent(server)
    told = Cases(office.engine)
    for _ in range(WAITING):
        told.opened()
    stopped = Event()
    begun = perf_counter()
    dispatcher = Thread(
        target=dispatch, args=(office,), kwargs={"api_url": prefect.api_url, "stopped": stopped}
    )
    dispatcher.start()
    try:
        while how_many_wait(office.engine):
            sleep(1)
        opened_in = perf_counter() - begun
        sleep(5)
        ours, with_all = _per_cent(os.getpid(), server)
    finally:
        stopped.set()
        dispatcher.join()
    more = with_all - with_nothing[0]
    say(
        f"{WAITING} waiting cases, per cent of a core",
        ratio=ours + max(more, 0),
        most=MOST_OF_A_CORE,
        more=f"dispatcher {ours:.2f}, Prefect's server {with_nothing[0]:.1f} without them and "
        f"{with_all:.1f} with them; opened in {opened_in:.0f} s",
    )


def _per_cent(*processes: int) -> list[float]:
    """Give what these processes take of a core, watched for a minute."""
    before = [_cpu(process) for process in processes]
    sleep(WATCHED_FOR)
    after = [_cpu(process) for process in processes]
    return [100 * (now - then) / WATCHED_FOR for now, then in zip(after, before, strict=True)]


def _cpu(process: int) -> float:
    """Give the seconds of processor that a process has used."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        shown = subprocess.run(  # noqa: S603 - fixed words and our own process's number
            ["ps", "-o", "time=", "-p", str(process)],  # noqa: S607 - the ps of this machine
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        minutes, seconds = shown.rsplit(":", 1)
        return 60 * float(minutes.split(":")[-1]) + float(seconds)
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
