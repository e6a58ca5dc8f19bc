"""Prefect's own server on this machine: started beside the dispatcher, stopped with it.

It listens on this machine only, since it knows no sign-in.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ehcp.refusal import Refusal
from workflows.prefect_settings import HOME, environment

PORT = 4200
_LOOPBACK = "127.0.0.1"
_READY_WITHIN = 120.0
_STOPS_WITHIN = 10.0


class PrefectDidNotStart(Refusal):
    """The local Prefect server did not come up."""


@contextmanager
def local_server(*, home: Path = HOME, port: int = PORT) -> Iterator[str]:
    """Run Prefect's server while the block runs; give the address of its interface.

    Where another process of ours runs one in this folder already, that one is used.

    Raises:
        PrefectDidNotStart: it ended, or was not ready within two minutes; the log is named.
    """
    home.mkdir(parents=True, exist_ok=True)
    running = _running(home)
    if running:
        yield running
        return
    port = _free_port(port)
    api_url = f"http://{_LOOPBACK}:{port}/api"
    log = home / "server.log"
    with log.open("ab") as output:
        server = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed words
            [sys.executable, "-m", "prefect", "server", "start", *_at(port)],
            env=os.environ | environment(api_url=api_url, home=home),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for us; we then stop the server when our own work is put away.
            start_new_session=True,
        )
    try:
        _wait_until_ready(server, api_url, log)
        _note(home).write_text(json.dumps({"owner": os.getpid(), "api_url": api_url}))
        yield api_url
    finally:
        _note(home).unlink(missing_ok=True)
        _stop(server)


def answers(api_url: str, *, within: float = 2.0) -> bool:
    """Say whether a Prefect server answers at this address."""
    try:
        with urllib.request.urlopen(f"{api_url}/health", timeout=within) as reply:  # noqa: S310 - settings accept http and https only
            return bool(reply.status == 200)  # noqa: PLR2004 - the HTTP status
    except (OSError, ValueError):
        return False


def _at(port: int) -> list[str]:
    return [f"--host={_LOOPBACK}", f"--port={port}"]


def _note(home: Path) -> Path:
    return home / "server.json"


def _running(home: Path) -> str | None:
    """Find the server that another living process of ours runs in this folder."""
    try:
        note = json.loads(_note(home).read_text())
        os.kill(note["owner"], 0)
    except (OSError, ValueError, KeyError):
        return None
    api_url = str(note["api_url"])
    return api_url if answers(api_url) else None


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise PrefectDidNotStart("No free port was found on this machine for Prefect's server.")


def _wait_until_ready(server: subprocess.Popen[bytes], api_url: str, log: Path) -> None:
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise PrefectDidNotStart(f"Prefect's server ended as it started. Its log: {log}.")
        if answers(api_url, within=1.0):
            return
        time.sleep(0.2)
    raise PrefectDidNotStart(
        f"Prefect's server was not ready within two minutes. Its log: {log}. "
        "EHCP_PREFECT=off goes on without it."
    )


def _stop(server: subprocess.Popen[bytes]) -> None:
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if server.poll() is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(server.pid, stop)
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=_STOPS_WITHIN)
