"""Bringing a row into a case that is there already: new entries and corrections, never a deletion.

The sheet may set right what the sheet put on record. What a person recorded or corrected since
stands, and is listed as a difference.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import FROM_A_TRACKER, Event
from ehcp.cases.kinds import Kind
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.rows import Row
from ehcp.register.bulk import Entry

SOURCE = {"source": FROM_A_TRACKER}

Said = AbstractSet[tuple[Kind, str | None]]
"""Kind and party of everything that a row says."""

Others = Mapping[Kind, AbstractSet[Kind]]
"""For a kind the kinds of which only one can be: a decision is yes or no."""


def either_or(*groups: AbstractSet[Kind]) -> Others:
    """Make the map from each kind to those that stand in its place."""
    return {kind: group - {kind} for group in groups for kind in group}


def is_noted(file: CaseFile, key: str, text: str) -> bool:
    """Say whether an import put this note on record before."""
    return any(
        event.details.get("note") == text and event.details.get("field") == key
        for _, event in file.of((Kind.NOTE_ADDED,))
        if event.came_from_a_tracker
    )


def brought_up(
    row: Row, each: Happening, said: Said, *, file: CaseFile, today: date, others: Others
) -> Iterator[tuple[str, Entry]]:
    """Give the entries that bring the case up to one thing that the row says.

    What stays otherwise than the sheet has it is added to the row's differences.
    """
    same = [event for _, event in file.of((each.kind,), party=each.party)]
    if any(event.happened_on == each.day for event in same):
        return
    ours = [event for event in same if event.came_from_a_tracker]
    if ours:
        last = last_correction(file, ours[-1].sequence)
        if last is not None and not last.came_from_a_tracker:
            row.differ(
                each.field,
                "register",
                f"{ours[-1].happened_on}, as {last.recorded_by} corrected it",
            )
            return
        details = SOURCE | {"happened_on": each.day.isoformat()}
        yield each.field, Entry(Kind.CORRECTED, today, None, details, ours[-1].sequence)
        return
    if same:
        row.differ(
            each.field, "register", f"{same[-1].happened_on}, recorded by {same[-1].recorded_by}"
        )
        return
    if _was_struck_out(file, each):
        row.differ(each.field, "register", "a person struck it out")
        return
    for event in file.events:
        if event.kind not in others.get(each.kind, ()) or (event.kind, event.party) in said:
            continue
        if not event.came_from_a_tracker:
            row.differ(each.field, "register", f"{event.kind.says}, {event.happened_on}")
            return
        details = SOURCE | {"struck_out": "The tracker says something else now."}
        yield each.field, Entry(Kind.CORRECTED, today, None, details, event.sequence)
    yield (
        each.field,
        Entry(
            each.kind, each.day, each.party, {**SOURCE, **each.details} if each.details else SOURCE
        ),
    )


def last_correction(file: CaseFile, sequence: int) -> Event | None:
    """Give the last correction of an entry."""
    return next((each for each in reversed(file.recorded) if each.corrects == sequence), None)


def _was_struck_out(file: CaseFile, each: Happening) -> bool:
    """Say whether a person struck out what the sheet had put on record."""
    for event in file.recorded:
        if event.kind is each.kind and event.party == each.party:
            last = last_correction(file, event.sequence)
            if last and "struck_out" in last.details and not last.came_from_a_tracker:
                return True
    return False


def list_removed(
    row: Row, said: Said, *, file: CaseFile, field_of: Mapping[Kind, str], others: Others
) -> None:
    """List the entries of earlier imports that the sheet no longer holds; they stay on record."""
    for event in file.events:
        if not event.came_from_a_tracker or (event.kind, event.party) in said:
            continue
        if any((kind, event.party) in said for kind in others.get(event.kind, ())):
            continue
        field = field_of.get(event.kind)
        if event.kind in (Kind.ADVICE_REQUESTED, Kind.ADVICE_RECEIVED):
            field = f"{event.party}.{event.kind.value.removeprefix('advice_')}"
        is_set_aside = bool(field) and row.days.get(field or "") == event.happened_on
        if field and row.column_of(field) and not is_set_aside:
            row.differ(field, "register", f"{event.happened_on}, from an earlier import; it stays")
