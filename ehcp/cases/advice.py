"""Advice requests: the span from asking a provider to receiving, worked out from the events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import ENDS, Kind

_REPLIES = frozenset({Kind.ADVICE_RECEIVED, Kind.NIL_REPLY})
_ABOUT_ADVICE = (
    Kind.ADVICE_REQUESTED,
    Kind.ADVICE_ACKNOWLEDGED,
    Kind.ADVICE_RECEIVED,
    Kind.NIL_REPLY,
    Kind.ADVICE_SENT_BACK,
    Kind.ADVICE_REQUEST_CANCELLED,
)
_CASE_OVER = (*ENDS, Kind.TOLD_NO_PLAN, Kind.PLAN_FINALISED)


@dataclass(frozen=True, kw_only=True)
class AdviceRequest:
    """One kind of advice asked of its provider.

    Attributes:
        requested_on: the day the request was sent.
        received_on: the day the reply came that still stands; a report that was sent back has not
            been received, and the same request is open again.
        nil_reply: the reply said that the service does not know the child. It answers the request
            and stops the reminders; it is not advice.
        cancelled_on: the day on which the request was taken back, or on which the case ended.
        last_heard_on: the last day on which anything happened to this request.
    """

    party: str
    requested_on: date
    counts_from: date
    acknowledged_on: date | None = None
    visit_on: date | None = None
    received_on: date | None = None
    nil_reply: bool = False
    sent_back: int = 0
    cancelled_on: date | None = None
    last_heard_on: date | None = None

    @property
    def is_outstanding(self) -> bool:
        """Say whether an answer is still owed."""
        return self.received_on is None and self.cancelled_on is None


def advice_requests(file: CaseFile) -> tuple[AdviceRequest, ...]:
    """Give every advice request of the case, in the order of asking.

    A second request to a provider who has not answered yet is a reminder, not a new request.
    """
    return tuple(_follow(file))


def outstanding(file: CaseFile) -> tuple[AdviceRequest, ...]:
    """Give the advice that is still owed."""
    return tuple(request for request in advice_requests(file) if request.is_outstanding)


def _follow(file: CaseFile) -> Iterator[AdviceRequest]:
    by_party: dict[str, list[Event]] = {}
    for _, event in file.of(_ABOUT_ADVICE):
        if event.party is not None:
            by_party.setdefault(event.party, []).append(event)
    over = file.first(*_CASE_OVER)
    for party, events in by_party.items():
        for span in _spans(party, events):
            if span.is_outstanding and over is not None:
                yield _changed(span, cancelled_on=over.happened_on)
            else:
                yield span


def _spans(party: str, events: list[Event]) -> Iterator[AdviceRequest]:
    current: AdviceRequest | None = None
    for event in events:
        if event.kind is Kind.ADVICE_REQUESTED:
            if current is not None and current.is_outstanding:
                current = _changed(current, last_heard_on=event.happened_on)
                continue
            if current is not None:
                yield current
            current = AdviceRequest(
                party=party,
                requested_on=event.happened_on,
                counts_from=event.counts_from,
                last_heard_on=event.happened_on,
            )
        elif current is not None:
            current = _after(current, event)
    if current is not None:
        yield current


def _after(request: AdviceRequest, event: Event) -> AdviceRequest:
    """Give the request as it stands after one more event about it."""
    day = event.happened_on
    heard: dict[str, object] = {"last_heard_on": day}
    if event.kind in _REPLIES:
        heard |= {"received_on": day, "nil_reply": event.kind is Kind.NIL_REPLY}
    elif event.kind is Kind.ADVICE_SENT_BACK:
        heard |= {"received_on": None, "nil_reply": False, "sent_back": request.sent_back + 1}
    elif event.kind is Kind.ADVICE_REQUEST_CANCELLED:
        heard |= {"cancelled_on": day}
    elif event.kind is Kind.ADVICE_ACKNOWLEDGED:
        visit = event.details.get("visit_on")
        heard |= {
            "acknowledged_on": day,
            "visit_on": date.fromisoformat(visit) if visit else request.visit_on,
        }
    return _changed(request, **heard)


def _changed(request: AdviceRequest, **changes: object) -> AdviceRequest:
    return AdviceRequest(**{**request.__dict__, **changes})
