"""What a service says of one request for advice, and how each answer is put on record.

A link in a letter, the queue of a service and the page of a school all answer through here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Engine

from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.asked import newest_request
from ehcp.casework.record import record_in
from ehcp.refusal import Refusal
from ehcp.register import files
from ehcp.register.audit import note
from ehcp.register.engine import writing

ANSWERED = "answered a request"


class NothingOwed(Refusal):
    """A request that waits for no answer: it was answered already, or is no longer asked."""


@dataclass(frozen=True, kw_only=True)
class Saying:
    """One thing that a service says of a request."""

    kind: Kind
    happened_on: date
    details: Mapping[str, str] = field(default_factory=dict)


def has_it(*, today: date, visit_on: date | None = None) -> Saying:
    """Say that the service has the request, and when it will see the child."""
    details = {"visit_on": visit_on.isoformat()} if visit_on else {}
    return Saying(kind=Kind.ADVICE_ACKNOWLEDGED, happened_on=today, details=details)


def does_not_know(*, today: date, note: str = "") -> Saying:
    """Say that the child is not known to the service."""
    return Saying(kind=Kind.NIL_REPLY, happened_on=today, details=_given(note=note))


def appointment_missed(*, on: date, note: str = "") -> Saying:
    """Say that an appointment was not kept; it may excuse the limit."""
    return Saying(kind=Kind.APPOINTMENT_MISSED, happened_on=on, details=_given(note=note))


def will_be_late(*, today: date, promised_on: date, reason: str) -> Saying:
    """Say why the advice is late and when it will come; it moves no limit."""
    return Saying(
        kind=Kind.ADVICE_PROMISED,
        happened_on=today,
        details={"promised_on": promised_on.isoformat(), "reason": reason},
    )


def sends_it_back(*, today: date, reason: str) -> Saying:
    """Say that the request is not the service's to answer; it stays owed until that is settled."""
    return Saying(kind=Kind.ADVICE_REQUEST_RETURNED, happened_on=today, details={"reason": reason})


def advice_came(*, today: date) -> Saying:
    """Say that here is the advice."""
    return Saying(kind=Kind.ADVICE_RECEIVED, happened_on=today)


def say(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    party: str,
    service: str,
    saying: Saying,
    first: Callable[[Connection], None] | None = None,
    within: Callable[[Connection, Event], None] | None = None,
) -> Event:
    """Put what a service says on record, once: said again in the same words it is the same entry.

    `service` is the code of the service that answers. `first` is asked in the same transaction
    before anything else: it refuses whoever may answer no longer. `within` is done in it too, and
    is not done again.

    Raises:
        UnknownCase: no case has this reference.
        NothingOwed: the request waits for no answer, or for another service's.
        NotPossible, NotAllowed: as in `record`.
    """
    with writing(engine) as connection:
        if first is not None:
            first(connection)
        held = files.load(connection, reference, to_write=True)
        request = newest_request(held.file, party)
        if request is None or request.service != service:
            raise NothingOwed("There is no such request any longer.")
        on = max(saying.happened_on, request.requested_on)
        said = _said_last(held.file.events, party=party, saying=saying, on=on, by=desk.by)
        if said is not None:
            return said
        if not request.is_outstanding:
            raise NothingOwed(
                "This request is no longer open: it was answered, or is not needed any more."
            )
        event = record_in(
            connection,
            held,
            desk=desk,
            kind=saying.kind,
            happened_on=on,
            party=party,
            details=saying.details,
        )
        note(
            connection,
            at=desk.at,
            by=desk.by,
            act=ANSWERED,
            case_id=held.case_id,
            about=f"{saying.kind.value} {party}",
        )
        if within is not None:
            within(connection, event)
    return event


def _said_last(
    events: Sequence[Event], *, party: str, saying: Saying, on: date, by: str
) -> Event | None:
    """Give the newest entry about this request if it says the same: a second click, no news."""
    about = [event for event in events if event.party == party]
    newest = max(about, key=lambda event: event.sequence, default=None)
    same = newest is not None and (
        newest.kind,
        newest.happened_on,
        newest.recorded_by,
        newest.details,
    ) == (saying.kind, on, by, dict(saying.details))
    return newest if same else None


def _given(**facts: str) -> dict[str, str]:
    return {name: fact for name, fact in facts.items() if fact}
