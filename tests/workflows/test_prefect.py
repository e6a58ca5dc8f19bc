"""Promises about Prefect: each case one run that rests at its stage, and nothing waits for it."""

import asyncio
import importlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from unittest.mock import Mock

import pytest

from config import clock, logs
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.correct import correct
from tests.workflows.conftest import MONDAY, Cases, spoil
from tests.workflows.with_prefect import reconciled, run_named, wait_until, with_runs, woken
from workflows.dispatcher import Pace, dispatch
from workflows.office import Office
from workflows.prefect_server import LocalServer, answers, local_server
from workflows.wakes import claim_wakes

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.the_day(MONDAY):
        yield


def test_the_server_imports_with_the_versions_that_are_pinned(prefect: LocalServer):
    assert importlib.import_module("prefect.server.api.server").create_app
    assert answers(prefect.api_url)


def test_a_run_rests_at_the_stage_of_its_case_and_is_found_by_name_and_tag(
    prefect: LocalServer, sqlite_office: Office
):
    told = Cases(sqlite_office.engine)
    reference = told.opened()
    woken(prefect, sqlite_office)
    told.then(reference, Kind.TOLD_WILL_ASSESS, MONDAY)
    woken(prefect, sqlite_office)
    run, states = run_named(prefect, reference)
    assert (run.state_type.value, run.state_name) == ("PAUSED", "Awaiting advice")
    assert set(run.tags) == {f"case:{reference}", "stage:assessing"}
    assert run.parameters == {"reference": reference}
    assert run.deployment_id is not None
    assert states == ["Awaiting decision to assess", "Running", "Awaiting advice"]


def test_the_flow_asks_every_advice_giver_and_opens_nothing_twice(
    prefect: LocalServer, sqlite_office: Office
):
    told = Cases(sqlite_office.engine)
    reference = told.decided()
    assert woken(prefect, sqlite_office) == 1
    assert len(told.asked(reference)) == 5
    entries = told.entries()
    assert woken(prefect, sqlite_office) == 0
    told.then(reference, Kind.NOTE_ADDED, MONDAY)
    assert woken(prefect, sqlite_office) == 1
    assert told.entries() == entries + 1


def test_a_run_ends_with_its_case_and_rests_again_when_the_ending_was_a_mistake(
    prefect: LocalServer, sqlite_office: Office
):
    told = Cases(sqlite_office.engine)
    reference = told.opened()
    woken(prefect, sqlite_office)
    told.then(reference, Kind.WITHDRAWN, MONDAY)
    woken(prefect, sqlite_office)
    run, _ = run_named(prefect, reference)
    assert (run.state_type.value, run.state_name) == ("COMPLETED", "Withdrawn")
    correct(
        sqlite_office.engine,
        desk=sqlite_office.desk(),
        reference=reference,
        sequence=2,
        struck_out="entered on the wrong case",
    )
    woken(prefect, sqlite_office)
    run, _ = run_named(prefect, reference)
    assert (run.state_type.value, run.state_name) == ("PAUSED", "Awaiting decision to assess")


def test_what_was_done_on_prefects_own_screen_is_put_right(
    prefect: LocalServer, sqlite_office: Office
):
    from prefect.client.orchestration import get_client
    from prefect.states import Cancelled, Running, Scheduled

    told = Cases(sqlite_office.engine)
    references = [told.opened() for _ in range(4)]
    woken(prefect, sqlite_office)
    ids = [run_named(prefect, reference)[0].id for reference in references]

    async def tamper() -> None:
        async with get_client() as client:
            await client.set_flow_run_state(ids[0], Cancelled(), force=True)
            await client.set_flow_run_state(ids[1], Scheduled(name="Resuming"), force=True)
            await client.set_flow_run_state(ids[2], Running(), force=True)
            await client.delete_flow_run(ids[3])

    asyncio.run(tamper())
    done = reconciled(prefect, sqlite_office)
    assert (done["opened"], done["put_right"]) == (1, 3)
    for reference in references:
        assert run_named(prefect, reference)[0].state_name == "Awaiting decision to assess"
    assert reconciled(prefect, sqlite_office) == {"opened": 0, "put_right": 0, "forgotten": 0}


def test_a_run_whose_case_is_not_in_the_register_is_forgotten(
    prefect: LocalServer, sqlite_office: Office
):
    async def somebody_elses(runs) -> None:
        await runs.find_or_open("ZZZ-999", journey="needs_assessment", stage=Stage.REQUESTED)

    with_runs(prefect, sqlite_office, somebody_elses)
    assert reconciled(prefect, sqlite_office)["forgotten"] >= 1
    assert reconciled(prefect, sqlite_office)["forgotten"] == 0


def test_a_run_that_a_killed_dispatcher_left_running_is_woken_all_the_same(
    prefect: LocalServer, sqlite_office: Office
):
    from prefect.client.orchestration import get_client
    from prefect.states import Running

    told = Cases(sqlite_office.engine)
    reference = told.opened()
    woken(prefect, sqlite_office)
    run, _ = run_named(prefect, reference)

    async def left_running() -> None:
        async with get_client() as client:
            await client.set_flow_run_state(run.id, Running(), force=True)

    asyncio.run(left_running())
    told.then(reference, Kind.TOLD_WILL_ASSESS, MONDAY)
    woken(prefect, sqlite_office)
    assert run_named(prefect, reference)[0].state_name == "Awaiting advice"
    assert len(told.asked(reference)) == 5


def test_a_case_that_came_in_closed_gets_no_run(prefect: LocalServer, sqlite_office: Office):
    told = Cases(sqlite_office.engine)
    told.then(told.opened(), Kind.WITHDRAWN, MONDAY)
    woken(prefect, sqlite_office)

    async def all_runs(runs) -> list[str]:
        return [run.reference async for run in runs.under_way()]

    assert told.waiting() == []
    reconciled(prefect, sqlite_office)
    assert with_runs(prefect, sqlite_office, all_runs) == []


def test_dispatchers_at_the_same_time_open_nothing_twice(
    prefect: LocalServer, sqlite_office: Office
):
    told = Cases(sqlite_office.engine)
    references = [told.decided() for _ in range(8)]
    stopped = Event()
    # Two processes would be two of these: each has its own loop and its own client.
    threads = [
        Thread(
            target=dispatch,
            args=(sqlite_office,),
            kwargs={"api_url": prefect.api_url, "stopped": stopped, "pace": Pace(batch=2)},
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: told.waiting() == [])
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    assert {len(told.asked(reference)) for reference in references} == {5}
    assert told.entries() == 8 * 7


def test_without_prefect_cases_go_on_and_are_mirrored_when_it_is_back(
    prefect: LocalServer, sqlite_office: Office
):
    told = Cases(sqlite_office.engine)
    reference = told.decided()
    stopped = Event()
    nobody = "http://127.0.0.1:9/api"
    away = Thread(
        target=dispatch, args=(sqlite_office,), kwargs={"api_url": nobody, "stopped": stopped}
    )
    away.start()
    try:
        wait_until(lambda: told.waiting() == [])
    finally:
        stopped.set()
        away.join()
    assert len(told.asked(reference)) == 5
    assert reconciled(prefect, sqlite_office)["opened"] == 1
    assert run_named(prefect, reference)[0].state_name == "Awaiting advice"


@pytest.mark.usefixtures("prefect")  # it tells Prefect its settings
@pytest.mark.parametrize(("starts_within", "level"), [(60, "info"), (0, "warning")])
def test_while_prefect_may_still_be_starting_that_is_no_warning(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, starts_within: int, level: str
):
    stopped = Event()
    soon = timedelta(milliseconds=50)
    pace = Pace(
        look_every=soon, try_again_after=soon, starts_within=timedelta(seconds=starts_within)
    )
    log = Mock()
    monkeypatch.setattr(logs, "logger", lambda: log)
    nobody = "http://127.0.0.1:9/api"
    away = Thread(
        target=dispatch,
        args=(sqlite_office,),
        kwargs={"api_url": nobody, "stopped": stopped, "pace": pace},
    )
    away.start()
    try:
        wait_until(lambda: bool(log.method_calls))
        sleep(1)  # it asks again meanwhile, and says no more
    finally:
        stopped.set()
        away.join()
    assert [called[0] for called in log.method_calls] == [level], log.method_calls


def test_a_flow_that_fails_leaves_the_case_to_be_done_straight(
    prefect: LocalServer, sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
):
    from sqlalchemy.exc import OperationalError

    from workflows import case_flow

    def locked(_engine: object, _reference: str) -> int:
        raise OperationalError("UPDATE people SET surname = 'Planted'", {}, Exception("locked"))

    monkeypatch.setattr(case_flow, "case_id_of", locked)
    told = Cases(sqlite_office.engine)
    reference = told.decided()
    from workflows.case_runs import PrefectAway

    with pytest.raises(PrefectAway):
        woken(prefect, sqlite_office)
    assert len(told.asked(reference)) == 5
    assert told.waiting() == []
    run, _ = run_named(prefect, reference)
    assert "Planted" not in str(run)


def test_a_damaged_entry_gives_nothing_away_to_prefect(prefect: LocalServer, sqlite_office: Office):
    from prefect.client.orchestration import get_client

    from workflows.needs_assessment import needs_assessment

    told = Cases(sqlite_office.engine)
    reference = told.decided()
    spoil(sqlite_office, told.id_of(reference))

    async def woken_alone(_runs: object) -> str:
        state = await needs_assessment(reference, return_state=True)
        async with get_client() as client:
            flow_run_id = state.state_details.flow_run_id
            assert flow_run_id is not None
            run = await client.read_flow_run(flow_run_id)
            return f"{run!r} {state.message} {state.data} {await client.read_logs()}"

    kept = with_runs(prefect, sqlite_office, woken_alone)
    assert f"{reference}: ValidationError" in kept
    assert "Quackenbush" not in kept


def test_when_prefects_database_is_deleted_the_runs_of_open_cases_come_back(
    prefect: LocalServer, sqlite_office: Office, tmp_path: Path
):
    told = Cases(sqlite_office.engine)
    references = [told.opened(), told.opened(), told.decided()]
    told.then(told.opened(), Kind.WITHDRAWN, MONDAY)
    woken(prefect, sqlite_office)
    entries = told.entries()
    with local_server(home=tmp_path / "begun anew", port=0) as anew:
        anew.wait_until_ready()
        assert reconciled(anew, sqlite_office) == {"opened": 3, "put_right": 0, "forgotten": 0}
        states = [run_named(anew, reference)[0].state_name for reference in references]
        told.then(references[0], Kind.TOLD_WILL_ASSESS, MONDAY)
        woken(anew, sqlite_office)
        assert run_named(anew, references[0])[0].state_name == "Awaiting advice"
    assert states == [Stage.REQUESTED.says, Stage.REQUESTED.says, Stage.ASSESSING.says]
    assert told.entries() == entries + 6


def test_when_prefect_forgets_us_while_we_work_nothing_is_lost(
    prefect: LocalServer, sqlite_office: Office
):
    from prefect.client.orchestration import get_client

    from workflows.case_runs import PrefectAway
    from workflows.flow_wakes import wake_with_prefect

    told = Cases(sqlite_office.engine)
    woken_before, reference = told.opened(), told.decided()

    async def forget_and_wake(runs) -> None:
        await runs.find_or_open(woken_before, journey="needs_assessment", stage=Stage.REQUESTED)
        async with get_client() as client:
            deployment = await client.read_deployment_by_name("needs-assessment/cases")
            await client.delete_deployment(deployment.id)
        wakes = claim_wakes(sqlite_office.engine, now=clock.now(), limit=9)
        with pytest.raises(PrefectAway):
            await wake_with_prefect(sqlite_office, runs, wakes, at_once=1)

    with_runs(prefect, sqlite_office, forget_and_wake)
    assert told.waiting() == []
    assert len(told.asked(reference)) == 5
    assert reconciled(prefect, sqlite_office)["opened"] == 2


def test_a_served_schedule_really_fires(prefect: LocalServer):
    # With SQLAlchemy 2.1 everything seems to work, and no scheduled run is ever made.
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.actions import DeploymentScheduleCreate
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
    from prefect.client.schemas.schedules import IntervalSchedule

    async def scheduled() -> int:
        async with PrefectClient(prefect.api_url) as client:
            flow_id = await client.create_flow_from_name("smoke")
            every_minute = IntervalSchedule(interval=timedelta(minutes=1))
            deployment = await client.create_deployment(
                flow_id,
                "every minute",
                schedules=[DeploymentScheduleCreate(schedule=every_minute, active=True)],
            )
            until = monotonic() + 45
            while monotonic() < until:
                runs = await client.read_flow_runs(
                    deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment]))
                )
                if runs:
                    await client.delete_deployment(deployment)
                    return len(runs)
                await asyncio.sleep(0.5)
            return 0

    assert asyncio.run(scheduled()) > 0


def test_a_second_process_uses_the_server_that_the_first_has_started(
    prefect: LocalServer,
):
    with local_server(home=prefect.log.parent) as same:
        assert same.api_url == prefect.api_url
        assert same.process is None
    assert answers(prefect.api_url)
