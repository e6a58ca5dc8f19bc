"""What a row tells becomes cases: a review or two, and a phase transfer; new ones, or grown."""

from collections.abc import Iterable

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.events import FIRST_HASH
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.merging import SOURCE
from ehcp.exchange.tracker.record_of_row import Manner, Named, Written, written
from ehcp.exchange.tracker.rows import Row
from ehcp.register.bulk import Entry
from ehcp.register.files import Held

_MANNER = Manner(
    hard=frozenset(
        {
            Kind.PLAN_FIRST_MADE,
            Kind.PLAN_LAST_REVIEWED,
            Kind.REVIEW_MEETING_HELD,
            Kind.TOLD_WILL_MAINTAIN,
            Kind.TOLD_WILL_AMEND,
            Kind.REVIEW_DECIDED_TO_CEASE,
            Kind.AMENDMENT_NOTICE_SENT,
            Kind.AMENDED_PLAN_FINALISED,
            Kind.DECIDED_NOT_TO_AMEND,
            Kind.PHASE_TRANSFER_TO_SCHOOL_DUE,
            Kind.PHASE_TRANSFER_TO_POST16_DUE,
            Kind.TRANSFER_PLAN_FINALISED,
            Kind.CORRECTED,
        }
    ),
    start="last_reviewed_on",
    fix="Check the dates of the row, and against the case if there is one.",
)


def new_case(
    row: Row, happened: Iterable[Happening], *, empty: CaseFile, notes: bool, desk: Desk
) -> Written | None:
    """Write the record of a new case, with the row's notes or without; None refuses the row."""
    entries = [
        (each.field, Entry(each.kind, each.day, each.party, {**SOURCE, **each.details}))
        for each in happened
    ]
    return written(
        row, entries, file=empty, head=FIRST_HASH, desk=desk, manner=_MANNER, notes=notes
    )


def more_of_case(
    row: Row, entries: Iterable[Named], *, held: Held, notes: bool, desk: Desk
) -> Written | None:
    """Write what a row adds to a case that is there; None refuses the row."""
    more = list(entries)
    if row.refusals:
        return None
    officer = row.words.get("officer")
    if officer and officer != held.officer and Stage(held.stage).is_open:
        details = SOURCE | {"officer": officer}
        more.append(("officer", Entry(Kind.OFFICER_CHANGED, desk.today, None, details)))
    return written(
        row, more, file=held.file, head=held.head_hash, desk=desk, manner=_MANNER, notes=notes
    )
