"""A request of which another service is asked now: nobody of the first one has it any more."""

from datetime import date, datetime

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

    That is so when a request is set right or struck out, and when it is cancelled and made anew on
    its own day.
    """
    if event.kind not in _CAN_NAME_ANOTHER:
        return
    was, now = _services(before), _services(after)
    for key, service in was.items():
        if now.get(key) != service:
            party, requested_on = key
            connection.execute(
                delete(allocations).where(
                    and_(
                        allocations.c.case_id == case_id,
                        allocations.c.party == party,
                        allocations.c.requested_on == requested_on,
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
        named, from_the_first = _named_since(file, event)
        since = named if since is None else min(since, named)
        if not from_the_first:
            break
    return since


def _named_since(file: CaseFile, request: Event) -> tuple[datetime, bool]:
    """Give the instant since which a request names its service, and whether it always did.

    A correction of the day repeats what is right already: it begins nothing.
    """
    since, from_the_first = request.recorded_at, True
    first: Event | None = None
    names: str | None = None
    for entry in file.recorded:
        if entry.sequence == request.sequence:
            first, names = entry, _service(entry)
        elif first is not None and entry.corrects == request.sequence:
            told = entry.details.get(SERVICE) or first.details.get(SERVICE)
            named = told or entry.details.get("party") or first.party
            if named != names:
                since, from_the_first = entry.recorded_at, False
            names = named
    return since, from_the_first


def _services(file: CaseFile) -> dict[tuple[str, date], str]:
    return {(each.party, each.requested_on): each.service for each in advice_requests(file)}


def _service(request: Event) -> str | None:
    return request.details.get(SERVICE) or request.party
