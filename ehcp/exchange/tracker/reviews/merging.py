"""Bringing a row into the review or the phase transfer of its person that is there already."""

from collections.abc import Iterator
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import MEETING_ON, Event
from ehcp.cases.kinds import STARTS, Kind
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.merging import (
    SOURCE,
    brought_up,
    either_or,
    last_correction,
    list_removed,
)
from ehcp.exchange.tracker.reviews.story import Review, Transfer
from ehcp.exchange.tracker.reviews.transfers import TRANSFER_ON
from ehcp.exchange.tracker.rows import Row
from ehcp.law.in_words import day_in_words
from ehcp.register.bulk import Entry

Named = tuple[str, Entry]

_OTHERS = either_or(
    frozenset({Kind.TOLD_WILL_MAINTAIN, Kind.TOLD_WILL_AMEND, Kind.REVIEW_DECIDED_TO_CEASE}),
    frozenset({Kind.AMENDED_PLAN_FINALISED, Kind.DECIDED_NOT_TO_AMEND}),
    frozenset({Kind.PLAN_CEASED, Kind.PLAN_TRANSFERRED, Kind.DIED}),
)
_FIELD_OF = {
    Kind.REVIEW_MEETING_FIXED: "planned_on",
    Kind.INVITATIONS_SENT: "invited_on",
    Kind.REVIEW_ADVICE_CIRCULATED: "circulated_on",
    Kind.REVIEW_MEETING_HELD: "met_on",
    Kind.REVIEW_REPORT_SENT: "report_on",
    Kind.TOLD_WILL_MAINTAIN: "decided_on",
    Kind.TOLD_WILL_AMEND: "decided_on",
    Kind.REVIEW_DECIDED_TO_CEASE: "decided_on",
    Kind.AMENDMENT_NOTICE_SENT: "notice_on",
    Kind.REPRESENTATIONS_RECEIVED: "representations_on",
    Kind.AMENDED_PLAN_FINALISED: "amended_on",
    Kind.DECIDED_NOT_TO_AMEND: "not_amended_on",
    Kind.PLAN_CEASED: "ceased_on",
    Kind.PLAN_TRANSFERRED: "moved_out_on",
    Kind.DIED: "died_on",
}
_TRANSFER_FIELD_OF = {Kind.TRANSFER_PLAN_FINALISED: "transfer_final_on"}
_STRUCK = SOURCE | {"struck_out": "The tracker says something else now."}


def merge_review(row: Row, review: Review, *, file: CaseFile, today: date) -> Iterator[Named]:
    """Give the entries that bring a review up to the row, each with the field it comes from.

    What stays otherwise than the sheet has it is added to the row's differences.
    """
    said = {(each.kind, each.party) for each in review.all}
    if review.is_start_known:
        yield from _start_brought_up(row, review.start, file=file, today=today)
    for each in review.events:
        if each.kind is Kind.REVIEW_MEETING_FIXED:
            yield from _meeting_brought_up(row, each, file=file, today=today)
        else:
            yield from brought_up(row, each, said, file=file, today=today, others=_OTHERS)
    if Kind.REVIEW_MEETING_HELD in file.kinds:
        said.add((Kind.REVIEW_MEETING_FIXED, None))  # nobody need plan what was held
    list_removed(row, said, file=file, field_of=_FIELD_OF, others=_OTHERS)


def merge_transfer(row: Row, transfer: Transfer, *, file: CaseFile, today: date) -> Iterator[Named]:
    """Give the entries that bring a phase transfer up to the row.

    On which day it was put down that a child is to move says nothing; the year and the phase do.
    """
    start = file.first(*STARTS)
    if start is None:
        return
    if start.details.get(TRANSFER_ON) != transfer.start.details[TRANSFER_ON]:
        held = f"a transfer on {start.details.get(TRANSFER_ON)} (case {file.reference}), still open"
        row.differ(transfer.start.field, "register", held)
        return
    if start.kind is not transfer.start.kind:
        if _is_ours(file, start):
            entry = Entry(Kind.CORRECTED, today, None, _STRUCK, start.sequence)
            yield transfer.start.field, entry
            yield transfer.start.field, _entry(transfer.start)
        else:
            row.differ(transfer.start.field, "register", f"{start.kind.says} ({file.reference})")
    said = {(each.kind, each.party) for each in transfer.all}
    for each in transfer.events:
        yield from brought_up(row, each, said, file=file, today=today, others=_OTHERS)
    list_removed(row, said, file=file, field_of=_TRANSFER_FIELD_OF, others=_OTHERS)


def _start_brought_up(
    row: Row, start: Happening, *, file: CaseFile, today: date
) -> Iterator[Named]:
    """Move the start of a review to where the sheet has it now, if nothing stands in the way."""
    there = file.first(*STARTS)
    if there is None or there.happened_on == start.day:
        return
    if not _is_ours(file, there):
        last = last_correction(file, there.sequence)
        who = last.recorded_by if last else there.recorded_by
        row.differ(start.field, "register", f"{there.happened_on}, recorded by {who}")
        return
    happened = [
        event.happened_on
        for event in file.events
        if event.kind not in STARTS and event.kind not in _BESIDE
    ]
    if happened and min(happened) < start.day:
        row.differ(
            start.field,
            "register",
            f"{there.happened_on}, and what happened since is on record (case {file.reference}); "
            "say what was decided, and the next review begins with that",
        )
        return
    row.warn(
        start.field,
        f"the review of case {file.reference} runs from {day_in_words(start.day)} now and no "
        f"longer from {day_in_words(there.happened_on)}, and every limit with it",
    )
    if there.kind is start.kind:
        details = SOURCE | {"happened_on": start.day.isoformat()}
        yield start.field, Entry(Kind.CORRECTED, today, None, details, there.sequence)
        return
    yield start.field, Entry(Kind.CORRECTED, today, None, _STRUCK, there.sequence)
    yield start.field, _entry(start)


_BESIDE = (Kind.NOTE_ADDED, Kind.OFFICER_CHANGED)


def _meeting_brought_up(
    row: Row, fixed: Happening, *, file: CaseFile, today: date
) -> Iterator[Named]:
    """Bring the fixing of the meeting up to the sheet: the day of the meeting is what it says.

    An earlier invitation than the one known at the last import shows that it was fixed earlier.
    """
    there = [event for _, event in file.of((Kind.REVIEW_MEETING_FIXED,))]
    wanted = fixed.details[MEETING_ON]
    same = next((event for event in there if event.details.get(MEETING_ON) == wanted), None)
    if same is not None:
        if _is_ours(file, same) and fixed.day < same.happened_on:
            details = SOURCE | {"happened_on": fixed.day.isoformat()}
            yield fixed.field, Entry(Kind.CORRECTED, today, None, details, same.sequence)
        return
    if Kind.REVIEW_MEETING_HELD in file.kinds:
        return  # it was held, whatever had been planned
    if there:
        last = there[-1]
        if not _is_ours(file, last):
            held = f"{last.details.get(MEETING_ON)}, recorded by {last.recorded_by}"
            row.differ(fixed.field, "register", held)
            return
        yield fixed.field, Entry(Kind.CORRECTED, today, None, _STRUCK, last.sequence)
    yield fixed.field, _entry(fixed)


def _entry(each: Happening) -> Entry:
    return Entry(each.kind, each.day, each.party, {**SOURCE, **each.details})


def _is_ours(file: CaseFile, event: Event) -> bool:
    """Say whether an import put an entry on record and no person has corrected it since."""
    last = last_correction(file, event.sequence)
    return event.came_from_a_tracker and (last is None or last.came_from_a_tracker)
