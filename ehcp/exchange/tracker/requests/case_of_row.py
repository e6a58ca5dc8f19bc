"""One row becomes a case: a new one with its record, or more entries for one that is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.events import FIRST_HASH, Event
from ehcp.cases.journeys import journey_named, passage
from ehcp.cases.kinds import Kind
from ehcp.exchange.tracker.requests.claimed_exceptions import (
    is_beyond_doubt,
    is_claimed,
    is_on_record,
    read_claim,
    reason_given,
    why_not,
)
from ehcp.exchange.tracker.requests.history import Happening
from ehcp.exchange.tracker.requests.merging import SOURCE, is_noted, merge
from ehcp.exchange.tracker.rows import Row
from ehcp.law.in_words import day_in_words
from ehcp.register.bulk import Entry, chained
from ehcp.register.files import Held

# What came after a case was over, or out of turn, changes no figure: it is kept as a note. A
# decision, a draft or a final plan out of turn means that a date is wrong.
_HARD = frozenset(
    {
        Kind.REQUEST_RECEIVED,
        Kind.BECAME_RESPONSIBLE,
        Kind.TOLD_WILL_ASSESS,
        Kind.TOLD_WILL_NOT_ASSESS,
        Kind.TOLD_NO_PLAN,
        Kind.DRAFT_SERVED,
        Kind.PLAN_FINALISED,
        Kind.CORRECTED,
    }
)

Named = tuple[str, Entry]
"""An entry with the field that it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A record as the row makes it: the whole file, and the entries and hashes that are new."""

    file: CaseFile
    fields: list[str]
    seals: list[str]


def new_case(row: Row, found: Iterable[Happening], *, reference: str, desk: Desk) -> Written | None:
    """Write the record of a new case; None where the journey has no place for the row."""
    nothing = CaseFile(
        reference=reference, recorded=(), born_on=row.person.get("born_on"), year_group=None
    )
    entries = [(each.field, Entry(each.kind, each.day, each.party, SOURCE)) for each in found]
    return _written(row, entries, file=nothing, head=FIRST_HASH, desk=desk)


def more_of_case(row: Row, found: Iterable[Happening], *, held: Held, desk: Desk) -> Written | None:
    """Write what a row adds to a case that is there; None where it cannot be brought in."""
    entries = list(merge(row, found, file=held.file, today=desk.today))
    if row.refusals:
        return None
    officer = row.words.get("officer")
    if officer and officer != held.officer and not _is_over(held):
        details = SOURCE | {"officer": officer}
        entries.append(("officer", Entry(Kind.OFFICER_CHANGED, desk.today, None, details)))
    return _written(row, entries, file=held.file, head=held.head_hash, desk=desk)


def _is_over(held: Held) -> bool:
    stage = passage(held.file).stage
    return stage is not None and not stage.is_open


def _written(
    row: Row, entries: list[Named], *, file: CaseFile, head: str, desk: Desk
) -> Written | None:
    first = len(file.recorded) + 1
    entries = [*entries, *_notes(row, entries, file=file, desk=desk)]
    recorded, seals = chained(
        (entry for _, entry in entries),
        reference=file.reference,
        at=desk.at,
        by=desk.by,
        first=first,
        after=head,
    )
    grown = _with(file, recorded)
    passed = passage(grown)
    if not passed.impossible and not passed.gaps and not is_claimed(row):
        return Written(file=grown, fields=[field for field, _ in entries], seals=seals)
    was = passage(file) if file.recorded else None
    broken = passed.impossible - (was.impossible if was else frozenset())
    if broken:
        kept = _without(row, entries, broken, grown=grown, first=first, desk=desk)
        return None if kept is None else _written(row, kept, file=file, head=head, desk=desk)
    _warn_of_gaps(row, entries, passed.gaps - (was.gaps if was else frozenset()), first=first)
    exception = _exception(row, grown, desk=desk)
    if exception is not None:
        more, more_seals = chained(
            [exception],
            reference=file.reference,
            at=desk.at,
            by=desk.by,
            first=first + len(entries),
            after=seals[-1] if seals else head,
        )
        grown = _with(grown, more)
        seals = [*seals, *more_seals]
        entries = [*entries, ("exception_reason", exception)]
    return Written(file=grown, fields=[field for field, _ in entries], seals=seals)


def _with(file: CaseFile, more: Iterable[Any]) -> CaseFile:
    return CaseFile(
        reference=file.reference,
        recorded=(*file.recorded, *more),
        journey=file.journey,
        born_on=file.born_on,
        year_group=file.year_group,
    )


def _notes(row: Row, entries: list[Named], *, file: CaseFile, desk: Desk) -> Iterable[Named]:
    """Give the notes of a row that are not on record yet, dated the day of the import."""
    if not row.notes:
        return
    there = {(entry.details.get("field"), entry.details.get("note")) for _, entry in entries}
    day = max(desk.today, row.days["received_on"])
    for key, heading, text in row.notes:
        if (key, text) in there or (file.recorded and is_noted(file, key, text)):
            continue
        there.add((key, text))
        details = SOURCE | {"note": text, "heading": heading, "field": key}
        yield key, Entry(Kind.NOTE_ADDED, day, None, details)


def _without(
    row: Row,
    entries: list[Named],
    broken: frozenset[int],
    *,
    grown: CaseFile,
    first: int,
    desk: Desk,
) -> list[Named] | None:
    """Turn what came out of turn into notes; refuse the row where a date must be wrong."""
    kept: list[Named] = []
    refused = False
    new = {first + place: entry for place, (_, entry) in enumerate(entries)}
    for number in sorted(broken - new.keys()):
        refused = True
        event = grown.recorded[number - 1]
        row.refuse(
            "received_on",
            f"with this row, '{event.kind.says}' of {day_in_words(event.happened_on)}, which is on "
            "record, would come out of turn",
            "Check the dates of the row against the case.",
        )
    for place, (field, entry) in enumerate(entries):
        if first + place not in broken:
            kept.append((field, entry))
        elif entry.kind in _HARD:
            refused = True
            row.refuse(
                field,
                f"'{entry.kind.says}' on {day_in_words(entry.happened_on)} comes out of turn: "
                f"by then {_stood_at(grown, first + place)}",
                "Check the dates. An assessment after a refusal or a withdrawal is a new request "
                "with its own row.",
            )
        else:
            row.warn(field, "it comes after the case was over, or out of turn: kept as a note")
            details = SOURCE | {
                "note": f"{entry.kind.says}: {entry.happened_on}",
                "heading": _heading(row, field),
                "field": field,
            }
            day = max(desk.today, entry.happened_on)
            if not is_noted(grown, field, details["note"]):
                kept.append((field, Entry(Kind.NOTE_ADDED, day, None, details)))
    return None if refused else kept


def _stood_at(file: CaseFile, number: int) -> str:
    before: list[Event] = []
    for event in file.events:
        if event.sequence == number:
            break
        before.append(event)
    stage = journey_named(file.journey).passage(before).stage
    return f"the case stood at '{stage.says}'" if stage else "there was no request"


def _warn_of_gaps(row: Row, entries: list[Named], gaps: frozenset[int], *, first: int) -> None:
    fields = [field for place, (field, _) in enumerate(entries) if first + place in gaps]
    for field in fields[:1]:
        others = f" (and {len(fields) - 1} more)" if len(fields) > 1 else ""
        row.warn(field, f"a step before it has no date{others}: recorded as it stands")


def _exception(row: Row, file: CaseFile, *, desk: Desk) -> Entry | None:
    """Give the exception that the row claims; where it cannot stand, the note of what it says."""
    if not is_claimed(row):
        return None
    reason = reason_given(row)
    on = row.days.get("excepted_on") or max(desk.today, row.days["received_on"])
    details = read_claim(reason)
    field = "exception_reason" if row.column_of("exception_reason") else "exception"
    if details is not None:
        if is_on_record(file, details):
            return None
        against = why_not(file, details, on=on)
        if against is None and is_beyond_doubt(reason):
            return Entry(Kind.EXCEPTION_APPROVED, on, None, SOURCE | details)
        if against is None:
            row.warn(
                field,
                "it does not say beyond doubt that the law excuses this, so no limit is excepted: "
                "put on record as claimed. A manager must decide: record exception_approved or "
                "exception_refused",
            )
            return Entry(Kind.EXCEPTION_CLAIMED, on, None, SOURCE | details)
        row.warn(field, f"the exception does not stand: {against} Kept as a note")
    else:
        row.warn(
            field,
            "no ground with its dates can be read, so no limit is excepted: kept as a note. A "
            "manager must decide: if it is one, record exception_approved with its facts",
        )
    text = reason or row.words.get("exception", "")
    if is_noted(file, field, text):
        return None
    note = SOURCE | {"note": text, "heading": _heading(row, field), "field": field}
    return Entry(Kind.NOTE_ADDED, max(desk.today, row.days["received_on"]), None, note)


def _heading(row: Row, field: str) -> str:
    column = row.column_of(field)
    return column.heading if column else field
