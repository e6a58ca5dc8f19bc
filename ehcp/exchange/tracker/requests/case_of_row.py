"""One row becomes a case: a new one with its record, or more entries for one that is there."""

from collections.abc import Iterable

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.events import FIRST_HASH
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.merging import SOURCE, is_noted
from ehcp.exchange.tracker.record_of_row import (
    Manner,
    Named,
    Written,
    note,
    with_one_more,
    written,
)
from ehcp.exchange.tracker.requests.claimed_exceptions import (
    is_beyond_doubt,
    is_claimed,
    is_on_record,
    read_claim,
    reason_given,
    why_not,
)
from ehcp.exchange.tracker.requests.merging import merge
from ehcp.exchange.tracker.rows import Row
from ehcp.register.bulk import Entry
from ehcp.register.files import Held

_MANNER = Manner(
    # A decision, a draft or a final plan out of turn means that a date is wrong.
    hard=frozenset(
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
    ),
    start="received_on",
    fix="Check the dates. An assessment after a refusal or a withdrawal is a new request with its "
    "own row.",
)


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
    record = written(row, entries, file=file, head=head, desk=desk, manner=_MANNER)
    if record is None:
        return None
    exception = _exception(row, record.file, desk=desk)
    if exception is None:
        return record
    return with_one_more(record, "exception_reason", exception, head=head, desk=desk)


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
    day = max(desk.today, row.days["received_on"])
    return Entry(Kind.NOTE_ADDED, day, None, note(row, field, text))
