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
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ehcp.refusal import Refusal
from workflows.prefect_settings import HOME, environment

PORT = 4200
_LOOPBACK = "127.0.0.1"
READY_WITHIN = 120.0
_STOPS_WITHIN = 10.0


class PrefectDidNotStart(Refusal):
    """The local Prefect server did not come up."""


@dataclass(frozen=True, kw_only=True)
class LocalServer:
    """A Prefect server on this machine.

    Attributes:
        log: where it writes what it has to say.
        process: None where another process of ours started it.
    """

    api_url: str
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def screen(self) -> str:
        """The address of Prefect's own screen."""
        return self.api_url.removesuffix("/api")

    @property
    def has_ended(self) -> bool:
        """Say whether it stopped by itself."""
        return self.process is not None and self.process.poll() is not None

    def wait_until_ready(self, *, within: float = READY_WITHIN) -> None:
        """Wait until it answers; the first start in a folder takes some ten seconds.

        Raises:
            PrefectDidNotStart: it ended, or does not answer in time; the log is named.
        """
        until = time.monotonic() + within
        while time.monotonic() < until and not self.has_ended:
            if answers(self.api_url, within=1.0):
                return
            time.sleep(0.2)
        how = "ended as it started" if self.has_ended else f"was not ready in {within:.0f} s"
        raise PrefectDidNotStart(
            f"Prefect's server {how}. Its log: {self.log}. EHCP_PREFECT=off goes on without it."
        )


@contextmanager
def local_server(*, home: Path = HOME, port: int = PORT) -> Iterator[LocalServer]:
    """Run Prefect's server while the block runs; it is given at once, and gets ready meanwhile.

    Where another process of ours runs one in this folder already, that one is used. Where the port
    is taken, another is.
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    running = _running(home)
    if running is not None:
        yield LocalServer(api_url=running, log=log)
        return
    port = _free_port(port)
    api_url = f"http://{_LOOPBACK}:{port}/api"
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed words
            [sys.executable, "-m", "prefect", "server", "start", *_at(port)],
            env=os.environ | environment(api_url=api_url, home=home),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for us; we then stop the server when our own work is put away.
            start_new_session=True,
        )
    note = {"owner": os.getpid(), "server": process.pid, "api_url": api_url}
    _note(home).write_text(json.dumps(note))
    try:
        yield LocalServer(api_url=api_url, log=log, process=process)
    finally:
        _note(home).unlink(missing_ok=True)
        _stop(process.pid, lambda: process.poll() is not None)


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
    """Find the server that another living process of ours runs in this folder.

    One whose owner was killed is stopped: nobody else would, and it holds the port.
    """
    try:
        note = json.loads(_note(home).read_text())
        api_url, owner, server = str(note["api_url"]), int(note["owner"]), int(note["server"])
    except (OSError, ValueError, KeyError):
        return None
    if _lives(owner) and _lives(server):
        return api_url
    if answers(api_url):
        # That it answers there says that its number is not another program's by now.
        _stop(server, lambda: not answers(api_url))
    return None


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


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


def _stop(process: int, has_ended: Callable[[], bool]) -> None:
    """Ask a server and its children to end, the second time less kindly."""
    for ask in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if has_ended():
            return
        with suppress(ProcessLookupError):
            os.killpg(process, ask)
        until = time.monotonic() + _STOPS_WITHIN
        while not has_ended() and time.monotonic() < until:
            time.sleep(0.1)
