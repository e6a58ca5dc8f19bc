"""Waking: which cases have changed since their follow-ups were last done, each claimed once.

A case waits while its record is longer than what it was last woken for. Any number of dispatchers
claim from the same register; a claim is a lease, so a dead one's cases come back by themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, bindparam, func, or_, select, update

from ehcp.cases.desk import Desk
from ehcp.register import files
from ehcp.register.engine import reading, writing
from ehcp.register.tables import cases
from workflows.office import Office

LEASE = timedelta(seconds=60)
"""How long a claim holds: many times what one batch takes."""

_WAITS = cases.c.version > cases.c.woken_version
_WOKEN = (
    update(cases)
    # Never back: somebody slower must not undo what a quicker one has seen.
    .where(cases.c.id == bindparam("the_id"), cases.c.woken_version < bindparam("seen"))
    .values(woken_version=bindparam("seen"), wake_leased_until=None)
)


@dataclass(frozen=True, kw_only=True)
class Wake:
    """One case to wake.

    Attributes:
        first: it has never been woken before.
    """

    case_id: int
    reference: str
    first: bool


@dataclass(frozen=True, kw_only=True)
class Woken:
    """What following up a batch of cases did, as counts and as sentences for a person."""

    cases: int = 0
    entries: int = 0
    refused: tuple[str, ...] = ()

    def __add__(self, other: "Woken") -> "Woken":
        """Put the counts of two batches together."""
        return Woken(
            cases=self.cases + other.cases,
            entries=self.entries + other.entries,
            refused=self.refused + other.refused,
        )


def claim_wakes(
    engine: Engine, *, now: datetime, limit: int, lease: timedelta = LEASE
) -> tuple[Wake, ...]:
    """Claim cases that wait; nobody else gets them while the lease lasts."""
    leased_until = cases.c.wake_leased_until
    # One that ends later than any lease can was written on another day of training.
    free = or_(leased_until.is_(None), leased_until < now, leased_until > now + lease)
    query = (
        select(cases.c.id, cases.c.reference, cases.c.woken_version)
        .where(_WAITS, free)
        .order_by(cases.c.id)
        .limit(limit)
    )
    with reading(engine) as connection:
        # Most looks find nothing. They must not take SQLite's one write lock.
        if connection.execute(query.limit(1)).first() is None:
            return ()
    with writing(engine) as connection:
        found = connection.execute(query.with_for_update(skip_locked=True)).all()
        if found:
            connection.execute(
                update(cases)
                .where(cases.c.id.in_([case.id for case in found]))
                .values(wake_leased_until=now + lease)
            )
    return tuple(
        Wake(
            case_id=case.id,
            reference=case.reference,
            first=case.woken_version == 0,
        )
        for case in found
    )


def mark_woken(engine: Engine, seen: Mapping[int, int]) -> None:
    """Keep how far each case's record has been followed up, and let go of the cases.

    `seen` maps a case to the number of entries that were read, never to a later count: an entry
    that came meanwhile keeps its case waiting.
    """
    if seen:
        with writing(engine) as connection:
            connection.execute(
                _WOKEN, [{"the_id": case_id, "seen": count} for case_id, count in seen.items()]
            )


def how_many_wait(engine: Engine) -> int:
    """Count the cases that wait, claimed or not."""
    with reading(engine) as connection:
        return connection.execute(
            select(func.count()).select_from(cases).where(_WAITS)
        ).scalar_one()


def case_id_of(engine: Engine, reference: str) -> int:
    """Find a case by its reference.

    Raises:
        UnknownCase: no case has it.
    """
    with reading(engine) as connection:
        return files.load(connection, reference).case_id


def follow_up(office: Office, case_ids: Iterable[int], *, desk: Desk) -> Woken:
    """Do what follows in these cases, straight, without a flow run.

    Cases in which nothing follows (most of a fresh import) are read in one go and never locked.
    """
    seen: dict[int, int] = {}
    busy: list[int] = []
    with reading(office.engine) as connection:
        for held in files.load_many(connection, case_ids):
            if office.what_follows(held, day=desk.today):
                busy.append(held.case_id)
            else:
                seen[held.case_id] = len(held.file.recorded)
    woken = Woken(cases=len(seen) + len(busy))
    for case_id in busy:
        followed = office.do_what_follows(case_id, desk=desk)
        seen[case_id] = followed.version
        woken += Woken(entries=len(followed.done), refused=followed.refused)
    mark_woken(office.engine, seen)
    return woken


def follow_up_all(
    office: Office, *, desk: Desk, batch: int = 500, lease: timedelta = LEASE
) -> Woken:
    """Follow up every case that waits, batch by batch, straight."""
    woken = Woken()
    while claimed := claim_wakes(office.engine, now=desk.at, limit=batch, lease=lease):
        woken += follow_up(office, [wake.case_id for wake in claimed], desk=desk)
    return woken
