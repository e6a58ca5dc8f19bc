"""What a document is on record as: its entry, put there when it is clean and not before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, select, update

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.access import refuse_if_changed
from ehcp.casework.asked_elsewhere import asked_since
from ehcp.casework.record import record_in
from ehcp.casework.tasks import (
    DOCUMENT_HAS_NO_PLACE,
    DOCUMENT_REFUSED,
    DOCUMENT_UNSCANNED,
    PARTY,
    TASK,
    WHICH_FILE,
    WHY,
)
from ehcp.refusal import Refusal
from ehcp.register import files
from ehcp.register.audit import note
from ehcp.register.engine import reading, writing
from ehcp.register.handed_in import TRIED_BEFORE_A_PERSON
from ehcp.register.tables import cases, documents

LEFT_AFTER = timedelta(minutes=10)
"""An act that hands in a clean document records its entry at once; after this it was cut off."""
_FIRST_AGAIN, _LAST_AGAIN = timedelta(minutes=10), timedelta(hours=12)
_NAMES = {kind.value: kind.says for kind in AdviceKind}


def belongs_to(connection: Connection, *, document_id: str, entry: int) -> None:
    """Say which entry a document belongs to, in the transaction that put the entry on record."""
    connection.execute(update(documents).where(documents.c.id == document_id).values(entry=entry))


def record_with(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    kind: Kind,
    happened_on: date,
    party: str | None,
    details: Mapping[str, str],
    document_id: str,
) -> Event:
    """Put the entry of a clean document on record, with its document, in one transaction.

    Raises:
        UnknownCase, NotPossible, NotAllowed, Changed: as in `record`.
    """
    with writing(engine) as connection:
        held = files.load(connection, reference, to_write=True)
        refuse_if_changed(held.file, desk=desk)
        event = record_in(
            connection,
            held,
            desk=desk,
            kind=kind,
            happened_on=happened_on,
            party=party,
            details=details,
        )
        belongs_to(connection, document_id=document_id, entry=event.sequence)
    return event


def turned_clean(engine: Engine, *, desk: Desk, document_id: str) -> Event | None:
    """Let a held document be opened, and put its entry on record: both, or neither.

    The entry is on record as of the day on which the document was handed in, by whoever did. Where
    the record has no place for it any more, the caseworker is given a task instead. Nothing is
    done, and None is given, where somebody else has done it.
    """
    with writing(engine) as connection:
        row = _waiting(connection, document_id, documents.c.state == "held")
        if row is None:
            return None
        held = files.load(connection, row["reference"], to_write=True)
        connection.execute(
            update(documents)
            .where(documents.c.id == document_id)
            .values(state="clean", scanned_at=desk.at)
        )
        entry = _recorded(connection, held, row, desk=desk)
        belongs_to(connection, document_id=document_id, entry=entry.sequence)
        note(
            connection,
            at=desk.at,
            by=desk.by,
            act="found a document clean",
            case_id=row["case_id"],
            about=row["kind"],
        )
        return entry


def turned_out_infected(engine: Engine, *, desk: Desk, document_id: str, virus: str) -> bool:
    """Refuse a held document, and give the caseworker the task to ring whoever handed it in.

    Says whether it was refused now; its file is the caller's to remove. The request stays owed.
    """
    with writing(engine) as connection:
        row = _waiting(connection, document_id, documents.c.state == "held")
        if row is None:
            return False
        held = files.load(connection, row["reference"], to_write=True)
        connection.execute(
            update(documents)
            .where(documents.c.id == document_id)
            .values(state="refused", scanned_at=desk.at)
        )
        about = {PARTY: row["party"]} if row["party"] else {}
        _tasked(
            connection,
            held,
            desk=desk,
            details={TASK: DOCUMENT_REFUSED, WHY: f"It was {_handed_in(row)}."} | about,
        )
        note(
            connection,
            at=desk.at,
            by=desk.by,
            act="refused a document",
            case_id=row["case_id"],
            about=row["kind"],
            why=f"virus: {virus}"[:200],
        )
        return True


def could_not_be_scanned(engine: Engine, *, desk: Desk, document_id: str, why: str) -> bool:
    """Try a held document again later, each time after twice as long; then it is a person's task.

    From then on it is let go: its request waits for it no longer.

    Says whether the caseworker was given the task now. The scanner itself was there.
    """
    with writing(engine) as connection:
        row = _waiting(connection, document_id, documents.c.state == "held")
        if row is None:
            return False
        tries = row["tries"] + 1
        wait = min(_FIRST_AGAIN * 2 ** min(tries - 1, 20), _LAST_AGAIN)
        is_at_fault = tries >= TRIED_BEFORE_A_PERSON
        let_go_at = row["let_go_at"] or (desk.at if is_at_fault else None)
        connection.execute(
            update(documents)
            .where(documents.c.id == document_id)
            .values(tries=tries, tried_at=desk.at, again_at=desk.at + wait, let_go_at=let_go_at)
        )
        if tries != TRIED_BEFORE_A_PERSON:
            return False
        held = files.load(connection, row["reference"], to_write=True)
        about = {PARTY: row["party"]} if row["party"] else {}
        says = f"It was {_handed_in(row)}. What the scanner says: {why}."
        _tasked(
            connection,
            held,
            desk=desk,
            details={TASK: DOCUMENT_UNSCANNED, WHY: says, WHICH_FILE: document_id} | about,
        )
        return True


def take_up_left(engine: Engine, *, desk: Desk) -> int:
    """Put on record what was handed in clean and lost its entry to a crash; count the documents."""
    left = and_(
        documents.c.state == "clean",
        documents.c.entry.is_(None),
        documents.c.stored_at < desk.at - LEFT_AFTER,
    )
    with reading(engine) as connection:
        found = connection.scalars(select(documents.c.id).where(left)).all()
    done = 0
    for document_id in found:
        with writing(engine) as connection:
            row = _waiting(connection, document_id, left)
            if row is not None:
                held = files.load(connection, row["reference"], to_write=True)
                entry = _recorded(connection, held, row, desk=desk)
                belongs_to(connection, document_id=document_id, entry=entry.sequence)
                done += 1
    return done


def _waiting(
    connection: Connection, document_id: str, still: ColumnElement[bool]
) -> Mapping[str, Any] | None:
    found = connection.execute(
        select(documents, cases.c.reference)
        .join(cases, cases.c.id == documents.c.case_id)
        .where(documents.c.id == document_id, still)
        .with_for_update(of=documents)
    )
    row = found.mappings().first()
    return dict(row) if row else None


def _recorded(
    connection: Connection, held: files.Held, row: Mapping[str, Any], *, desk: Desk
) -> Event:
    try:
        _refuse_from_another(held, row)
        return record_in(
            connection,
            held,
            desk=replace(desk, by=row["stored_by"], may=None),
            kind=Kind(row["kind"]),
            happened_on=row["happened_on"],
            party=row["party"] or None,
            details=row["details"],
        )
    except Refusal as why:
        return _tasked(
            connection,
            held,
            desk=desk,
            details={TASK: DOCUMENT_HAS_NO_PLACE, WHY: f"It was {_handed_in(row)}. {why}"},
        )


def _refuse_from_another(held: files.Held, row: Mapping[str, Any]) -> None:
    """Refuse advice of a service in whose place another has been asked since it was handed in."""
    if row["kind"] == Kind.ADVICE_RECEIVED.value:
        since = asked_since(held.file, row["party"])
        if since is not None and row["stored_at"] < since:
            raise NotPossible("Another service has been asked since then.")


def _tasked(
    connection: Connection, held: files.Held, *, desk: Desk, details: dict[str, str]
) -> Event:
    last = max((event.happened_on for event in held.file.events), default=desk.today)
    return record_in(
        connection,
        held,
        desk=replace(desk, may=None),
        kind=Kind.NOTE_ADDED,
        happened_on=max(desk.today, last),
        details=details,
    )


def _handed_in(row: Mapping[str, Any]) -> str:
    what = _NAMES.get(row["party"], row["party"]) or Kind(row["kind"]).says.lower()
    day = row["happened_on"]
    return f"handed in on {day.day} {day:%B %Y} for: {what}"
