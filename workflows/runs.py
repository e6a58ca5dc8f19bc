"""A tick of the timetable is done once, whoever is up, and put on record in the table of runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, func, select, update

from ehcp.register.engine import reading, writing
from ehcp.register.once import insert_once
from ehcp.register.tables import runs
from notifications.owner import is_known_dead

LEASE: Final = timedelta(minutes=30)
"""How long a tick is left to the one who took it: longer than the longest check."""


class What(StrEnum):
    """What came of asking for a tick."""

    DONE = "done"
    DONE_BEFORE = "done before"
    BEING_DONE = "being done by another"


@dataclass(frozen=True, kw_only=True)
class RunOutcome:
    """One tick, and what its work said.

    Attributes:
        outcome: what the work gave, now or when it was done before; empty while another does it.
    """

    job: str
    tick: str
    what: What
    outcome: Mapping[str, Any] = field(default_factory=dict)


def run_once(
    engine: Engine,
    *,
    job: str,
    tick: str,
    now: Callable[[], datetime],
    owner: str,
    work: Callable[[], Mapping[str, Any]],
    lease: timedelta = LEASE,
    again: bool = False,
) -> RunOutcome:
    """Do the work of a tick unless it has been done, or is being done by somebody who lives.

    A tick whose holder is gone is taken over: at once where that can be seen, otherwise when its
    lease ends. Work that fails leaves its tick to be done again, and its error goes on up. `again`
    does it once more although it has been done: a person asked, and every work can be repeated.
    """
    taken = _take(engine, job=job, tick=tick, at=now(), owner=owner, lease=lease, again=again)
    if isinstance(taken, RunOutcome):
        return taken
    try:
        outcome = dict(work())
    except BaseException as error:
        _settle(
            engine,
            job=job,
            tick=tick,
            owner=owner,
            # The kind of error only: its text can hold a row of the register.
            values={"leased_until": now(), "outcome": {"failed": type(error).__name__}},
        )
        raise
    _settle(
        engine,
        job=job,
        tick=tick,
        owner=owner,
        values={"finished_at": now(), "outcome": outcome},
    )
    return RunOutcome(job=job, tick=tick, what=What.DONE, outcome=outcome)


def last_done(engine: Engine, job: str, *, until: str) -> str | None:
    """Give the last tick of a job that was done, none later than `until`."""
    with reading(engine) as connection:
        tick: str | None = connection.execute(
            select(func.max(runs.c.tick)).where(
                runs.c.job == job, runs.c.tick <= until, runs.c.finished_at.is_not(None)
            )
        ).scalar_one()
    return tick


def _take(
    engine: Engine,
    *,
    job: str,
    tick: str,
    at: datetime,
    owner: str,
    lease: timedelta,
    again: bool,
) -> RunOutcome | None:
    """Take a tick; where it cannot be taken, say why."""
    mine = {"owner": owner, "started_at": at, "leased_until": at + lease}
    with writing(engine) as connection:
        inserted = connection.execute(
            insert_once(connection, runs)
            .values(job=job, tick=tick, outcome={}, **mine)
            .returning(runs.c.tick)
        )
        if inserted.first() is not None:
            return None
        held = _held(connection, job, tick)
        if held.finished_at is not None and not again:
            return RunOutcome(job=job, tick=tick, what=What.DONE_BEFORE, outcome=held.outcome)
        free = held.finished_at is not None or held.leased_until <= at
        if not free and not is_known_dead(held.owner):
            return RunOutcome(job=job, tick=tick, what=What.BEING_DONE)
        connection.execute(
            update(runs).where(_is(job, tick)).values(finished_at=None, outcome={}, **mine)
        )
    return None


def _held(connection: Connection, job: str, tick: str) -> Row[Any]:
    return connection.execute(select(runs).where(_is(job, tick)).with_for_update()).one()


def _settle(engine: Engine, *, job: str, tick: str, owner: str, values: Mapping[str, Any]) -> None:
    with writing(engine) as connection:
        # Only what is still ours: a slow worker must not overwrite the one who took over.
        connection.execute(
            update(runs).where(_is(job, tick), runs.c.owner == owner).values(**values)
        )


def _is(job: str, tick: str) -> ColumnElement[bool]:
    return and_(runs.c.job == job, runs.c.tick == tick)
