"""Promises about what we lean on inside Prefect: a new version that breaks one fails here first."""

import logging
import ssl
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from config import clock
from ehcp.cases.kinds import Kind
from tests.workflows.conftest import MONDAY, Cases
from tests.workflows.with_prefect import with_runs
from workflows.office import Office
from workflows.prefect_server import LocalServer
from workflows.wakes import claim_wakes

pytestmark = [pytest.mark.prefect, pytest.mark.xdist_group("prefect")]


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.the_day(MONDAY):
        yield


async def wake(runs, office: Office) -> None:
    # Here, because Prefect may be imported only after it was told its settings.
    from workflows.flow_wakes import wake_with_prefect

    wakes = claim_wakes(office.engine, now=clock.now(), limit=9)
    await wake_with_prefect(office, runs, wakes, at_once=1)


def test_a_wake_opens_no_client_anew(
    prefect: LocalServer, sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
):
    # Opening one costs as much as the rest of a wake together.
    told = Cases(sqlite_office.engine)
    references = [told.opened() for _ in range(3)]
    opened: list[str] = []
    really = ssl.create_default_context

    def counted(*args: Any, **facts: Any) -> ssl.SSLContext:
        opened.append("a client")
        return really(*args, **facts)

    async def wake_twice(runs) -> None:
        await wake(runs, sqlite_office)
        for reference in references:
            told.then(reference, Kind.TOLD_WILL_ASSESS, MONDAY)
        monkeypatch.setattr(ssl, "create_default_context", counted)
        await wake(runs, sqlite_office)

    with_runs(prefect, sqlite_office, wake_twice)
    assert told.waiting() == []
    assert opened == []


def test_a_wake_starts_no_thread_to_hear_of_being_suspended(
    prefect: LocalServer, sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
):
    told = Cases(sqlite_office.engine)
    told.decided()
    started: list[str] = []
    really = Thread.start

    def noted(thread: Thread) -> None:
        started.append(thread.name)
        really(thread)

    async def wake_and_note(runs) -> None:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(Thread, "start", noted)
            await wake(runs, sqlite_office)

    with_runs(prefect, sqlite_office, wake_and_note)
    # What is left is the pool in which the register is read, so that the loop goes on meanwhile.
    assert [name for name in started if not name.startswith("asyncio_")] == []


def test_a_run_that_rests_is_not_logged_as_an_error(
    prefect: LocalServer, sqlite_office: Office, caplog: pytest.LogCaptureFixture
):
    told = Cases(sqlite_office.engine)
    reference = told.decided()
    logger = logging.getLogger("prefect.flow_runs")
    logger.addHandler(caplog.handler)

    try:
        with_runs(prefect, sqlite_office, wake, sqlite_office)
    finally:
        logger.removeHandler(caplog.handler)
    assert len(told.asked(reference)) == 5
    assert [
        record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR
    ] == []
