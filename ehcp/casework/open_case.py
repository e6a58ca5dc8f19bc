"""Opening a case: a request is received, or a child is brought to the authority's attention."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY, CaseFile
from ehcp.cases.conditions import (
    refuse_impossible_start,
    refuse_text_that_cannot_be_kept,
    refuse_wrong_details,
)
from ehcp.cases.desk import Desk
from ehcp.cases.events import FIRST_HASH, Event
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.register.bulk import Entry, NewCase, chained, free_references, put_cases
from ehcp.register.engine import writing
from ehcp.register.tables import cases, people


def open_case(
    engine: Engine,
    *,
    desk: Desk,
    received_on: date,
    trigger: Kind = Kind.REQUEST_RECEIVED,
    person: dict[str, Any] | None = None,
    source: str | None = None,
    officer: str | None = None,
) -> str:
    """Open a needs assessment and give its reference.

    `person` holds columns of the table of people: `born_on`, `forename`, `surname`, `upn`, ….

    Raises:
        NotPossible: the days cannot be right; nothing was recorded.
    """
    person = person or {}
    refuse_impossible_person(person=person, received_on=received_on, desk=desk)
    with writing(engine) as connection:
        (reference,) = free_references(connection, 1)
        file = new_file(
            reference=reference,
            first=(trigger, received_on),
            born_on=person.get("born_on"),
            year_group=person.get("year_group"),
            desk=desk,
        )
        person_id = person_of(connection, person)
        return keep_new(
            connection, file, person_id=person_id, desk=desk, source=source, officer=officer
        )


def new_file(
    *,
    reference: str,
    first: tuple[Kind, date],
    born_on: date | None,
    year_group: int | None,
    desk: Desk,
) -> CaseFile:
    """Make the file of a new case with its first entry.

    Raises:
        NotPossible: no case opens with this kind of event, or the entry cannot be kept.
    """
    kind, day = first
    if kind not in STARTS:
        raise NotPossible(f"A case opens with {' or '.join(sorted(STARTS))}, not with {kind}.")
    event = Event(sequence=1, kind=kind, happened_on=day, recorded_at=desk.at, recorded_by=desk.by)
    refuse_wrong_details(event)
    return CaseFile(
        reference=reference,
        recorded=(event,),
        journey=NEEDS_ASSESSMENT_JOURNEY,
        born_on=born_on,
        year_group=year_group,
    )


def keep_new(
    connection: Connection,
    file: CaseFile,
    *,
    person_id: int,
    desk: Desk,
    source: str | None = None,
    officer: str | None = None,
    external_key: str | None = None,
) -> str:
    """Keep a new case with its whole record, chained, and all that follows from it.

    The hashes of the file's entries are set here, in their order. Gives the reference.
    """
    recorded: list[Event] = []
    seals: list[str] = []
    for event in file.recorded:
        linked, seal = chained(
            [Entry(event.kind, event.happened_on, event.party, event.details, event.corrects)],
            reference=file.reference,
            at=event.recorded_at,
            by=event.recorded_by,
            first=event.sequence,
            after=seals[-1] if seals else FIRST_HASH,
        )
        recorded += linked
        seals += seal
    new = NewCase(
        file=replace(file, recorded=tuple(recorded)),
        seals=seals,
        person_id=person_id,
        source=source,
        officer=officer,
        external_key=external_key,
        woken_version=0,
    )
    put_cases(connection, [new], at=desk.at, rules=desk.rules)
    return file.reference


def person_of(connection: Connection, person: dict[str, Any]) -> int:
    """Find the person by external id, or keep a new one; give their id.

    Raises:
        NotPossible: the external id belongs to somebody born on another day, or to a child with an
            open case.
    """
    known = (
        connection.execute(
            select(people.c.id, people.c.born_on).where(
                people.c.external_id == person["external_id"]
            )
        ).one_or_none()
        if person.get("external_id") is not None
        else None
    )
    if known is None:
        added: int = connection.execute(
            insert(people)
            .values(**person, year_group_by_hand=person.get("year_group") is not None, more={})
            .returning(people.c.id)
        ).scalar_one()
        return added
    born_on = person.get("born_on")
    if born_on and known.born_on and born_on != known.born_on:
        raise NotPossible(
            "This external id belongs to somebody with another date of birth. Check both."
        )
    still_open = connection.execute(
        select(cases.c.reference).where(cases.c.person_id == known.id, cases.c.ended_on.is_(None))
    ).scalar()
    if still_open is not None:
        raise NotPossible(
            f"This child has an open case, {still_open}. A second request while it runs starts no "
            "new clock: add it there as a note; if the date was wrong, correct it there."
        )
    known_id: int = known.id
    return known_id


def refuse_impossible_person(*, person: dict[str, Any], received_on: date, desk: Desk) -> None:
    """Refuse a request whose days cannot be right.

    Raises:
        NotPossible: the day lies far ahead, before the Act or the birth, or after 26 years.
    """
    refuse_text_that_cannot_be_kept(
        "The request", *(value for value in person.values() if isinstance(value, str))
    )
    refuse_impossible_start(born_on=person.get("born_on"), day=received_on, today=desk.today)
