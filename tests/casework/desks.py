"""A desk on any day, and short ways to open cases and to put something on record there."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.follow_ups import FollowedUp, do_what_follows
from ehcp.casework.open_case import open_case
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.register.tables import cases

BORN = date(2015, 3, 2)
ASKED = (AdviceKind.EDUCATION, AdviceKind.EDUCATIONAL_PSYCHOLOGY, AdviceKind.HEALTH)


def desk(on: str = "2026-11-21", by: str = "Kim", **more) -> Desk:
    day = date.fromisoformat(on)
    return Desk(by=by, today=day, at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC), **more)


def put(
    engine: Engine, reference: str, kind: Kind, on: str, party=None, by="Kim", **details: str
) -> Event:
    """Record an event on the day on which it happened; a notice is complete."""
    with reading(engine) as connection:
        journey = files.load(connection, reference).file.journey
    return record(
        engine,
        desk=desk(on, by),
        reference=reference,
        kind=kind,
        happened_on=date.fromisoformat(on),
        party=party,
        details=complete(kind.value, journey) | details,
    )


def strike_out(engine: Engine, reference: str, sequence: int, on: str = "2026-11-21") -> None:
    correct(engine, desk=desk(on), reference=reference, sequence=sequence, struck_out="by mistake")


def move(engine: Engine, reference: str, sequence: int, to: str, on: str = "2026-11-21") -> None:
    correct(
        engine,
        desk=desk(on),
        reference=reference,
        sequence=sequence,
        happened_on=date.fromisoformat(to),
    )


def follow(engine: Engine, reference: str, on: str = "2026-11-21", **more) -> FollowedUp:
    return do_what_follows(
        engine, desk=desk(on, "ehcp", **more), case_id=id_of(engine, reference), council_asks=ASKED
    )


def id_of(engine: Engine, reference: str) -> int:
    with reading(engine) as connection:
        query = select(cases.c.id).where(cases.c.reference == reference)
        return int(connection.execute(query).scalar_one())


def record_of(engine: Engine, reference: str) -> list[tuple[str, str]]:
    """Give what stands on a case's record: kind and day."""
    with reading(engine) as connection:
        file = files.load(connection, reference).file
    return [(event.kind.value, event.happened_on.isoformat()) for event in file.events]


def entry(engine: Engine, reference: str, kind: Kind) -> int:
    """Give the number of the last entry of a kind."""
    with reading(engine) as connection:
        file = files.load(connection, reference).file
    return [event.sequence for event in file.recorded if event.kind is kind][-1]


def stage_of(engine: Engine, reference: str) -> str:
    with reading(engine) as connection:
        return files.load(connection, reference).stage


def a_plan(engine) -> str:
    """A needs assessment whose plan was made final on 20 May 2026."""
    reference = open_case(
        engine,
        desk=desk("2026-01-05"),
        received_on=date(2026, 1, 5),
        person={"born_on": BORN, "external_id": "77"},
        officer="Kim",
    )
    put(engine, reference, Kind.TOLD_WILL_ASSESS, "2026-02-10")
    put(engine, reference, Kind.DECIDED_TO_ISSUE, "2026-04-01")
    put(engine, reference, Kind.DRAFT_SERVED, "2026-04-13")
    put(engine, reference, Kind.PLAN_FINALISED, "2026-05-20")
    return reference


def a_review(engine, **more) -> str:
    """A review of a plan made on 20 May 2026, whose meeting was held on 10 May 2027."""
    reference = open_case(
        engine,
        desk=desk("2026-05-20"),
        journey="annual_review",
        first=(Kind.PLAN_FIRST_MADE, date(2026, 5, 20)),
        **({"person": {"born_on": BORN, "external_id": "77"}} | more),
    )
    put(engine, reference, Kind.REVIEW_MEETING_FIXED, "2027-04-01", meeting_on="2027-05-10")
    put(engine, reference, Kind.REVIEW_MEETING_HELD, "2027-05-10")
    return reference


def all_cases(engine) -> dict[str, str]:
    with reading(engine) as connection:
        rows = connection.execute(select(cases.c.reference, cases.c.journey).order_by(cases.c.id))
        return {row.reference: row.journey for row in rows}


def the(engine, journey: str, *, but: str = "") -> str:
    """Give the only case of a journey, besides one."""
    (found,) = (ref for ref, of in all_cases(engine).items() if of == journey and ref != but)
    return found
