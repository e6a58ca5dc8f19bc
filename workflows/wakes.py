"""Waking: which cases have changed since their follow-ups were last done, each claimed once.

A case waits while its record is longer than what it was last woken for. Any number of dispatchers
claim from the same register; a claim is a lease, so a dead one's cases come back by themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, bindparam, func, or_, select, update
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ehcp.cases.desk import Desk
from ehcp.cases.stages import Stage
from ehcp.register import files
from ehcp.register.engine import reading, writing
from ehcp.register.tables import cases
from workflows.office import Office
from workflows.trouble import TROUBLE

LEASE = timedelta(seconds=60)
"""How long a claim holds: many times what one batch takes."""

_MOST_FOLLOW = 10
"""How many cases may come of one that waits, with those that it opens and changes."""

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
    journey: str
    first: bool


@dataclass(frozen=True, kw_only=True)
class Woken:
    """What following up a batch of cases did, as counts and as sentences for a person."""

    cases: int = 0
    entries: int = 0
    opened: int = 0
    refused: tuple[str, ...] = ()

    def __add__(self, other: "Woken") -> "Woken":
        """Put the counts of two batches together."""
        return Woken(
            cases=self.cases + other.cases,
            entries=self.entries + other.entries,
            opened=self.opened + other.opened,
            refused=self.refused + other.refused,
        )


def claim_wakes(
    engine: Engine, *, now: datetime, limit: int, lease: timedelta = LEASE
) -> tuple[Wake, ...]:
    """Claim cases that wait; nobody else gets them while the lease lasts.

    Those in which something new has happened come first, then new ones, the latest before the
    others: nobody who has decided something waits behind an import of thousands.
    """
    leased_until = cases.c.wake_leased_until
    # One that ends later than any lease can was written on another day of training.
    free = or_(leased_until.is_(None), leased_until < now, leased_until > now + lease)
    query = (
        select(cases.c.id, cases.c.reference, cases.c.journey, cases.c.woken_version)
        .where(_WAITS, free)
        .order_by(cases.c.woken_version == 0, cases.c.id.desc())
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
            journey=case.journey,
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
            # By their ids, as everybody takes them, so that no two wait for each other.
            connection.execute(
                _WOKEN,
                [{"the_id": case_id, "seen": count} for case_id, count in sorted(seen.items())],
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


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a look at a batch of cases found.

    Attributes:
        seen: how many entries each record had that could be read.
        stages: the stage at which each of them stands.
        busy: those in which something follows.
        unreadable: a sentence for each case whose record cannot be read.
    """

    seen: dict[int, int] = field(default_factory=dict)
    stages: dict[int, Stage] = field(default_factory=dict)
    busy: list[int] = field(default_factory=list)
    unreadable: tuple[str, ...] = ()


def look_at(office: Office, case_ids: Sequence[int], *, day: date) -> Looked:
    """Read these cases in one go; where one cannot be read, each by itself."""
    looked = Looked()
    try:
        with reading(office.engine) as connection:
            for held in files.load_many(connection, case_ids):
                if office.something_follows(held, day=day):
                    looked.busy.append(held.case_id)
                looked.seen[held.case_id] = len(held.file.recorded)
                looked.stages[held.case_id] = Stage(held.stage)
    except SQLAlchemyError:
        raise  # the register's trouble, not one case's
    except TROUBLE as error:
        if len(case_ids) == 1:
            return Looked(unreadable=(_could_not(office.engine, case_ids[0], error),))
        each = [look_at(office, [case_id], day=day) for case_id in case_ids]
        return Looked(
            seen={case_id: count for one in each for case_id, count in one.seen.items()},
            stages={case_id: stage for one in each for case_id, stage in one.stages.items()},
            busy=[case_id for one in each for case_id in one.busy],
            unreadable=tuple(sentence for one in each for sentence in one.unreadable),
        )
    return looked


def follow_up(office: Office, case_ids: Iterable[int], *, desk: Desk) -> Woken:
    """Do what follows in these cases, straight, without a flow run.

    Cases in which nothing follows (most of a fresh import) are read in one go and never locked.
    One with which something is wrong is named among what was refused, and the others go on; it
    waits, and is tried again when its lease ends.
    """
    looked = look_at(office, list(case_ids), day=desk.today)
    seen = {id_: count for id_, count in looked.seen.items() if id_ not in set(looked.busy)}
    woken = Woken(cases=len(looked.seen), refused=looked.unreadable)
    try:
        for case_id in looked.busy:
            try:
                followed = office.do_what_follows(case_id, desk=desk)
            except OperationalError:
                raise  # the register's trouble, not this case's
            except TROUBLE as error:
                woken += Woken(refused=(_could_not(office.engine, case_id, error),))
                continue
            seen[case_id] = followed.version
            woken += Woken(
                entries=len(followed.done) + len(followed.set_right),
                opened=len(followed.opened),
                refused=followed.refused,
            )
    finally:
        mark_woken(office.engine, seen)
    return woken


def _could_not(engine: Engine, case_id: int, error: Exception) -> str:
    """Name a case and the kind of its trouble, never the trouble's text."""
    with reading(engine) as connection:
        reference = connection.execute(
            select(cases.c.reference).where(cases.c.id == case_id)
        ).scalar_one_or_none()
    return (
        f"Case {reference} could not be followed up ({type(error).__name__}). "
        "`ehcp verify` says what is wrong with its record."
    )


def follow_up_all(
    office: Office, *, desk: Desk, batch: int = 500, lease: timedelta = LEASE
) -> Woken:
    """Follow up every case that waits, and every case that is opened by that, straight.

    Nothing follows for ever: each case opens the next with something that has happened in it. If
    it did all the same, it is stopped and said.
    """
    woken = Woken()
    most = _MOST_FOLLOW * max(how_many_wait(office.engine), batch)
    while claimed := claim_wakes(office.engine, now=desk.at, limit=batch, lease=lease):
        woken += follow_up(office, [wake.case_id for wake in claimed], desk=desk)
        if woken.cases > most:
            stopped = (
                f"After {woken.cases} cases there is still something that follows. Stopped: the "
                "rest waits for the next time. `ehcp verify` looks for what is wrong."
            )
            return woken + Woken(refused=(stopped,))
    return woken
