"""Reading the audit record: who saw or did what, the newest first, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, or_, select

from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import audit, cases

_LONDON = ZoneInfo("Europe/London")
_NEWEST = 500


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which lines are asked for; what is None asks for all.

    Attributes:
        by: whose.
        not_by: what none of these did.
        on: the day, by London time.
        case_id: of one case.
    """

    by: str | None = None
    not_by: tuple[str, ...] | None = None
    act: str | None = None
    on: date | None = None
    case_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the record.

    Attributes:
        reference: the case it was about.
    """

    id: int
    at: datetime
    by: str
    act: str
    reference: str | None
    about: str | None
    why: str | None


def lines(
    connection: Connection,
    *,
    choice: Choice,
    sight: Sight | None,
    most: int,
    before: int | None = None,
) -> tuple[Line, ...]:
    """Give lines of the record, the newest first; those older than `before`, where it is given.

    What was seen or done of a case that `sight` does not show is not among them; None shows all.
    """
    query = _chosen(choice, sight)
    if before is not None:
        query = query.where(audit.c.id < before)
    rows = connection.execute(query.order_by(audit.c.id.desc()).limit(most))
    return tuple(
        Line(
            id=row.id,
            at=row.at,
            by=row.by,
            act=row.act,
            reference=row.reference,
            about=row.about,
            why=row.why,
        )
        for row in rows
    )


def acts_of_late(connection: Connection) -> tuple[str, ...]:
    """Give what has been done in the newest lines, each once: to choose from."""
    newest = select(audit.c.act).order_by(audit.c.id.desc()).limit(_NEWEST).subquery()
    return tuple(connection.scalars(select(newest.c.act).distinct().order_by(newest.c.act)))


def case_seen(connection: Connection, *, reference: str, sight: Sight | None) -> int | None:
    """Give the id of a case, where there is one and it may be seen."""
    query = select(cases.c.id).where(cases.c.reference == reference, seen_cases(sight))
    found: int | None = connection.scalar(query)
    return found


def _chosen(choice: Choice, sight: Sight | None) -> Select[tuple[object, ...]]:
    query: Select[tuple[object, ...]] = select(audit, cases.c.reference).join_from(
        audit, cases, audit.c.case_id == cases.c.id, isouter=True
    )
    if sight is not None:
        query = query.where(or_(audit.c.case_id.is_(None), seen_cases(sight)))
    if choice.by is not None:
        query = query.where(audit.c.by == choice.by)
    if choice.not_by is not None:
        query = query.where(audit.c.by.not_in(choice.not_by))
    if choice.act is not None:
        query = query.where(audit.c.act == choice.act)
    if choice.case_id is not None:
        query = query.where(audit.c.case_id == choice.case_id)
    if choice.on is not None:
        start = datetime.combine(choice.on, time(), _LONDON)
        end = datetime.combine(choice.on + timedelta(days=1), time(), _LONDON)
        query = query.where(audit.c.at >= start, audit.c.at < end)
    return query
