"""A request of which another service is asked now: nobody of the first one has it any more."""

from datetime import datetime

from sqlalchemy import Connection, and_, delete

from ehcp.cases.advice import SERVICE, advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.register.tables import allocations

_CAN_NAME_ANOTHER = frozenset({Kind.ADVICE_REQUESTED, Kind.CORRECTED})


def take_from_the_first(
    connection: Connection, event: Event, *, case_id: int, before: CaseFile, after: CaseFile
) -> None:
    """Take back what a service gave to its people where the request is another service's now.

    That is so when a request is set right, and when it is cancelled and made anew on its own day.
    """
    if event.kind not in _CAN_NAME_ANOTHER:
        return
    was = {(each.party, each.requested_on): each.service for each in advice_requests(before)}
    for request in advice_requests(after):
        key = (request.party, request.requested_on)
        if was.get(key, request.service) != request.service:
            connection.execute(
                delete(allocations).where(
                    and_(
                        allocations.c.case_id == case_id,
                        allocations.c.party == request.party,
                        allocations.c.requested_on == request.requested_on,
                    )
                )
            )


def asked_since(file: CaseFile, party: str) -> datetime | None:
    """Give the instant since which the service that is asked for a kind of advice has been asked.

    What was handed in before it was another service's.
    """
    found = [event for _, event in file.of((Kind.ADVICE_REQUESTED,), party=party)]
    since: datetime | None = None
    for event in reversed(found):
        if _service(event) != _service(found[-1]):
            break
        since = event.recorded_at
    set_right = [
        entry.recorded_at
        for entry in file.recorded
        if found and entry.corrects == found[-1].sequence and SERVICE in entry.details
    ]
    return max(filter(None, (since, *set_right)), default=None)


def _service(request: Event) -> str | None:
    return request.details.get(SERVICE) or request.party
