"""Correcting an earlier entry: it stays, a later one sets it right, and every clock moves."""

from datetime import date

from sqlalchemy import Engine

from ehcp.cases.case_file import CaseFile
from ehcp.cases.conditions import refuse_impossible_day
from ehcp.cases.events import Event
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.desk import Desk
from ehcp.casework.record import keep
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
    struck_out: str | None = None,
) -> Event:
    """Give an entry another day, or strike it out with a reason.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: no such entry, nothing to correct, or the record would no longer make sense.
    """
    if (happened_on is None) == (struck_out is None):
        raise NotPossible("A correction gives either the right day or the reason to strike out.")
    with writing(engine) as connection:
        held = files.load(connection, reference, to_write=True)
        wrong = _entry(held.file, sequence)
        details = (
            {"happened_on": happened_on.isoformat()}
            if happened_on
            else {"struck_out": struck_out or ""}
        )
        event = Event(
            sequence=len(held.file.recorded) + 1,
            kind=Kind.CORRECTED,
            happened_on=desk.today,
            details=details,
            corrects=wrong.sequence,
            recorded_at=desk.at,
            recorded_by=desk.by,
            previous_hash=held.head_hash,
        )
        _refuse_nonsense(
            before=held.file, after=held.file.with_entry(event), desk=desk, wrong=wrong
        )
        keep(connection, held, event, desk=desk)
        return event


def _entry(file: CaseFile, sequence: int) -> Event:
    entry = next((entry for entry in file.recorded if entry.sequence == sequence), None)
    if entry is None or entry.kind is Kind.CORRECTED:
        raise NotPossible(
            f"Case {file.reference} has no entry {sequence} that can be corrected. "
            f"`ehcp case show {file.reference}` numbers the entries."
        )
    return entry


def _refuse_nonsense(*, before: CaseFile, after: CaseFile, desk: Desk, wrong: Event) -> None:
    if after.started_on is None:
        raise NotPossible(
            "This entry starts the case, so it cannot be struck out. Record withdrawn instead."
        )
    for event in after.events:
        refuse_impossible_day(file=after, day=event.happened_on, today=desk.today)
    was, now = passage(before.events), passage(after.events)
    broken = (now.gaps | now.impossible) - (was.gaps | was.impossible)
    if broken:
        first = next(event for event in after.events if event.sequence in broken)
        raise NotPossible(
            f"With {wrong.kind} corrected like that, the entry {first.kind} of "
            f"{day_in_words(first.happened_on)} would no longer fit. Correct that one first, or "
            "check the date."
        )
    if wrong.kind in STARTS and after.born_on and after.started_on < after.born_on:
        raise NotPossible("That is before the date of birth. Check the date.")
