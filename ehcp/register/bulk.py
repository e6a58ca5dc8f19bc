"""Keeping new people and cases, one or many at once: few statements, however many rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from pydantic_core import to_json
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    any_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.sql.schema import Table

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import FIRST_HASH, Event
from ehcp.cases.kinds import Kind
from ehcp.law.rule import Rule
from ehcp.register import files, projection, tables
from ehcp.register.people_words import put_words
from ehcp.register.references import new_reference
from ehcp.register.rows_at_once import insert_columns, insert_rows

_NAMES = {kind: kind.value for kind in Kind}


class Entry(NamedTuple):
    """An entry for a case's record, before it has its number and its hash."""

    kind: Kind
    happened_on: date
    party: str | None
    details: dict[str, str]
    corrects: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case to be kept, with its whole record.

    Attributes:
        seals: the hash of each entry.
        woken_version: up to which entry all has been followed up; None where nothing is to follow.
        follows_case_id: the case that opened this one.
    """

    file: CaseFile
    seals: list[str]
    person_id: int
    source: str | None = None
    officer: str | None = None
    external_key: str | None = None
    woken_version: int | None = None
    follows_case_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrownCase:
    """A case whose record grew.

    Attributes:
        file: with the new entries.
        seals: the hashes of the new entries.
        columns: columns of the case that changed beside its record.
        is_followed_up: whether what follows from the new entries is to be done by itself.
    """

    case_id: int
    was_version: int
    file: CaseFile
    seals: list[str]
    columns: dict[str, Any]
    is_followed_up: bool = False


def chained(
    entries: Iterable[Entry],
    *,
    reference: str,
    at: datetime,
    by: str,
    first: int = 1,
    after: str = FIRST_HASH,
) -> tuple[tuple[Event, ...], list[str]]:
    """Number and chain entries of one case, from the `first` number on; with their hashes."""
    recorded: list[Event] = []
    seals: list[str] = []
    for number, entry in enumerate(entries, start=first):
        event = Event(
            sequence=number,
            kind=entry.kind,
            happened_on=entry.happened_on,
            party=entry.party,
            details=entry.details,
            corrects=entry.corrects,
            recorded_at=at,
            recorded_by=by,
            previous_hash=after,
        )
        after = event.hash_in(reference)
        recorded.append(event)
        seals.append(after)
    return tuple(recorded), seals


def free_references(connection: Connection, count: int) -> list[str]:
    """Draw as many references as no case has."""
    drawn: set[str] = set()
    while len(drawn) < count:
        fresh = [new_reference() for _ in range(count - len(drawn))]
        taken = rows_where_in(connection, tables.cases, "reference", fresh)
        drawn.update(fresh)
        drawn.difference_update(case["reference"] for case in taken)
    return list(drawn)


def put_people(connection: Connection, new: Sequence[dict[str, Any]]) -> list[int]:
    """Keep new people; give their ids in the same order."""
    if not new:
        return []
    ids = _draw_ids(connection, tables.people, len(new))
    # Not as a COPY: when that goes wrong, the error quotes the line, and these lines are people.
    connection.execute(
        insert(tables.people),
        [{"id": person_id, **columns} for person_id, columns in zip(ids, new, strict=True)],
    )
    put_words(connection, zip(ids, new, strict=True))
    return ids


def _draw_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Give the next ids of a table; on SQLite whoever writes is alone, so they are still free."""
    if connection.dialect.name == "sqlite":
        last = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        return list(range(last + 1, last + 1 + count))
    sequence = func.pg_get_serial_sequence(table.name, "id")
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return list(connection.scalars(drawn))


def put_cases(
    connection: Connection,
    new: Sequence[NewCase],
    *,
    at: datetime,
    rules: Sequence[Rule],
) -> None:
    """Keep new cases with their records and all that is worked out from these."""
    if not new:
        return
    opened = connection.execute(
        update(tables.ledger)
        .where(tables.ledger.c.id == 1)
        .values(cases_opened=tables.ledger.c.cases_opened + len(new))
        .returning(tables.ledger.c.cases_opened)
    ).scalar_one()
    ids = _draw_ids(connection, tables.cases, len(new))
    case_rows, deadline_rows, advice_rows = [], [], []
    for number, (case_id, case) in enumerate(zip(ids, new, strict=True), start=opened - len(new)):
        limits = projection.deadline_rows(case.file, case_id=case_id, rules=rules)
        deadline_rows += limits
        advice_rows += projection.advice_rows(case.file, case_id=case_id)
        case_rows.append(
            {
                **projection.standing_columns(case.file, limits),
                "id": case_id,
                "number": number + 1,
                "reference": case.file.reference,
                "journey": case.file.journey,
                "person_id": case.person_id,
                "source": case.source,
                "officer": case.officer,
                "external_key": case.external_key,
                "follows_case_id": case.follows_case_id,
                "head_hash": case.seals[-1],
                "opened_at": at,
                "woken_version": (
                    len(case.file.recorded) if case.woken_version is None else case.woken_version
                ),
            }
        )
    insert_rows(connection, tables.cases, case_rows)
    _put_events(connection, list(zip(ids, new, strict=True)))
    insert_rows(connection, tables.deadlines, deadline_rows)
    insert_rows(connection, tables.advice, advice_rows)


def _put_events(connection: Connection, new: Sequence[tuple[int, NewCase]]) -> None:
    """Keep the records of new cases; the columns are those of `files.event_row`."""
    events = [event for _, case in new for event in case.file.recorded]
    insert_columns(
        connection,
        tables.events,
        {
            "case_id": [case_id for case_id, case in new for _ in case.seals],
            "sequence": [event.sequence for event in events],
            "kind": [_NAMES[event.kind] for event in events],
            "happened_on": [event.happened_on for event in events],
            "party": [event.party for event in events],
            "details": [event.details for event in events],
            "corrects": [event.corrects for event in events],
            "recorded_at": [event.recorded_at for event in events],
            "recorded_by": [event.recorded_by for event in events],
            "previous_hash": [event.previous_hash for event in events],
            "hash": [seal for _, case in new for seal in case.seals],
        },
    )


def put_more(connection: Connection, grown: Sequence[GrownCase], *, rules: Sequence[Rule]) -> None:
    """Keep new entries of cases that there are, and replace what follows from their records.

    A case that had nothing waiting to be followed up has nothing waiting afterwards either, unless
    it asks for it.
    """
    for case in grown:
        more = case.file.recorded[case.was_version :]
        columns = dict(case.columns)
        if more:
            connection.execute(
                insert(tables.events),
                [
                    files.event_row(event, case_id=case.case_id, sealed=seal)
                    for event, seal in zip(more, case.seals, strict=True)
                ],
            )
            columns |= projection.store(connection, case.file, case_id=case.case_id, rules=rules)
            columns["head_hash"] = case.seals[-1]
        if columns:
            connection.execute(
                update(tables.cases).where(tables.cases.c.id == case.case_id).values(**columns)
            )
        if more and not case.is_followed_up:
            connection.execute(_STILL_AWAKE, {"the_id": case.case_id, "was": case.was_version})


_STILL_AWAKE = (
    update(tables.cases)
    .where(
        tables.cases.c.id == bindparam("the_id"), tables.cases.c.woken_version == bindparam("was")
    )
    .values(woken_version=tables.cases.c.version)
)


def rows_where_in(
    connection: Connection, table: Table, column: str, values: Iterable[Any]
) -> list[dict[str, Any]]:
    """Give the rows of a table whose column has one of these values.

    All of them go to the database as one: each for itself would cost more than looking it up.
    """
    wanted = sorted(set(values))
    if not wanted:
        return []
    if connection.dialect.name == "sqlite":
        listed = func.json_each(to_json(wanted).decode()).table_valued("value")
        is_wanted: ColumnElement[bool] = table.c[column].in_(select(listed.c.value))
    else:
        is_wanted = table.c[column] == any_(bindparam(None, wanted, ARRAY(table.c[column].type)))
    query = select(table).where(is_wanted)
    return [dict(row) for row in connection.execute(query).mappings()]
