"""Putting on record that something happened in a case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, Engine

from ehcp.cases.advice_kinds import UnknownAdviceKind, advice_kind_named
from ehcp.cases.case_file import CaseFile
from ehcp.cases.claims import completed
from ehcp.cases.conditions import ABOUT_ADVICE, refuse_impossible
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.access import refuse_if_changed, refuse_not_allowed
from ehcp.casework.asked_elsewhere import take_from_the_first
from ehcp.casework.in_another_case import refuse_for_another_case
from ehcp.casework.providers import refuse_unknown_provider, refuse_unknown_services
from ehcp.register import files, projection
from ehcp.register.changes import set_right
from ehcp.register.engine import writing
from ehcp.register.tables import cases

_ABOUT_A_KIND_OF_ADVICE = ABOUT_ADVICE.union(ABOUT_EXCEPTIONS)


def record(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    kind: Kind,
    happened_on: date,
    party: str | None = None,
    details: Mapping[str, str] | None = None,
) -> Event:
    """Record that something happened, with all that follows from it, in one transaction.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: the journey or the law has no place for it, or its place is in another case
            of the child; nothing was recorded.
        NotAllowed, Changed: as in `casework.access`.
    """
    with writing(engine) as connection:
        held = files.load(connection, reference, to_write=True)
        refuse_if_changed(held.file, desk=desk)
        refuse_for_another_case(connection, held, kind=kind, details=details or {})
        return record_in(
            connection,
            held,
            desk=desk,
            kind=kind,
            happened_on=happened_on,
            party=party,
            details=details,
        )


def record_in(
    connection: Connection,
    held: files.Held,
    *,
    desk: Desk,
    kind: Kind,
    happened_on: date,
    party: str | None = None,
    details: Mapping[str, str] | None = None,
) -> Event:
    """Record an event inside a transaction that holds the case already.

    Raises:
        NotPossible, NotAllowed, UnknownProvider: as in `record`.
    """
    event = checked(
        held, desk=desk, kind=kind, happened_on=happened_on, party=party, details=details
    )
    refuse_unknown_provider(connection, event)
    refuse_unknown_services(connection, event)
    keep(connection, held, event, desk=desk)
    return event


def checked(
    held: files.Held,
    *,
    desk: Desk,
    kind: Kind,
    happened_on: date,
    party: str | None = None,
    details: Mapping[str, str] | None = None,
) -> Event:
    """Give an event as it would be put on record; nothing is written.

    Raises:
        NotPossible, NotAllowed: as in `record`.
    """
    refuse_not_allowed(held.file, kind, desk=desk)
    if kind is Kind.CORRECTED:
        raise NotPossible("An entry is corrected with `ehcp case correct`, which names the entry.")
    if kind in STARTS and held.file.of((kind,)):
        raise NotPossible(
            f"Case {held.file.reference} has {kind} on its record already. If the date is wrong, "
            "correct that entry; a new request for the same child is a new case."
        )
    event = Event(
        sequence=len(held.file.recorded) + 1,
        kind=kind,
        happened_on=happened_on,
        party=tidy_party(kind, party),
        details=dict(details or {}),
        recorded_at=desk.at,
        recorded_by=desk.by,
        previous_hash=held.head_hash,
    )
    if kind in ABOUT_EXCEPTIONS:
        event = completed(held.file, event, closures=desk.closures)
    refuse_impossible(
        file=held.file,
        event=event,
        today=desk.today,
        authority=desk.authority,
        closures=desk.closures,
    )
    return event


def keep(connection: Connection, held: files.Held, event: Event, *, desk: Desk) -> None:
    """Append an event that has been checked, and replace what follows from the record.

    What `held` says of the case is then one entry old: `grown` brings it up to date.
    """
    after = held.file.with_entry(event)
    sealed = files.append(connection, event, case_id=held.case_id, reference=after.reference)
    was, now = projection.store_after(
        connection,
        event,
        before=held.file,
        after=after,
        case_id=held.case_id,
        rules=desk.rules,
    )
    take_from_the_first(connection, event, case_id=held.case_id, before=held.file, after=after)
    set_right(
        connection,
        cases,
        was=was | {"id": held.case_id, "head_hash": held.head_hash, "officer": held.officer},
        now=now | {"id": held.case_id, "head_hash": sealed, "officer": _officer(held, after)},
    )


def grown(held: files.Held, event: Event) -> files.Held:
    """Give what is held of a case after this event was appended to its record."""
    after = held.file.with_entry(event)
    return replace(held, file=after, head_hash=event.hash_in(after.reference))


def _officer(held: files.Held, file: CaseFile) -> str | None:
    """Say who has the case: whoever was named last in the order in which things happened."""
    changed = file.last(Kind.OFFICER_CHANGED)
    return changed.details["officer"] if changed else held.officer


def tidy_party(kind: Kind, party: str | None) -> str | None:
    """Write a kind of advice by its own name, whatever was typed.

    Raises:
        NotPossible: this kind of event is about a kind of advice, and there is none of this name.
    """
    if party is None or kind not in _ABOUT_A_KIND_OF_ADVICE:
        return party
    try:
        return advice_kind_named(party).value
    except UnknownAdviceKind as unknown:
        raise NotPossible(str(unknown)) from None
