"""What a case may be given by itself: an entry, and above all a note that asks a caseworker to act.

A note is put there once: it names its task and, where it is about an entry, that entry.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ehcp.cases.advice import advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import ENDS, Kind

TASK: Final = "task"
"""The detail of a note that asks a caseworker to do something."""

LAST_ADVICE_IN: Final = "last_advice_in"
YEAR_9_BEGUN: Final = "year_9_begun"
PREPARE_FOR_ADULTHOOD: Final = "prepare_for_adulthood"
AMENDMENT_NOTICE_OWED: Final = "amendment_notice_owed"
REVIEW_IS_OURS: Final = "review_is_ours"
FOLLOW_UP_REFUSED: Final = "follow_up_refused"
DOCUMENT_REFUSED: Final = "document_refused"
DOCUMENT_UNSCANNED: Final = "document_unscanned"
DOCUMENT_HAS_NO_PLACE: Final = "document_has_no_place"

WHY: Final = "why"
"""The detail of such a note that says in a sentence what stands in the way."""

TASKS: Final = {
    LAST_ADVICE_IN: "The last advice is in: decide whether to issue a plan.",
    YEAR_9_BEGUN: (
        "The child is now in year 9: decide whether to seek advice on preparation for adulthood."
    ),
    PREPARE_FOR_ADULTHOOD: (
        "The child will be in or beyond year 9 at the review meeting: it must consider preparation "
        "for adulthood and independent living (SI 2014/1530 reg 20(6))."
    ),
    AMENDMENT_NOTICE_OWED: (
        "The family was told that the plan will be amended. The notice of the proposed amendments, "
        "with the plan and the evidence, is owed at the same time (reg 22(2)(a); Devon)."
    ),
    REVIEW_IS_OURS: (
        "The register names no school or college, so the authority arranges and holds this review "
        "itself (reg 21). If the child attends one, put that right."
    ),
    FOLLOW_UP_REFUSED: "What follows from this case by itself could not be put on record.",
    DOCUMENT_REFUSED: (
        "A file that was handed in was not kept, because a virus was found in it. Ring whoever "
        "sent it: they need to have their machine checked, and to hand it in again."
    ),
    DOCUMENT_UNSCANNED: (
        "A file that was handed in cannot be scanned for viruses, so nobody can open it. Ring "
        "whoever sent it: ask for a smaller PDF. Then put the file aside, under Documents. Tell "
        "the council's administrator: it may be too large for the scanner, or lost."
    ),
    DOCUMENT_HAS_NO_PLACE: (
        "A document was handed in, and its entry could not be put on record. Open it under "
        "Documents, and record what it is."
    ),
}
"""Each task in words, for screens and mails."""

_DONE_BY: Final = {
    LAST_ADVICE_IN: (Kind.DECIDED_TO_ISSUE, Kind.TOLD_NO_PLAN, Kind.DRAFT_SERVED),
    YEAR_9_BEGUN: (Kind.DRAFT_SERVED, Kind.TOLD_NO_PLAN),
    PREPARE_FOR_ADULTHOOD: (Kind.REVIEW_MEETING_HELD,),
    AMENDMENT_NOTICE_OWED: (Kind.AMENDMENT_NOTICE_SENT, Kind.DECIDED_NOT_TO_AMEND),
    REVIEW_IS_OURS: (Kind.REVIEW_MEETING_FIXED, Kind.REVIEW_MEETING_HELD),
    **dict.fromkeys(
        (DOCUMENT_REFUSED, DOCUMENT_UNSCANNED),
        (
            Kind.ADVICE_RECEIVED,
            Kind.NIL_REPLY,
            Kind.ADVICE_REQUEST_CANCELLED,
            Kind.REVIEW_ADVICE_RECEIVED,
            Kind.REVIEW_REPORT_SENT,
        ),
    ),
}
"""What shows that a task was done; a follow-up that was refused stands until it is struck out."""

WHICH_FILE: Final = "file"
"""The detail of such a note that gives the id of the document that it is about."""

PARTY: Final = "about"
"""The detail of such a note that names whom it is about: only what came from them shows it done."""


def is_done(file: CaseFile, note: Event) -> bool:
    """Say whether what happened since shows that a task was done, or that the case is over.

    That the last advice is in is no task while any is awaited again.
    """
    if note.details[TASK] == LAST_ADVICE_IN and _is_not_the_last(file, note):
        return True
    kinds = (*_DONE_BY.get(note.details[TASK], ()), *ENDS)
    about = note.details.get(PARTY)
    return any(
        event.happened_on >= note.happened_on
        and (about is None or event.kind in ENDS or event.party == about)
        for _, event in file.of(kinds)
    )


def _is_not_the_last(file: CaseFile, note: Event) -> bool:
    """Say whether advice is awaited since a note of the last, or a later note told of it anew.

    A later note counts also where somebody has struck it out: they meant it.
    """
    return any(request.is_outstanding for request in advice_requests(file)) or any(
        later.kind is Kind.NOTE_ADDED
        and later.details.get(TASK) == LAST_ADVICE_IN
        and later.sequence > note.sequence
        for later in file.recorded
    )


def open_tasks(file: CaseFile) -> tuple[Event, ...]:
    """Give the notes of the tasks that are still to be done, in the order of happening."""
    notes = (note for _, note in file.of((Kind.NOTE_ADDED,)) if TASK in note.details)
    return tuple(note for note in notes if not is_done(file, note))


def task_says(note: Event) -> str:
    """Say what a task asks for."""
    task = note.details[TASK]
    return " ".join(filter(None, (TASKS.get(task, task), note.details.get(WHY))))


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """One entry that follows from the record."""

    kind: Kind
    happened_on: date
    party: str | None = None
    details: dict[str, str] = field(default_factory=dict)


def task_for(task: str, *, today: date, about: Event, names_entry: bool = False) -> FollowUp:
    """Make the note of a task, dated no earlier than what it is about."""
    entry = {"entry": str(about.sequence)} if names_entry else {}
    return FollowUp(
        kind=Kind.NOTE_ADDED,
        happened_on=max(today, about.happened_on),
        details={TASK: task} | entry,
    )


def task_about_refusal(file: CaseFile, why: str, *, today: date) -> FollowUp | None:
    """Make the note that something could not follow by itself; None where it was given before."""
    if any(
        note.details.get(TASK) == FOLLOW_UP_REFUSED and note.details.get(WHY) == why
        for note in file.recorded
    ):
        return None
    last = max((event.happened_on for event in file.events), default=today)
    return FollowUp(
        kind=Kind.NOTE_ADDED,
        happened_on=max(today, last),
        details={TASK: FOLLOW_UP_REFUSED, WHY: why},
    )


def was_told(file: CaseFile, task: str, *, about: Event | None = None) -> bool:
    """Say whether the note of a task was put there, even if somebody has struck it out since."""
    return any(
        note.kind is Kind.NOTE_ADDED
        and note.details.get(TASK) == task
        and (about is None or note.details.get("entry") == str(about.sequence))
        for note in file.recorded
    )
