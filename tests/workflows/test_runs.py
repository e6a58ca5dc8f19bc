"""Promises about ticks: each is done once, whoever is up, and none is lost to a crash."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import Engine, select

from ehcp.register.engine import reading
from ehcp.register.tables import runs
from tests.workflows.conftest import MONDAY, at
from workflows.runs import LEASE, What, last_done, run_once

NOW = at(MONDAY, 6, 30)


class Counted:
    """Work that says how often it was done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, int]:
        self.times += 1
        return {"times": self.times}


def take(engine: Engine, work, *, tick="2026-03-02", owner="one", later=timedelta(), again=False):
    return run_once(
        engine,
        job="deadline_check",
        tick=tick,
        now=lambda: NOW + later,
        owner=owner,
        work=work,
        again=again,
    )


def test_a_tick_is_done_once_and_its_outcome_kept(engine):
    work = Counted()
    assert take(engine, work).what is What.DONE
    second = take(engine, work, owner="two")
    assert (second.what, second.outcome, work.times) == (What.DONE_BEFORE, {"times": 1}, 1)


def test_another_tick_is_done_as_well(engine):
    work = Counted()
    take(engine, work)
    assert take(engine, work, tick="2026-03-03").what is What.DONE
    assert work.times == 2


def test_of_many_at_once_one_does_it(engine):
    work, go = Counted(), Event()

    def slow() -> dict[str, int]:
        go.wait(0.2)
        return work()

    with ThreadPoolExecutor(4) as together:
        outcomes = list(together.map(lambda n: take(engine, slow, owner=f"no {n}"), range(4)))
    assert work.times == 1
    assert sorted(outcome.what for outcome in outcomes).count(What.DONE) == 1


def test_a_tick_that_is_being_done_is_left_alone(engine):
    outcome = take(engine, lambda: {"meanwhile": take(engine, dict, owner="two").what})
    assert outcome.outcome == {"meanwhile": What.BEING_DONE}


def killed(engine: Engine, *, owner: str) -> None:
    """Leave a tick as a killed process leaves it: taken, and never finished."""
    with engine.begin() as connection:
        connection.execute(
            runs.insert().values(
                job="deadline_check",
                tick="2026-03-02",
                owner=owner,
                started_at=NOW,
                leased_until=NOW + LEASE,
                outcome={},
            )
        )


def test_the_tick_of_a_dead_holder_is_taken_over_when_its_lease_ends(engine):
    killed(engine, owner="another machine/4711/abcd")
    work = Counted()
    assert take(engine, work, later=LEASE - timedelta(seconds=1)).what is What.BEING_DONE
    assert take(engine, work, later=LEASE).what is What.DONE


def test_a_holder_seen_to_be_dead_is_not_waited_for(engine):
    gone = subprocess.run(
        [sys.executable, "-c", "from notifications.owner import *; print(this_process())"],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": "."},
    ).stdout.strip()
    killed(engine, owner=gone)
    assert take(engine, Counted()).what is What.DONE


def test_work_that_fails_is_done_again(engine):
    def fails() -> dict[str, int]:
        raise RuntimeError("a child's name")

    with pytest.raises(RuntimeError):
        take(engine, fails)
    with reading(engine) as connection:
        kept = connection.execute(select(runs)).one()
    assert kept.outcome == {"failed": "RuntimeError"}
    assert kept.finished_at is None
    work = Counted()
    assert take(engine, work, owner="two").what is What.DONE


def test_a_slow_holder_does_not_overwrite_the_one_who_took_over(engine):
    def too_slow() -> dict[str, str]:
        taken = take(engine, lambda: {"by": "two"}, owner="two", later=LEASE)
        assert taken.what is What.DONE
        return {"by": "one"}

    take(engine, too_slow)
    assert take(engine, dict, owner="three").outcome == {"by": "two"}


def test_what_a_person_asks_for_again_is_done_again(engine):
    work = Counted()
    take(engine, work)
    assert take(engine, work, again=True).outcome == {"times": 2}


def test_the_last_tick_done_is_known_and_a_later_one_tried_out_does_not_count(engine):
    assert last_done(engine, "deadline_check", until="2026-03-02") is None
    take(engine, dict)
    take(engine, dict, tick="2027-01-04")
    assert last_done(engine, "deadline_check", until="2026-03-03") == "2026-03-02"
