"""A request of which another service is asked now: nobody of the first one has it any more."""

from sqlalchemy import Connection, and_, delete

from ehcp.cases.advice import advice_requests
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
