"""Who has looked at a case and acted on it, from the audit record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from ehcp.register.engine import reading
from ehcp.register.tables import audit


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One line of the audit record about a case."""

    at: datetime
    by: str
    act: str
    about: str | None
    why: str | None


def who_looked(
    engine: Engine, *, case_id: int, page: int = 1, at_a_time: int = 50
) -> tuple[tuple[Looked, ...], int]:
    """Give a page of the audit record of one case, newest first, and how many lines there are."""
    about = audit.c.case_id == case_id
    with reading(engine) as connection:
        lines = connection.scalar(select(func.count()).select_from(audit).where(about)) or 0
        rows = connection.execute(
            select(audit.c.at, audit.c.by, audit.c.act, audit.c.about, audit.c.why)
            .where(about)
            .order_by(audit.c.id.desc())
            .limit(at_a_time)
            .offset((page - 1) * at_a_time)
        ).all()
    return tuple(Looked(**row._mapping) for row in rows), lines  # noqa: SLF001 - SQLAlchemy's name
