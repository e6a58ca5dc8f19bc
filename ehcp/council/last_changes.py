"""Who changed each part of the policy, and the words of each letter, last, and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Engine, Table, and_, func, select

from ehcp.register.engine import reading
from ehcp.register.tables import council_changes, letter_words


@dataclass(frozen=True, kw_only=True)
class LastChange:
    """The newest version of something, without what it says."""

    version: int
    by: str
    at: datetime


def last_changes(engine: Engine) -> dict[str, LastChange]:
    """Give the newest version of each part that was ever changed."""
    return _newest(engine, council_changes, council_changes.c.part)


def last_words(engine: Engine) -> dict[str, LastChange]:
    """Give the newest version of the words of each letter that ever had others."""
    return _newest(engine, letter_words, letter_words.c.letter)


def _newest(engine: Engine, table: Table, key: Column[str]) -> dict[str, LastChange]:
    last = select(key, func.max(table.c.version).label("version")).group_by(key).subquery()
    query = select(key.label("key"), table.c.version, table.c.changed_by, table.c.changed_at).join(
        last, and_(last.c[key.name] == key, last.c.version == table.c.version)
    )
    with reading(engine) as connection:
        return {
            row.key: LastChange(version=row.version, by=row.changed_by, at=row.changed_at)
            for row in connection.execute(query)
        }
