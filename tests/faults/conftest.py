"""Commands of the real command line, killed at random moments and started again."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace

import pytest

from ehcp.register.engine import open_engine
from tests.faults.mail_server import mails_taken

KILLS = 50
"""How often a command is struck at work; one that had ended already does not count."""

TRIES = 4 * KILLS
_ONE_PIECE = 0.01
"""Seconds in which a command does one piece of its work, more or less."""

ROOT = Path(__file__).parents[2]


class Nursery:
    """Runs commands, each in a process of its own, and kills them when told to."""

    def __init__(self, settings: dict[str, str], folder: Path) -> None:
        self.settings = settings
        self.output = folder / "output.txt"
        self.random = random.Random(20261121)  # noqa: S311 - moments, not secrets
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name[:5] != "EHCP_"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._orders, self._answers = self.process.stdin, self.process.stdout

    def run(self, *words: str, **settings: str) -> SimpleNamespace:
        """Run a command to its end: its status, what it said, how long it took."""
        began = perf_counter()
        self._order(words, settings)
        status = self._answer("status")
        return SimpleNamespace(
            status=status, said=self.output.read_text(), seconds=perf_counter() - began
        )

    def kill(self, *words: str, within: float, **settings: str) -> bool:
        """Start a command and kill it at a random moment; say whether it was still at work."""
        return self._killed(self._order(words, settings), after=self.random.uniform(0, within))

    def kill_when(self, *words: str, come: Callable[[], bool], **settings: str) -> bool:
        """Start a command and kill it just after something has come about, at any point of it."""
        child = self._order(words, settings)
        moment, until = threading.Event(), perf_counter() + 60
        while not come() and perf_counter() < until:
            moment.wait(0.0005)
        return self._killed(child, after=self.random.uniform(0, _ONE_PIECE))

    def _killed(self, child: int, *, after: float) -> bool:
        threading.Event().wait(after)
        with suppress(ProcessLookupError):  # it had ended, and the nursery has buried it
            os.kill(child, signal.SIGKILL)
        status = self._answer("status")
        assert status in (0, -signal.SIGKILL), self.output.read_text()
        return status == -signal.SIGKILL

    def close(self) -> None:
        self._orders.close()
        self._answers.close()
        self.process.wait(10)

    def _order(self, words: tuple[str, ...], settings: dict[str, str]) -> int:
        order = {
            "words": words,
            "settings": self.settings | settings,
            "output": str(self.output),
        }
        self._orders.write(json.dumps(order) + "\n")
        self._orders.flush()
        return self._answer("pid")

    def _answer(self, name: str) -> int:
        said, number = self._answers.readline().split()
        assert said == name
        return int(number)


@pytest.fixture
def nursery(tmp_path, database_url):
    made = Nursery(
        {
            "EHCP_DATABASE_URL": database_url,
            "EHCP_MAILBOX": str(tmp_path / "mailbox"),
            "EHCP_TODAY": "2019-07-22",
        },
        tmp_path,
    )
    yield made
    made.close()


@pytest.fixture
def mail_server():
    """Give a mail server on this machine: what it took, and the settings that lead there."""
    with mails_taken() as taking:
        yield taking


@pytest.fixture
def twin_url(request, database_url, tmp_path) -> str:
    """Give a second register of the same kind, in which nobody is ever killed."""
    if database_url.startswith("sqlite"):
        import shutil

        file = tmp_path / "twin.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    url = request.getfixturevalue("empty_postgres_url")
    from ehcp.register.engine import upgrade

    upgrade(url)
    return str(url)


@pytest.fixture
def opened():
    """Open registers that are closed at the end."""
    engines = []

    def open_it(url):
        engines.append(open_engine(url))
        return engines[-1]

    yield open_it
    for engine in engines:
        engine.dispose()
