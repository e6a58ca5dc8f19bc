"""The note with which a case is handed over: what stands on the record, beside what somebody says.

The facts are not written down with the note: they follow from the record as it was on that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.contacts import Contact, contacts
from ehcp.cases.deadlines import Deadline, deadlines
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.standing import Standing, standing
from ehcp.casework.tasks import open_tasks, task_says
from ehcp.law.rule import Rule
from ehcp.law.rules import rule

_MOST_LIMITS = 6
_MOST_CONTACTS = 4


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """Advice that has not come."""

    request: AdviceRequest
    due_on: date


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """What a hand-over note says of a case by itself.

    Attributes:
        limits: the watched limits that still run, the first due first.
        to_accept: the advice that came and that nobody has accepted or sent back.
        contacts: the last contacts, and every one that waits for an answer; newest first.
    """

    stands: Standing
    limits: Sequence[Deadline]
    awaited: Sequence[Awaited]
    to_accept: Sequence[AdviceRequest]
    contacts: Sequence[Contact]
    tasks: Sequence[str]


def hand_over_facts(file: CaseFile, *, rules: Iterable[Rule]) -> HandOver:
    """Work out what whoever takes a case over has to know of it."""
    running = [
        limit
        for limit in deadlines(file, rules)
        if limit.is_running and limit.due_on is not None and limit.rule.watched
    ]
    latest = {request.party: request for request in advice_requests(file)}
    six_weeks = rule("advice_response")
    logged = contacts(file)
    shown = {each.entry: each for each in logged[-_MOST_CONTACTS:] if each.note}
    shown |= {each.entry: each for each in logged if each.is_waiting}
    return HandOver(
        stands=standing(file),
        limits=sorted(running, key=lambda limit: limit.due_on or date.max)[:_MOST_LIMITS],
        awaited=[
            Awaited(request=request, due_on=six_weeks.due(request.counts_from))
            for request in latest.values()
            if request.is_outstanding
        ],
        to_accept=[request for request in latest.values() if _waits_to_be_accepted(file, request)],
        contacts=sorted(shown.values(), key=lambda each: (each.on, each.entry), reverse=True),
        tasks=[task_says(note) for note in open_tasks(file)],
    )


def as_handed_over(file: CaseFile, entry: Event) -> CaseFile:
    """Give the file as it was when an entry handed the case over, that entry included."""
    kept = (each for each in file.recorded if each.sequence <= entry.sequence)
    return replace(file, recorded=tuple(kept))


def notes_of(file: CaseFile) -> Sequence[Event]:
    """Give the entries that stand and that handed the case over with a note, newest first."""
    changes = [event for _, event in file.of((Kind.OFFICER_CHANGED,))]
    return [event for event in reversed(changes) if event.details.get("note")]


def _waits_to_be_accepted(file: CaseFile, request: AdviceRequest) -> bool:
    if request.received_on is None or request.nil_reply or request.cancelled_on is not None:
        return False
    about = file.of((Kind.ADVICE_RECEIVED, Kind.ADVICE_ACCEPTED), party=request.party)
    return bool(about) and about[-1][1].kind is Kind.ADVICE_RECEIVED
