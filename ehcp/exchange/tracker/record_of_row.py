"""What a row says becomes entries of a case's record, chained; what is out of turn is set apart."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.journeys import journey_named, passage
from ehcp.cases.kinds import Kind
from ehcp.exchange.tracker.merging import SOURCE, is_noted
from ehcp.exchange.tracker.rows import Row
from ehcp.law.in_words import day_in_words
from ehcp.register.bulk import Entry, chained

Named = tuple[str, Entry]
"""An entry with the field that it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A record as the row makes it: the whole file, and the entries and hashes that are new."""

    file: CaseFile
    fields: list[str]
    seals: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the rows of one kind of tracker are put on record.

    Attributes:
        hard: kinds that are refused where they come out of turn, since a date must be wrong. All
            others change no figure then, and are kept as a note.
        start: the field of the day that starts the case.
        fix: what to do about what comes out of turn.
    """

    hard: frozenset[Kind]
    start: str
    fix: str


def written(
    row: Row,
    entries: list[Named],
    *,
    file: CaseFile,
    head: str,
    desk: Desk,
    manner: Manner,
    notes: bool = True,
) -> Written | None:
    """Put these entries on the record; None where they cannot be brought in: the row is refused.

    `head` is the hash of the record's last entry. With `notes` the row's notes are put there too.
    """
    first = len(file.recorded) + 1
    if notes:
        entries = [*entries, *_notes(row, entries, file=file, desk=desk)]
    recorded, seals = chained(
        (entry for _, entry in entries),
        reference=file.reference,
        at=desk.at,
        by=desk.by,
        first=first,
        after=head,
    )
    grown = replace(file, recorded=(*file.recorded, *recorded))
    passed = passage(grown)
    if passed.impossible or passed.gaps:
        was = passage(file) if file.recorded else None
        broken = passed.impossible - (was.impossible if was else frozenset())
        if broken:
            kept = _without(row, entries, broken, grown=grown, first=first, desk=desk, how=manner)
            if kept is None:
                return None
            return written(row, kept, file=file, head=head, desk=desk, manner=manner, notes=notes)
        _warn_of_gaps(row, entries, passed.gaps - (was.gaps if was else frozenset()), first=first)
    return Written(file=grown, fields=[field for field, _ in entries], seals=seals)


def with_one_more(record: Written, field: str, entry: Entry, *, head: str, desk: Desk) -> Written:
    """Put one more entry at the end of what a row makes; `head` is the hash before all of it."""
    more, seals = chained(
        [entry],
        reference=record.file.reference,
        at=desk.at,
        by=desk.by,
        first=len(record.file.recorded) + 1,
        after=record.seals[-1] if record.seals else head,
    )
    return Written(
        file=replace(record.file, recorded=(*record.file.recorded, *more)),
        fields=[*record.fields, field],
        seals=[*record.seals, *seals],
    )


def note(row: Row, field: str, text: str, *, heading: str = "") -> dict[str, str]:
    """Give the details of a note that an import puts on record."""
    return SOURCE | {"note": text, "heading": heading or row.heading_of(field), "field": field}


def _notes(row: Row, entries: list[Named], *, file: CaseFile, desk: Desk) -> Iterable[Named]:
    """Give the notes of a row that are not on record yet, dated the day of the import."""
    if not row.notes:
        return
    there = {(entry.details.get("field"), entry.details.get("note")) for _, entry in entries}
    started_on = file.started_on or entries[0][1].happened_on
    day = max(desk.today, started_on)
    for key, heading, text in row.notes:
        if (key, text) in there or (file.recorded and is_noted(file, key, text)):
            continue
        there.add((key, text))
        yield key, Entry(Kind.NOTE_ADDED, day, None, note(row, key, text, heading=heading))


def _without(
    row: Row,
    entries: list[Named],
    broken: frozenset[int],
    *,
    grown: CaseFile,
    first: int,
    desk: Desk,
    how: Manner,
) -> list[Named] | None:
    """Turn what came out of turn into notes; refuse the row where a date must be wrong."""
    kept: list[Named] = []
    refused = False
    new = {first + place: entry for place, (_, entry) in enumerate(entries)}
    for number in sorted(broken - new.keys()):
        refused = True
        event = grown.recorded[number - 1]
        row.refuse(
            how.start,
            f"with this row, '{event.kind.says}' of {day_in_words(event.happened_on)}, which is on "
            "record, would come out of turn",
            "Check the dates of the row against the case.",
        )
    for place, (field, entry) in enumerate(entries):
        if first + place not in broken:
            kept.append((field, entry))
        elif entry.kind in how.hard:
            refused = True
            row.refuse(
                field,
                f"'{entry.kind.says}' on {day_in_words(entry.happened_on)} comes out of turn: "
                f"by then {_stood_at(grown, first + place)}",
                how.fix,
            )
        else:
            row.warn(field, "it comes after the case was over, or out of turn: kept as a note")
            details = note(row, field, f"{entry.kind.says}: {entry.happened_on}")
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
    return f"the case stood at '{stage.says}'" if stage else "there was no case"


def _warn_of_gaps(row: Row, entries: list[Named], gaps: frozenset[int], *, first: int) -> None:
    fields = [field for place, (field, _) in enumerate(entries) if first + place in gaps]
    for field in fields[:1]:
        others = f" (and {len(fields) - 1} more)" if len(fields) > 1 else ""
        row.warn(field, f"a step before it has no date{others}: recorded as it stands")
