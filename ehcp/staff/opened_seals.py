"""Who opened restricted children's records in an emergency, and why: their team reads it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, not_, select

from ehcp.register.engine import reading
from ehcp.register.tables import cases, people, seals_opened, users
from ehcp.staff.kept_access import is_kept


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A restricted child's records were opened by somebody of another team.

    Attributes:
        reference: a case of the child.
        until: when they closed again by themselves.
    """

    reference: str
    by: str
    team: str | None
    reason: str
    at: datetime
    until: datetime


def openings_for(engine: Engine, *, team: str | None, since: datetime) -> tuple[Opening, ...]:
    """Give who opened records that are restricted to a team, and why; the newest first."""
    one_case = (
        select(func.min(cases.c.reference))
        .where(cases.c.person_id == seals_opened.c.person_id)
        .scalar_subquery()
    )
    query = (
        select(seals_opened, users.c.name, users.c.team, one_case.label("reference"))
        .join(users, users.c.id == seals_opened.c.user_id)
        .join(people, people.c.id == seals_opened.c.person_id)
        .where(people.c.restricted_to == team, seals_opened.c.opened_at >= since, not_(is_kept()))
        .order_by(seals_opened.c.opened_at.desc(), seals_opened.c.id.desc())
    )
    with reading(engine) as connection:
        return tuple(
            Opening(
                reference=row.reference,
                by=row.name,
                team=row.team,
                reason=row.reason,
                at=row.opened_at,
                until=row.until_at,
            )
            for row in connection.execute(query)
        )
