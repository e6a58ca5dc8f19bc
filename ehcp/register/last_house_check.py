"""What the last house check found: each of its sentences asks a person to see to something."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from ehcp.register.tables import runs

JOB: Final = "house_check"
"""The name of the check among those that are done by themselves."""


@dataclass(frozen=True, kw_only=True)
class HouseCheck:
    """One house check that was done.

    Attributes:
        problems: what to see to, a sentence each; none where the house stands.
    """

    at: datetime
    problems: tuple[str, ...]


def last_house_check(connection: Connection) -> HouseCheck | None:
    """Give the last house check that was done, if there was one."""
    query = (
        select(runs.c.finished_at, runs.c.outcome)
        .where(runs.c.job == JOB, runs.c.finished_at.is_not(None))
        .order_by(runs.c.tick.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    return HouseCheck(at=row.finished_at, problems=tuple(row.outcome.get("problems", ())))
