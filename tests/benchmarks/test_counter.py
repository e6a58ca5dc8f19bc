"""The counter over a busy council: ten people at once, and years of closed cases behind them.

Once they read each page for half a second, which is still quicker than anybody works; and once each
asks for the next page the moment that the last one has come, so that the counter is never idle.
"""

import re
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from random import uniform
from statistics import median, quantiles
from threading import Barrier, Thread
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, insert, select

from config import clock
from ehcp.register.engine import open_engine, upgrade, writing
from ehcp.register.tables import cases, users
from ehcp.staff.sessions import open_session
from ehcp.web.sessions import COOKIE
from tests.benchmarks.busy_council import OFFICERS, TODAY, fill

PEOPLE = 10
ROUNDS = 12
READ_FOR = {"at work": 0.5, "without a pause": 0.0}  # seconds
MOST_MILLISECONDS = 100
MOST_GROWTH = 1.2
_SOUGHT = ("mockwell", "inkwellson willow", "X0004711", "fanthorpe 12/3/2012", "setting 117", "H8")
Times = dict[str, list[float]]


@dataclass(frozen=True)
class _Person:
    name: str
    token: str
    references: tuple[str, ...]


@pytest.mark.bench
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_ten_people_at_once(kind, request, tmp_path, monkeypatch):
    monkeypatch.setenv("EHCP_TODAY", TODAY.isoformat())  # here and in the counter's process
    found: dict[int, Times] = {}
    for years in (1, 8):
        url = _url(kind, request, tmp_path, years)
        engine = open_engine(url)
        fill(engine, years_closed=years)
        with _served(url) as port:
            people = _people(engine)
            found[years] = {
                f"{page}, {how}": times
                for how, pause in READ_FOR.items()
                for page, times in _ten_at_once(port, people, pause=pause).items()
            }
        engine.dispose()
    for page, few in found[1].items():
        many = found[8][page]
        verdict = "met" if median(many) <= MOST_MILLISECONDS else "MISSED"
        growth = median(many) / median(few)
        grows = "met" if growth <= MOST_GROWTH else "MISSED"
        print(  # noqa: T201
            f"\n{kind}, {page}: median {median(many):.0f} ms (target {MOST_MILLISECONDS}: "
            f"{verdict}), 95 % {quantiles(many, n=20)[-1]:.0f} ms; 8 years of closed cases against "
            f"1: {growth:.2f} (target {MOST_GROWTH}: {grows})",
            end="",
        )


def _url(kind: str, request: pytest.FixtureRequest, tmp_path, years: int) -> str:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path}/busy{years}.db"
    else:
        from tests.postgres_registers import address, on_server

        server = request.getfixturevalue("postgres_server")
        on_server(server, f"CREATE DATABASE busy{years}")
        url = address(server, f"busy{years}")
    upgrade(url)
    return url


@contextmanager
def _served(url: str) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603 - this very Python, with our own module
        [sys.executable, "-m", "tests.benchmarks.counter_process", url, str(port)],
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("The counter did not start.")


def _people(engine: Engine) -> list[_Person]:
    found = []
    with writing(engine) as connection:
        for name in OFFICERS[:PEOPLE]:
            user_id = connection.scalar(
                insert(users)
                .values(
                    email=f"{name[:2].lower()}@council.example",
                    name=name,
                    roles=["caseworker"],
                    team="North",
                    is_active=True,
                    must_change_password=False,
                    failures=0,
                    created_at=clock.now(),
                )
                .returning(users.c.id)
            )
            token = open_session(
                connection, user_id=user_id or 0, now=clock.now(), longest=timedelta(days=2)
            )
            own = connection.scalars(
                select(cases.c.reference)
                .where(cases.c.officer == name, cases.c.ended_on.is_(None))
                .order_by(cases.c.id.desc())
                .limit(ROUNDS)
            )
            found.append(_Person(name, token, tuple(own)))
    return found


def _ten_at_once(port: int, people: list[_Person], *, pause: float) -> Times:
    times: list[Times] = []
    threads, all_are_there = [], Barrier(len(people))
    for person in people:
        own: Times = defaultdict(list)
        times.append(own)
        threads.append(Thread(target=_works, args=(port, person, pause, own, all_are_there)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pages = times[0].keys()
    return {page: [each for own in times for each in own[page]] for page in pages}


def _works(port: int, person: _Person, pause: float, times: Times, all_are_there: Barrier) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    headers = {"Cookie": f"{COOKIE}={person.token}"}

    def ask(page: str, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        time.sleep(pause * uniform(0.5, 1.5))  # noqa: S311 - not everybody at the same moment
        started = time.perf_counter()
        if form is None:
            connection.request("GET", path, headers=headers)
        else:
            typed = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, body=urlencode(form), headers=headers | typed)
        answer = connection.getresponse()
        body = answer.read().decode()
        times[page].append(1000 * (time.perf_counter() - started))
        assert answer.status == (200 if form is None else 303), (path, answer.status)
        return body, answer.headers.get("Location", "")

    shown, _ = ask("list", "/cases")
    ask("case", f"/cases/{person.references[0]}")
    ask("my day", "/my-day")
    all_are_there.wait()
    times.clear()
    secret = re.search(r'name="csrf" value="([^"]+)"', shown)
    assert secret is not None
    for number in range(ROUNDS):
        ask("list", f"/cases?page={number % 3 + 1}")
        ask("filtered list", "/cases?officer=mine&due=14_days&sort=oldest")
        text = _SOUGHT[number % len(_SOUGHT)]
        _, where = ask("search, sent", "/cases/search", {"csrf": secret[1], "q": text})
        ask("search, found", where)
        ask("case", f"/cases/{person.references[number % len(person.references)]}")
        ask("my day", "/my-day")
    connection.close()
