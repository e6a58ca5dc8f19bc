"""Advice requests: the span from asking a provider to receiving, worked out from the events."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import ABOUT_A_REQUEST, ENDS, Kind

SAID_BY_THE_SERVICE = ABOUT_A_REQUEST - {
    Kind.ADVICE_REQUESTED,
    Kind.ADVICE_REQUEST_CANCELLED,
    Kind.ADVICE_ACCEPTED,
}
"""What a service says of a request, or we say of its advice by sending that back."""

SERVICE = "service"
"""The fact of a request that says which service was asked, by its code."""

NO_ADVICE_OWED = ENDS | {
    Kind.TOLD_WILL_NOT_ASSESS,
    Kind.TOLD_NO_PLAN,
    Kind.PLAN_FINALISED,
    Kind.DECIDED_NOT_TO_AMEND,
}
"""After these nobody owes the case any advice."""


@dataclass(kw_only=True, slots=True)
class AdviceRequest:
    """One kind of advice asked of its provider.

    Attributes:
        service: the code of the service that is asked. Where the request names none, it is that of
            the kind of advice, whose code is the kind itself.
        requested_on: the day the request was sent.
        counts_from: the day from which the six weeks run: that on which the body received it.
        received_on: the day the reply came that still stands; a report that was sent back has not
            been received, and the same request is open again.
        nil_reply: the reply said that the service does not know the child. It answers the request
            and stops the reminders; it is not advice.
        promised_on: the last day that the service named for its answer, with `late_reason`. It
            moves no limit. Advice that came kept its promise, also where it was sent back.
        promised_since: since when a day that it had named has been open without a break.
        promises_broken: how many days that it had named passed without an answer before it named
            another.
        returned_on: the day on which the service sent the request back, with a reason. The answer
            is still owed; whatever the service does with the request afterwards takes this away.
        cancelled_on: the day on which the request was taken back, or on which the case ended.
        last_heard_on: the last day on which anything happened to this request.
    """

    party: str
    service: str
    requested_on: date
    counts_from: date
    last_heard_on: date
    acknowledged_on: date | None = None
    visit_on: date | None = None
    promised_on: date | None = None
    late_reason: str | None = None
    promised_since: date | None = None
    promises_broken: int = 0
    returned_on: date | None = None
    received_on: date | None = None
    nil_reply: bool = False
    sent_back: int = 0
    cancelled_on: date | None = None

    @property
    def is_outstanding(self) -> bool:
        """Say whether an answer is still owed."""
        return self.received_on is None and self.cancelled_on is None


def advice_requests(file: CaseFile) -> tuple[AdviceRequest, ...]:
    """Give every advice request of the case, in the order of asking.

    A second request to a provider who has not answered yet is a reminder, not a new request.
    """
    return tuple(_follow(file).requests)


def misplaced_advice(file: CaseFile) -> frozenset[int]:
    """Give the sequence numbers of entries about advice that have no request to be about.

    A reply to nothing, a reply where one stands already, a report sent back that had not come.
    """
    return frozenset(_follow(file).misplaced)


class AnswerTo(NamedTuple):
    """The request that an answer belongs to.

    Attributes:
        entry: the sequence number of the request.
        service: the code of the service that it is asked of.
    """

    entry: int
    service: str


def answers_to_requests(file: CaseFile) -> dict[int, AnswerTo]:
    """Give by the sequence number of each entry that answers a request which one it answers."""
    return _follow(file).answers


class _Followed(NamedTuple):
    requests: list[AdviceRequest]
    misplaced: list[int]
    answers: dict[int, AnswerTo]


def _follow(file: CaseFile) -> _Followed:
    requests: list[AdviceRequest] = []
    misplaced: list[int] = []
    answers: dict[int, AnswerTo] = {}
    entries: dict[str, int] = {}
    latest: dict[str, AdviceRequest] = {}
    over: date | None = None
    for event in file.until_the_end:
        if event.kind in NO_ADVICE_OWED:
            over = over or event.happened_on
        if event.kind not in ABOUT_A_REQUEST or event.party is None:
            continue
        request = latest.get(event.party)
        if event.kind is Kind.ADVICE_REQUESTED and (request is None or not request.is_outstanding):
            if request is not None and request.requested_on == event.happened_on:
                # Asked again on the day of asking: the same request, taken up anew.
                requests.remove(request)
            latest[event.party] = _asked(event, event.party)
            entries[event.party] = event.sequence
            requests.append(latest[event.party])
        elif request is None or not _goes_on(request, event):
            misplaced.append(event.sequence)
        elif event.kind in SAID_BY_THE_SERVICE:
            answers[event.sequence] = AnswerTo(entries[event.party], request.service)
    for request in requests:
        if request.is_outstanding:
            request.cancelled_on = over
    return _Followed(requests, misplaced, answers)


def _asked(event: Event, party: str) -> AdviceRequest:
    return AdviceRequest(
        party=party,
        service=event.details.get(SERVICE) or party,
        requested_on=event.happened_on,
        counts_from=event.counts_from,
        last_heard_on=event.happened_on,
    )


def _goes_on(request: AdviceRequest, event: Event) -> bool:
    """Carry the request on by one event about it; say no where the event has no place."""
    day = event.happened_on
    fits = True
    match event.kind:
        case Kind.ADVICE_RECEIVED | Kind.NIL_REPLY if request.is_outstanding:
            request.received_on = day
            request.nil_reply = event.kind is Kind.NIL_REPLY
            request.returned_on = None
        case Kind.ADVICE_REQUEST_CANCELLED if request.is_outstanding:
            request.cancelled_on = day
        case Kind.ADVICE_ACKNOWLEDGED if request.is_outstanding:
            request.acknowledged_on, request.returned_on = day, None
            visit = event.details.get("visit_on")
            request.visit_on = date.fromisoformat(visit) if visit else request.visit_on
        case Kind.ADVICE_PROMISED if request.is_outstanding:
            if request.promised_on is None or request.promised_on < day:
                request.promises_broken += request.promised_on is not None
                request.promised_since = day
            request.promised_on = date.fromisoformat(event.details["promised_on"])
            request.late_reason, request.returned_on = event.details["reason"], None
        case Kind.ADVICE_REQUEST_RETURNED if request.is_outstanding:
            request.returned_on = day
        case Kind.ADVICE_SENT_BACK if request.received_on is not None:
            request.received_on, request.nil_reply = None, False
            request.promised_on = request.late_reason = request.promised_since = None
            request.sent_back += 1
        case Kind.ADVICE_ACCEPTED:
            fits = request.received_on is not None
        case Kind.APPOINTMENT_MISSED:
            pass
        case _:
            fits = False
    request.last_heard_on = day
    return fits
