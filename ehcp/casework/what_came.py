"""What came from outside about a case: replies, and what services say of their requests."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Final

from ehcp.cases.advice import AdviceRequest, advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.service_names import ServiceNames
from ehcp.law.in_words import day_in_words
from ehcp.law.rules import rule

REPLIES: Final = frozenset(
    {
        Kind.ADVICE_RECEIVED,
        Kind.NIL_REPLY,
        Kind.ADVICE_PROMISED,
        Kind.APPOINTMENT_MISSED,
        Kind.SETTING_REPLIED,
        Kind.REVIEW_MEETING_FIXED,
        Kind.REVIEW_MEETING_HELD,
        Kind.REVIEW_ADVICE_RECEIVED,
        Kind.REVIEW_REPORT_SENT,
        Kind.REPRESENTATIONS_RECEIVED,
        Kind.PREFERENCE_RECEIVED,
        Kind.DRAFT_MEETING_REQUESTED,
        Kind.MEDIATION_REQUESTED,
        Kind.APPEAL_REGISTERED,
        Kind.APPEAL_SENT_TO_AUTHORITY,
        Kind.TRIBUNAL_ORDERED,
        Kind.OFFICER_CHANGED,
    }
)
"""What comes from outside, and a case that somebody handed over."""

DO_WITH: Final = {
    Kind.ADVICE_RECEIVED: "Read the advice: accept it, or send it back.",
    Kind.NIL_REPLY: "See whether anybody else is to be asked.",
    Kind.ADVICE_PROMISED: "See whether that day is soon enough, and tell the family.",
    Kind.APPOINTMENT_MISSED: "See whether an exception is to be claimed, and ask for a new day.",
    Kind.SETTING_REPLIED: "Read the reply to the consultation.",
    Kind.REVIEW_MEETING_FIXED: "Put the meeting into your calendar, or say who goes.",
    Kind.REVIEW_MEETING_HELD: "Four weeks run to the decision: look out for the report.",
    Kind.OFFICER_CHANGED: "It was handed over to you: read the note, and take it up.",
}
"""What to do with a reply; without a word here it is read, and the next step recorded."""


_OF_A_REQUEST: Final = frozenset(
    {Kind.ADVICE_PROMISED, Kind.APPOINTMENT_MISSED, Kind.ADVICE_RECEIVED, Kind.NIL_REPLY}
)
_DONE_WITH_BY: Final = {
    Kind.DRAFT_MEETING_REQUESTED: (Kind.DRAFT_MEETING_HELD,),
    Kind.REVIEW_MEETING_FIXED: (Kind.REVIEW_MEETING_HELD,),
}


def waits_to_be_read(
    file: CaseFile, event: Event, *, since: datetime, whose: Collection[str]
) -> bool:
    """Say whether a reply was recorded since, by nobody of `whose`, and is not done with."""
    return (
        event.kind in REPLIES
        and event.recorded_at >= since
        and event.recorded_by not in whose
        and not event.came_from_a_tracker
        and not is_done_with(file, event)
    )


def is_done_with(file: CaseFile, reply: Event) -> bool:
    """Say whether nothing is left to do about a reply: what came after it has answered it.

    A promised day is, once the advice came, another day was named, the request came back or was
    cancelled; a missed appointment, once nothing is owed; advice, once it was accepted or sent
    back; that a child is not known, once the same advice was asked for anew.
    """
    if reply.kind in _OF_A_REQUEST:
        return _is_done_with(file, reply)
    later = file.events[file.events.index(reply) + 1 :]
    return any(event.kind in _DONE_WITH_BY.get(reply.kind, ()) for event in later)


def _is_done_with(file: CaseFile, reply: Event) -> bool:
    request = next((e for e in reversed(advice_requests(file)) if e.party == reply.party), None)
    if request is None:
        return False
    match reply.kind:
        case Kind.ADVICE_PROMISED:
            named = request.promised_on.isoformat() if request.promised_on else None
            holds = request.is_outstanding and request.returned_on is None
            return not holds or reply.details["promised_on"] != named
        case Kind.APPOINTMENT_MISSED:
            return not request.is_outstanding
        case Kind.NIL_REPLY if not request.nil_reply:
            return True
    came = file.of((Kind.ADVICE_RECEIVED, Kind.NIL_REPLY), party=reply.party)
    accepted = file.of((Kind.ADVICE_ACCEPTED,), party=reply.party)
    return request.received_on is None or any(place > came[-1][0] for place, _ in accepted)


def about_advice(
    file: CaseFile, *, since: datetime, whose: Collection[str], services: ServiceNames
) -> Iterator[tuple[str, str, date]]:
    """Give what a service said of its request that somebody has to see to: why, what to do, since.

    A request that came back waits until the service takes it up, or until it is cancelled. A visit
    after the due day is told when it is news: recorded after `since`, not by one of `whose`.
    """
    for request in advice_requests(file):
        if request.is_outstanding and request.returned_on is not None:
            yield (
                f"The service sent the request for advice back: {_named(request, services)}",
                (
                    "Read why, and ring them. Then record that they have it, or cancel it and ask "
                    "somebody else."
                ),
                request.returned_on,
            )
    yield from _late_visits(file, since, whose, services)


def promises_not_kept(
    file: CaseFile, *, today: date, services: ServiceNames
) -> Iterator[tuple[str, str, date]]:
    """Give the days that services had named and that passed: why, what to do, the day itself.

    Each waits until the advice comes, or the service names another day or sends the request back.
    """
    for request in advice_requests(file):
        named = request.promised_on
        if named and named < today and request.is_outstanding and not request.returned_on:
            yield (
                "A promised day was not kept",
                (
                    f"Ring about the {_advice(request, services)}, promised for "
                    f"{day_in_words(named)}: record what holds it up, and another day."
                ),
                named,
            )


def _late_visits(
    file: CaseFile, since: datetime, whose: Collection[str], services: ServiceNames
) -> Iterator[tuple[str, str, date]]:
    requests = {each.party: each for each in advice_requests(file) if each.is_outstanding}
    for event in file.events:
        request = requests.get(event.party or "")
        if (
            event.kind is Kind.ADVICE_ACKNOWLEDGED
            and event.recorded_at >= since
            and event.recorded_by not in whose
            and not event.came_from_a_tracker
            and request is not None
            and request.visit_on is not None
            and event.details.get("visit_on") == request.visit_on.isoformat()
            and request.visit_on > rule("advice_response").due(request.counts_from)
        ):
            yield (
                f"A visit is planned after the due day: {_named(request, services)}",
                (
                    f"Ring about the visit for the {_advice(request, services)}, planned for "
                    f"{day_in_words(request.visit_on)}, after the due day: ask for an earlier one, "
                    "or what can come in time."
                ),
                event.happened_on,
            )


def _named(request: AdviceRequest, services: ServiceNames) -> str:
    return services.of(request.party, request.service)


def _advice(request: AdviceRequest, services: ServiceNames) -> str:
    return services.advice_of(request.party, request.service)
