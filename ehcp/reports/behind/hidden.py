"""The cases that somebody may not see: they are counted, and never named."""

from sqlalchemy import Connection, not_, select

from ehcp.register.sight import Sight, seen_people
from ehcp.register.tables import cases, people


def hidden_references(connection: Connection, sight: Sight | None) -> frozenset[str]:
    """Give the references of every case that is not to be shown; few children are restricted."""
    if sight is None:
        return frozenset()
    return frozenset(
        connection.execute(
            select(cases.c.reference)
            .join(people, people.c.id == cases.c.person_id)
            .where(people.c.restricted_to.is_not(None), not_(seen_people(sight)))
        ).scalars()
    )
