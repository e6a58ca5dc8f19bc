"""Bringing a row of a tracker of requests into the needs assessment that is there already."""

from collections.abc import Iterable, Iterator
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import STARTS, Kind
from ehcp.exchange.tracker.happenings import Happening
from ehcp.exchange.tracker.merging import brought_up, either_or, list_removed
from ehcp.exchange.tracker.requests.moved_requests import refuse_far_request, warn_of_moved_request
from ehcp.exchange.tracker.rows import Row
from ehcp.register.bulk import Entry

_OTHERS = either_or(
    frozenset({Kind.REQUEST_RECEIVED, Kind.BECAME_RESPONSIBLE}),
    frozenset({Kind.TOLD_WILL_ASSESS, Kind.TOLD_WILL_NOT_ASSESS}),
    frozenset({Kind.DECIDED_TO_ISSUE, Kind.TOLD_NO_PLAN}),
    frozenset({Kind.WITHDRAWN, Kind.MOVED_OUT, Kind.DIED}),
)
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


def merge(
    row: Row, found: Iterable[Happening], *, file: CaseFile, today: date
) -> Iterator[tuple[str, Entry]]:
    """Give the entries that bring the case up to the row, each with the field it comes from.

    What stays otherwise than the sheet has it is added to the row's differences.
    """
    found = list(found)
    said = {(each.kind, each.party) for each in found}
    for each in found:
        entries = list(brought_up(row, each, said, file=file, today=today, others=_OTHERS))
        was = file.started_on
        if entries and each.kind in STARTS and was is not None and was != each.day:
            refuse_far_request(row, reference=file.reference, was=was, now=each.day)
            warn_of_moved_request(row, reference=file.reference, was=was, now=each.day)
        yield from entries
    list_removed(row, said, file=file, field_of=_FIELD_OF, others=_OTHERS)
