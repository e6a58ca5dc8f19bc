"""Promises about the counter's process: it answers, it cannot send mail, it ends with its owner."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.workflows.with_prefect import wait_until
from workflows.counter import CounterDidNotStart, Place, counter_served, environment_of
from workflows.office import Office
from workflows.serve import work

SENDERS = """
import sys
import workflows.counter_process
CHANNELS = "notifications.channels"
print([name for name in sys.modules if name == "smtplib" or name.startswith(CHANNELS)])
"""


OWNER = """
import time
from workflows.counter import Place, counter_served
with counter_served(Place(port={port}), say=print):
    time.sleep(600)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def asked(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=5) as reply:  # noqa: S310 - our own address
        return reply.status, reply.read().decode()


def test_the_process_of_the_pages_has_no_road_for_a_mail():
    done = subprocess.run(  # noqa: S603 - our own interpreter, fixed words
        [sys.executable, "-c", SENDERS], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_pages_are_told_nothing_of_how_mails_are_sent(sqlite_office: Office):
    settings = sqlite_office.settings.model_copy(update={"smtp_host": "post.example"})
    told = environment_of(settings)
    assert told["EHCP_DATABASE_URL"] == settings.database_url
    assert not [name for name in told if "SMTP" in name or "CHANNEL" in name]


def test_up_serves_the_pages_and_does_what_happens_by_itself(
    sqlite_office: Office, sqlite_url: str
):
    place, stopped = Place(port=free_port()), Event()
    said: list[str] = []
    settings = sqlite_office.settings.model_copy(
        update={"database_url": sqlite_url, "prefect": False}
    )
    office = Office.of(sqlite_office.engine, council=sqlite_office.council, settings=settings)
    kwargs = {"say": said.append, "counter": place, "stopped": stopped}
    up = Thread(target=work, args=(office,), kwargs=kwargs)
    up.start()
    try:
        wait_until(lambda: f"The counter: {place.address}" in said)
        assert asked(f"{place.address}/health") == (200, "ok\n")
        assert asked(f"{place.address}/assets/counter.css")[0] == 200
    finally:
        stopped.set()
        up.join(timeout=30)
    assert not up.is_alive()
    with pytest.raises(OSError, match="refused"):
        asked(f"{place.address}/health")


def test_pages_that_ended_by_themselves_are_started_again(sqlite_url: str):
    said: list[str] = []
    place = Place(port=free_port())
    with counter_served(
        place, say=said.append, environment={"EHCP_DATABASE_URL": sqlite_url}
    ) as server:
        server.process.kill()
        server.process.wait()
        server.keep_up()
        server.wait_until_ready()
        assert asked(f"{place.address}/health") == (200, "ok\n")
    assert said == ["The counter's pages ended by themselves and are started again."]


def test_the_pages_end_when_whoever_started_them_was_killed(sqlite_url: str):
    place = Place(port=free_port())
    owner = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed words
        [sys.executable, "-c", OWNER.format(port=place.port)],
        env=os.environ | {"EHCP_DATABASE_URL": sqlite_url},
        cwd=Path(__file__).parents[2],
    )
    try:
        wait_until(lambda: answers(place))
    finally:
        owner.kill()
        owner.wait()
    wait_until(lambda: not answers(place))


def test_a_port_that_is_taken_is_refused_with_what_to_do(sqlite_url: str):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = Place(port=int(other.getsockname()[1]))
        with (
            pytest.raises(CounterDidNotStart, match="--port"),
            counter_served(place, say=print, environment={"EHCP_DATABASE_URL": sqlite_url}),
        ):
            pass


def answers(place: Place) -> bool:
    time.sleep(0.1)
    try:
        return asked(f"{place.address}/health")[0] == 200
    except OSError:
        return False
