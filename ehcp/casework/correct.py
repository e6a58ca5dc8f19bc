"""Correcting an earlier entry: it stays, a later one sets it right, and every clock moves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, Engine

from ehcp.cases.advice import SERVICE
from ehcp.cases.case_file import CaseFile
from ehcp.cases.conditions import (
    refuse_broken_record,
    refuse_failed_condition,
    refuse_impossible_day,
    refuse_impossible_start,
    refuse_wrong_details,
    refuse_wrong_party,
)
from ehcp.cases.conditions.days import REQUESTS
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.access import refuse_if_changed, refuse_to_correct
from ehcp.casework.in_another_case import refuse_back_in_another_case
from ehcp.casework.providers import refuse_unknown_provider
from ehcp.casework.record import keep, tidy_party
from ehcp.law.in_words import day_in_words
from ehcp.register import files
from ehcp.register.engine import writing


def correct(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    sequence: int,
    happened_on: date | None = None,
    party: str | None = None,
    service: str | None = None,
    struck_out: str | None = None,
    details: Mapping[str, str] | None = None,
) -> Event:
    """Give an entry another day, party or service, or strike it out with a reason.

    `service` is the code of the service that a request was asked of in truth. `details` go with
    the correction: why it was made.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: no such entry, nothing to correct, the record would no longer make sense, or
            what was struck out would come back although its place is in another case by now.
        NotAllowed, Changed: as in `casework.access`.
    """
    with writing(engine) as connection:
        held = files.load(connection, reference, to_write=True)
        refuse_to_correct(held.file, entry_to_correct(held.file, sequence).kind, desk=desk)
        refuse_if_changed(held.file, desk=desk)
        refuse_back_in_another_case(connection, held, sequence=sequence, struck_out=struck_out)
        return correct_in(
            connection,
            held,
            desk=desk,
            sequence=sequence,
            happened_on=happened_on,
            party=party,
            service=service,
            struck_out=struck_out,
            details=details,
        )


def correct_in(
    connection: Connection,
    held: files.Held,
    *,
    desk: Desk,
    sequence: int,
    happened_on: date | None = None,
    party: str | None = None,
    service: str | None = None,
    struck_out: str | None = None,
    details: Mapping[str, str] | None = None,
) -> Event:
    """Correct an entry inside a transaction that holds the case already.

    `details` go with the correction: why it was made.

    Raises:
        NotPossible, UnknownProvider: as in `correct`.
    """
    event = checked_correction(
        held,
        desk=desk,
        sequence=sequence,
        happened_on=happened_on,
        party=party,
        service=service,
        struck_out=struck_out,
        details=details,
    )
    stands = _standing(held.file.with_entry(event), entry_to_correct(held.file, sequence))
    if stands is not None:
        refuse_unknown_provider(connection, stands)
    keep(connection, held, event, desk=desk)
    return event


def checked_correction(
    held: files.Held,
    *,
    desk: Desk,
    sequence: int,
    happened_on: date | None = None,
    party: str | None = None,
    service: str | None = None,
    struck_out: str | None = None,
    details: Mapping[str, str] | None = None,
) -> Event:
    """Give a correction as it would be put on record; nothing is written.

    Raises:
        NotPossible: as in `correct`.
    """
    sets_right = happened_on is not None or party is not None or service is not None
    if sets_right == (struck_out is not None) or struck_out == "":
        raise NotPossible(
            "A correction gives either the right day or the reason to strike out; or, with or "
            "without the day, the right party or service."
        )
    wrong = entry_to_correct(held.file, sequence)
    rights = (
        {"struck_out": struck_out}
        if struck_out is not None
        else _set_right(held.file, wrong, happened_on=happened_on, party=party, service=service)
    )
    event = Event(
        sequence=len(held.file.recorded) + 1,
        kind=Kind.CORRECTED,
        happened_on=desk.today,
        details=rights | dict(details or {}),
        corrects=wrong.sequence,
        recorded_at=desk.at,
        recorded_by=desk.by,
        previous_hash=held.head_hash,
    )
    _refuse_nonsense(before=held.file, after=held.file.with_entry(event), desk=desk, wrong=wrong)
    return event


def entry_to_correct(file: CaseFile, sequence: int) -> Event:
    """Give the entry with this number, as it was put on record first.

    Raises:
        NotPossible: there is none, or it is a correction itself.
    """
    entry = next((entry for entry in file.recorded if entry.sequence == sequence), None)
    if entry is None or entry.kind is Kind.CORRECTED:
        raise NotPossible(
            f"Case {file.reference} has no entry {sequence} that can be corrected. "
            f"`ehcp case show {file.reference}` numbers the entries."
        )
    return entry


def _set_right(
    file: CaseFile,
    wrong: Event,
    *,
    happened_on: date | None,
    party: str | None,
    service: str | None,
) -> dict[str, str]:
    """Write a correction that is complete by itself: the latest one of an entry counts alone."""
    stands = _standing(file, wrong) or wrong
    day = happened_on or stands.happened_on
    who = stands.party if party is None else tidy_party(wrong.kind, party)
    details = {}
    if happened_on is not None or day != wrong.happened_on:
        details["happened_on"] = day.isoformat()
    if who is not None and (party is not None or who != wrong.party):
        details["party"] = who
    asked = _service(stands, who=who, service=service)
    if asked is not None and (service is not None or asked != wrong.details.get(SERVICE)):
        details[SERVICE] = asked
    return details


def _service(stands: Event, *, who: str | None, service: str | None) -> str | None:
    """Give the service that a request names; another kind of advice is its usual one's to give.

    Raises:
        NotPossible: the entry asks nobody for advice, or names this service already.
    """
    told = stands.details.get(SERVICE)
    if service is None:
        return who if told is not None and who != stands.party else told
    if stands.kind is not Kind.ADVICE_REQUESTED:
        raise NotPossible("Only a request for advice names a service. Correct the request itself.")
    if service == (told or stands.party) and who == stands.party:
        raise NotPossible(f"Entry {stands.sequence}, {stands.kind}, names that service already.")
    return service


def _standing(file: CaseFile, wrong: Event) -> Event | None:
    """Give an entry as it stands, corrections applied; None where it was struck out."""
    return next((event for event in file.events if event.sequence == wrong.sequence), None)


def _without(file: CaseFile, wrong: Event) -> CaseFile:
    """Give the file as if an entry had never been made, so that it can be checked as a new one."""
    kept = (each for each in file.recorded if wrong.sequence not in (each.sequence, each.corrects))
    return replace(file, recorded=tuple(kept))


def _refuse_nonsense(*, before: CaseFile, after: CaseFile, desk: Desk, wrong: Event) -> None:
    if after.started_on is None:
        raise NotPossible(
            "This entry starts the case, so it cannot be struck out. Record withdrawn or "
            "no_longer_needed instead."
        )
    event = after.recorded[-1]
    refuse_wrong_details(event)
    was, now = _standing(before, wrong), _standing(after, wrong)
    if was == now:
        raise NotPossible(
            f"Entry {wrong.sequence}, {wrong.kind}, "
            + (
                "is struck out already."
                if now is None
                else "has that party already."
                if "party" in event.details
                else "has that day already."
            )
        )
    if now is not None:
        refuse_wrong_details(now)
        refuse_wrong_party(now)
        refuse_failed_condition(
            _without(after, wrong), now, authority=desk.authority, closures=desk.closures
        )
        if wrong.kind in STARTS:
            refuse_impossible_start(
                born_on=after.born_on, day=now.happened_on, today=desk.today, kind=wrong.kind
            )
        else:
            refuse_impossible_day(file=after, day=now.happened_on, today=desk.today)
    if after.started_on != before.started_on:
        early = next((each for each in after.events if each.happened_on < after.started_on), None)
        if early is not None:
            raise NotPossible(
                f"With the {_start_of(after)} on {day_in_words(after.started_on)}, the entry "
                f"{early.kind} of {day_in_words(early.happened_on)} would come before it. Correct "
                "that one first, or check the date."
            )
    refuse_broken_record(before=before, after=after, event=event)


def _start_of(file: CaseFile) -> str:
    first = file.first(*STARTS)
    return "request" if first is None or first.kind in REQUESTS else first.kind.value
