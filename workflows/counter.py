"""The counter beside all that happens by itself: its process is started, kept up, stopped."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import SecretStr

from config.settings import PREFIX, Settings
from ehcp.refusal import Refusal

_READY_WITHIN = 60.0
_STOPS_WITHIN = 10.0
_AGAIN_AFTER = 5.0
_OF_MAILS = ("smtp_", "notify_")
_OF_RECEIPTS = "notify_callback_token"
_NOT_FOR_PAGES = tuple(PREFIX + start.upper() for start in (*_OF_MAILS, "channel"))
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class CounterDidNotStart(Refusal):
    """The counter's pages could not be served."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the counter is served."""

    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def address(self) -> str:
        """Give the address at which it answers on this machine."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - asked for by name
        return f"http://{host}:{self.port}"

    @property
    def is_this_machine_only(self) -> bool:
        """Say whether nobody on another machine reaches it."""
        return self.host in _LOOPBACK


@dataclass(kw_only=True)
class CounterServer:
    """The process that serves the pages; `keep_up` starts it again where it has died."""

    place: Place
    environment: dict[str, str]
    say: Callable[[str], None]
    process: "subprocess.Popen[bytes]"
    _again_at: float = field(default=0.0)

    def wait_until_ready(self, *, within: float = _READY_WITHIN) -> None:
        """Wait until it answers.

        Raises:
            CounterDidNotStart: it ended, or does not answer in time.
        """
        until = time.monotonic() + within
        while time.monotonic() < until and self.process.poll() is None:
            if _answers(self.place.address):
                return
            time.sleep(0.1)
        raise CounterDidNotStart(
            "The counter's pages could not be served; what it said stands above. Nothing is lost."
        )

    def keep_up(self) -> None:
        """Start it again where it has ended by itself, not more often than every few seconds."""
        if self.process.poll() is None or time.monotonic() < self._again_at:
            return
        self._again_at = time.monotonic() + _AGAIN_AFTER
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.say("The counter's pages ended by themselves and are started again.")
        self.process = _start(self.place, self.environment)


@contextmanager
def counter_served(
    place: Place, *, say: Callable[[str], None], environment: Mapping[str, str] | None = None
) -> Iterator[CounterServer]:
    """Serve the counter in a process of its own while the block runs.

    `environment` are variables that differ from this process's own.

    Raises:
        CounterDidNotStart: the port is taken, or the process ended at once.
    """
    _refuse_taken(place)
    given = dict(environment or {})
    server = CounterServer(place=place, environment=given, say=say, process=_start(place, given))
    try:
        server.wait_until_ready()
        yield server
    finally:
        _stop(server.process)


def environment_of(settings: Settings) -> dict[str, str]:
    """Give the settings of this office as variables for the process that serves the pages.

    How mails are sent is no business of that process; it takes in what became of them.
    """
    known = settings.model_dump(exclude_none=True, exclude={"channel"})
    return {
        PREFIX + name.upper(): _written(value)
        for name, value in known.items()
        if name == _OF_RECEIPTS or not name.startswith(_OF_MAILS)
    }


def _written(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def _start(place: Place, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own interpreter, fixed words
        [sys.executable, "-m", "workflows.counter_process", place.host, str(place.port)],
        env={
            name: value for name, value in os.environ.items() if not name.startswith(_NOT_FOR_PAGES)
        }
        | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        # Ctrl-C is for us; it learns that we stop from its standard input.
        start_new_session=True,
    )


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(timeout=_STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _refuse_taken(place: Place) -> None:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as why:
            raise CounterDidNotStart(
                f"The counter cannot be served at {place.host}, port {place.port}: "
                f"{why.strerror or why}. Another program may be there; name another port with "
                "--port."
            ) from None


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2.0) as reply:  # noqa: S310 - our own address
            return bool(reply.status == 200)  # noqa: PLR2004 - the HTTP status
    except (OSError, ValueError):
        return False
