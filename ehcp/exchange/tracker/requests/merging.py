"""Bringing a row into a case that is there already: new entries and corrections, never a deletion.

The sheet may set right what the sheet put on record. What a person recorded or corrected since
stands, and is listed as a difference.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import FROM_A_TRACKER, Event
from ehcp.cases.kinds import STARTS, Kind
from ehcp.exchange.tracker.findings import Difference
from ehcp.exchange.tracker.requests.history import Happening
from ehcp.exchange.tracker.requests.moved_requests import refuse_far_request, warn_of_moved_request
from ehcp.exchange.tracker.rows import Row
from ehcp.register.bulk import Entry

SOURCE = {"source": FROM_A_TRACKER}

_EITHER_OR = (
    frozenset({Kind.REQUEST_RECEIVED, Kind.BECAME_RESPONSIBLE}),
    frozenset({Kind.TOLD_WILL_ASSESS, Kind.TOLD_WILL_NOT_ASSESS}),
    frozenset({Kind.DECIDED_TO_ISSUE, Kind.TOLD_NO_PLAN}),
    frozenset({Kind.WITHDRAWN, Kind.MOVED_OUT, Kind.DIED}),
)
_OTHERS = {kind: group - {kind} for group in _EITHER_OR for kind in group}


def merge(
    row: Row, found: Iterable[Happening], *, file: CaseFile, today: date
) -> Iterator[tuple[str, Entry]]:
    """Give the entries that bring the case up to the row, each with the field it comes from.

    What stays otherwise than the sheet has it is added to the row's differences.
    """
    found = list(found)
    said = {(each.kind, each.party) for each in found}
    for each in found:
        entries = list(_brought_up(row, each, said, file=file, today=today))
        was = file.started_on
        if entries and each.kind in STARTS and was is not None and was != each.day:
            refuse_far_request(row, reference=file.reference, was=was, now=each.day)
            warn_of_moved_request(row, reference=file.reference, was=was, now=each.day)
        yield from entries
    for event in file.events:
        if event.came_from_a_tracker and (event.kind, event.party) not in said:
            _list_if_removed(row, event, said)


def is_noted(file: CaseFile, key: str, text: str) -> bool:
    """Say whether an import put this note on record before."""
    return any(
        event.details.get("note") == text and event.details.get("field") == key
        for _, event in file.of((Kind.NOTE_ADDED,))
        if event.came_from_a_tracker
    )


def _brought_up(
    row: Row,
    each: Happening,
    said: set[tuple[Kind, str | None]],
    *,
    file: CaseFile,
    today: date,
) -> Iterator[tuple[str, Entry]]:
    same = [event for _, event in file.of((each.kind,), party=each.party)]
    if any(event.happened_on == each.day for event in same):
        return
    ours = [event for event in same if event.came_from_a_tracker]
    if ours:
        last = _last_correction(file, ours[-1].sequence)
        if last is not None and not last.came_from_a_tracker:
            _differ(row, each.field, f"{ours[-1].happened_on}, as {last.recorded_by} corrected it")
            return
        details = SOURCE | {"happened_on": each.day.isoformat()}
        yield each.field, Entry(Kind.CORRECTED, today, None, details, ours[-1].sequence)
        return
    if same:
        _differ(row, each.field, f"{same[-1].happened_on}, recorded by {same[-1].recorded_by}")
        return
    if _was_struck_out(file, each):
        _differ(row, each.field, "a person struck it out")
        return
    for event in file.events:
        if event.kind not in _OTHERS.get(each.kind, ()) or (event.kind, event.party) in said:
            continue
        if not event.came_from_a_tracker:
            _differ(row, each.field, f"{event.kind.says}, {event.happened_on}")
            return
        details = SOURCE | {"struck_out": "The tracker says something else now."}
        yield each.field, Entry(Kind.CORRECTED, today, None, details, event.sequence)
    yield each.field, Entry(each.kind, each.day, each.party, SOURCE)


def _last_correction(file: CaseFile, sequence: int) -> Event | None:
    return next((each for each in reversed(file.recorded) if each.corrects == sequence), None)


def _was_struck_out(file: CaseFile, each: Happening) -> bool:
    """Say whether a person struck out what the sheet had put on record."""
    for event in file.recorded:
        if event.kind is each.kind and event.party == each.party:
            last = _last_correction(file, event.sequence)
            if last and "struck_out" in last.details and not last.came_from_a_tracker:
                return True
    return False


def _list_if_removed(row: Row, event: Event, said: set[tuple[Kind, str | None]]) -> None:
    """List an entry of an earlier import that the sheet no longer holds; it stays on record."""
    if any((kind, event.party) in said for kind in _OTHERS.get(event.kind, ())):
        return
    field = _FIELD_OF.get(event.kind)
    if event.kind in (Kind.ADVICE_REQUESTED, Kind.ADVICE_RECEIVED):
        field = f"{event.party}.{event.kind.value.removeprefix('advice_')}"
    if field and row.column_of(field):
        _differ(row, field, f"{event.happened_on}, from an earlier import; it stays")


_FIELD_OF = {
    Kind.TOLD_WILL_ASSESS: "decided_on",
    Kind.TOLD_WILL_NOT_ASSESS: "decided_on",
    Kind.DECIDED_TO_ISSUE: "issue_decided_on",
    Kind.TOLD_NO_PLAN: "issue_decided_on",
    Kind.DRAFT_SERVED: "draft_on",
    Kind.REPRESENTATIONS_RECEIVED: "response_on",
    Kind.SETTING_CONSULTED: "consulted_on",
    Kind.SETTING_REPLIED: "consulted_reply_on",
    Kind.PLAN_FINALISED: "issued_on",
    Kind.WITHDRAWN: "withdrawn_on",
    Kind.MOVED_OUT: "moved_out_on",
    Kind.DIED: "died_on",
}


def _differ(row: Row, field: str, held: str) -> None:
    column = row.column_of(field)
    row.differences.append(
        Difference(
            sheet=row.layout.sheet.name,
            cell=row.cell_of(field),
            heading=column.heading if column else field,
            against="register",
            says=row.typed(field),
            should=held,
        )
    )
