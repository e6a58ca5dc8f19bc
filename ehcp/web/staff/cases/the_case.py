"""The case that a page is about: loaded only for whoever may see it."""

from sqlalchemy import select

from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.register.files import Held, UnknownCase
from ehcp.register.tables import people
from ehcp.web.visit import Visit


def case_for(visit: Visit, reference: str) -> Held:
    """Load a case that the visitor may see.

    Raises:
        UnknownCase: there is none, or it is a restricted one of another team: both look the same.
    """
    with reading(visit.counter.engine) as connection:
        held = files.load(connection, reference)
        restricted_to = connection.scalar(
            select(people.c.restricted_to).where(people.c.id == held.person_id)
        )
    if not visit.sight.shows(person_id=held.person_id, restricted_to=restricted_to):
        raise UnknownCase("There is no such case.")
    return held
