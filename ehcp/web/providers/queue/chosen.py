"""The requests that a form names: read anew, and only what the visitor's service owes still."""

from collections.abc import Sequence

from ehcp.casework.asked_of import some_owed
from ehcp.casework.queued import Asked
from ehcp.register.engine import reading
from ehcp.web.forms import BadForm
from ehcp.web.providers.queue.whose import whose_of
from ehcp.web.visit import Visit

MOST = 60
"""Requests of one form."""


def chosen_in(visit: Visit, names: Sequence[str]) -> list[Asked]:
    """Give the requests of these names, `K7Q-2ND.health`, in their order, each once.

    Raises:
        BadForm: one of them is not theirs to answer any longer, or there are too many.
    """
    unique = list(dict.fromkeys(names))
    if len(unique) > MOST:
        raise BadForm({"request": f"Choose at most {MOST} requests at once."})
    pairs = [(reference, party) for reference, _, party in (name.partition(".") for name in unique)]
    with reading(visit.counter.engine) as connection:
        found = some_owed(
            connection,
            whose=whose_of(visit),
            names=pairs,
            today=visit.today,
            closures=visit.desk().closures,
        )
    if len(found) < len(unique):
        raise BadForm({"request": "One of these is no longer in your queue. Choose again."})
    return found
