"""Loading a case file from the register, and appending to its record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.refusal import Refusal
from ehcp.register.statements import Statement
from ehcp.register.tables import cases, events, people

AT_A_TIME = 500
"""How many cases are asked for in one query: databases limit the values of one statement."""


class UnknownCase(Refusal):
    """A reference that no case has."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A case file with where it is kept."""

    case_id: int
    person_id: int
    officer: str | None
    head_hash: str
    stage: str
    file: CaseFile


_CASE = select(
    cases.c.id,
    cases.c.reference,
    cases.c.journey,
    cases.c.person_id,
    cases.c.officer,
    cases.c.head_hash,
    cases.c.stage,
    people.c.born_on,
    people.c.year_group,
    people.c.year_group_by_hand,
    people.c.year_group_from,
    people.c.setting,
    people.c.setting_urn,
).join(people, people.c.id == cases.c.person_id)
_EVENTS = select(
    events.c.sequence,
    events.c.kind,
    events.c.happened_on,
    events.c.party,
    events.c.details,
    events.c.corrects,
    events.c.recorded_at,
    events.c.recorded_by,
    events.c.previous_hash,
)

_one = _CASE.where(cases.c.reference == bindparam("reference"))
_LOOK = Statement(lambda _: _one)
_LOOK_TO_WRITE = Statement(lambda _: _one.with_for_update(of=cases))
_RECORD = Statement(
    lambda _: _EVENTS.where(events.c.case_id == bindparam("case_id")).order_by(events.c.sequence)
)
_APPEND = Statement(lambda _: insert(events))


def load(connection: Connection, reference: str, *, to_write: bool = False) -> Held:
    """Load one case with its whole record; `to_write` keeps others from writing to it meanwhile.

    Raises:
        UnknownCase: no case has this reference.
    """
    look = _LOOK_TO_WRITE if to_write else _LOOK
    found = look.rows(connection, {"reference": tidy_reference(reference)})
    if not found:
        raise UnknownCase(
            f"There is no case '{reference}'. References look like K7Q-2ND; "
            "`ehcp case list` shows them all."
        )
    return _held(found[0], _RECORD.rows(connection, {"case_id": found[0]["id"]}))


def load_many(connection: Connection, case_ids: Iterable[int]) -> Iterator[Held]:
    """Load these cases with their records, in the order of their ids; set-based."""
    wanted = sorted(set(case_ids))
    for start in range(0, len(wanted), AT_A_TIME):
        some = wanted[start : start + AT_A_TIME]
        found = {
            case["id"]: case
            for case in connection.execute(_CASE.where(cases.c.id.in_(some))).mappings()
        }
        rows = connection.execute(
            _EVENTS.add_columns(events.c.case_id)
            .where(events.c.case_id.in_(some))
            .order_by(events.c.case_id, events.c.sequence)
        ).mappings()
        for case_id, record in groupby(rows, key=itemgetter("case_id")):
            yield _held(found[case_id], record)


def tidy_reference(typed: str) -> str:
    """Write a reference as the register does: capitals, with its hyphen."""
    plain = typed.strip().upper().replace(" ", "").replace("-", "")
    return f"{plain[:3]}-{plain[3:]}"


def event_row(event: Event, *, case_id: int, sealed: str) -> dict[str, Any]:
    """Give the row in which an event is kept."""
    return {
        "case_id": case_id,
        "sequence": event.sequence,
        "kind": event.kind.value,
        "happened_on": event.happened_on,
        "party": event.party,
        "details": event.details,
        "corrects": event.corrects,
        "recorded_at": event.recorded_at,
        "recorded_by": event.recorded_by,
        "previous_hash": event.previous_hash,
        "hash": sealed,
    }


def append(connection: Connection, event: Event, *, case_id: int, reference: str) -> str:
    """Put one event at the end of a case's record and give its hash."""
    sealed = event.hash_in(reference)
    _APPEND.run(connection, event_row(event, case_id=case_id, sealed=sealed))
    return sealed


def event_from(row: Mapping[Any, Any]) -> Event:
    """Read an event back from its row."""
    return Event(
        sequence=row["sequence"],
        kind=row["kind"],
        happened_on=row["happened_on"],
        party=row["party"],
        details=row["details"],
        corrects=row["corrects"],
        recorded_at=row["recorded_at"],
        recorded_by=row["recorded_by"],
        previous_hash=row["previous_hash"],
    )


def _held(case: Mapping[Any, Any], rows: Iterable[Mapping[Any, Any]]) -> Held:
    return Held(
        case_id=case["id"],
        person_id=case["person_id"],
        officer=case["officer"],
        head_hash=case["head_hash"],
        stage=case["stage"],
        file=CaseFile(
            reference=case["reference"],
            recorded=tuple(event_from(row) for row in rows),
            journey=case["journey"],
            born_on=case["born_on"],
            year_group=case["year_group"] if case["year_group_by_hand"] else None,
            year_group_from=case["year_group_from"],
            setting=case["setting"],
            setting_urn=case["setting_urn"],
        ),
    )
