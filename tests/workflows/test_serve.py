"""Promises about `ehcp work`: it does what happens by itself, and stops when it is told."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from config import clock
from ehcp.refusal import Refusal
from tests.workflows.conftest import MONDAY, Cases
from tests.workflows.with_prefect import run_named, wait_until
from workflows import serve
from workflows.office import Office
from workflows.prefect_server import LocalServer
from workflows.serve import work

WORK = """
from config.settings import read_settings
from config.council import read_council
from ehcp.register.engine import open_engine
from workflows.office import Office
from workflows.serve import work
settings = read_settings()
engine = open_engine(settings.database_url)
office = Office.of(engine, council=read_council(settings.council), settings=settings)
work(office, say=lambda said: print(said, flush=True))
"""


@contextmanager
def working(folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed words
        [sys.executable, "-c", WORK],
        cwd=folder,
        env=os.environ
        | {"PYTHONPATH": str(Path(__file__).parents[2]), "EHCP_TODAY": "2026-03-02"}
        | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_it_is_told(
    stop: signal.Signals, sqlite_office: Office, sqlite_url: str, tmp_path: Path
):
    told = Cases(sqlite_office.engine)
    reference = told.decided()
    with working(tmp_path, EHCP_DATABASE_URL=sqlite_url, EHCP_PREFECT="off") as process:
        wait_until(lambda: told.waiting() == [])
        process.send_signal(stop)
        said, complained = process.communicate(timeout=20)
        assert process.returncode == 0
    assert len(told.asked(reference)) == 5
    assert said.splitlines()[-1] == "Stopped."
    assert "No Prefect." in said
    assert "Traceback" not in complained


@pytest.mark.prefect
@pytest.mark.xdist_group("prefect")
def test_it_wakes_the_flow_runs_of_a_prefect_that_runs_elsewhere(
    prefect: LocalServer, sqlite_office: Office, sqlite_url: str, tmp_path: Path
):
    told = Cases(sqlite_office.engine)
    reference = told.decided()
    settings = {"EHCP_DATABASE_URL": sqlite_url, "EHCP_PREFECT_API_URL": prefect.api_url}
    with working(tmp_path, **settings) as process:
        wait_until(lambda: told.waiting() == [])
        process.terminate()
        _, complained = process.communicate(timeout=20)
        assert process.returncode == 0
    assert run_named(prefect, reference)[0].state_name == "Awaiting advice"
    assert "Traceback" not in complained
    assert not (tmp_path / ".ehcp" / "prefect" / "server.json").exists()


def test_a_process_that_embeds_it_stops_it_by_an_event(sqlite_office: Office):
    told = Cases(sqlite_office.engine)
    told.decided()
    without = sqlite_office.settings.model_copy(update={"prefect": False})
    office = Office.of(sqlite_office.engine, council=sqlite_office.council, settings=without)
    stopped = Event()
    said: list[str] = []
    with clock.the_day(MONDAY):
        thread = Thread(
            target=work, args=(office,), kwargs={"say": said.append, "stopped": stopped}
        )
        thread.start()
        wait_until(lambda: told.waiting() == [])
        stopped.set()
        thread.join(timeout=20)
    assert not thread.is_alive()
    assert said[-1] == "Stopped."


def test_it_ends_with_a_sentence_when_its_dispatcher_has_died(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    def dies(*_: object, **__: object) -> None:
        raise MemoryError("Zephyrine Quackenbush")

    monkeypatch.setattr(serve, "dispatch", dies)
    without = sqlite_office.settings.model_copy(update={"prefect": False})
    office = Office.of(sqlite_office.engine, council=sqlite_office.council, settings=without)
    with pytest.raises(serve.DispatcherEnded, match=r"ended by itself \(MemoryError\)") as ended:
        work(office, say=lambda _: None)
    assert isinstance(ended.value, Refusal)  # the command says the sentence and ends with 1
    assert "Quackenbush" not in "".join((str(ended.value), *capfd.readouterr()))


def test_an_error_at_start_leaves_nothing_running(sqlite_office: Office):
    def say(_: str) -> None:
        raise BrokenPipeError

    without = sqlite_office.settings.model_copy(update={"prefect": False})
    office = Office.of(sqlite_office.engine, council=sqlite_office.council, settings=without)
    stopped = Event()
    with pytest.raises(BrokenPipeError):
        work(office, say=say, stopped=stopped)
    assert stopped.is_set()
