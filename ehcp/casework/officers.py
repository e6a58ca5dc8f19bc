"""Who has open cases and where they came from, as the lists offer it for choosing.

Each value is looked up in an index of the open cases, one after the other, so that the cost grows
with the values and not with the cases.
"""

from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.sql.schema import Column

from ehcp.register.tables import cases, users


def _values_of(column: Column[Any]) -> Select[tuple[str]]:
    is_open = cases.c.ended_on.is_(None)
    found = select(func.min(column).label("value")).where(is_open).cte(recursive=True)
    after = select(func.min(column)).where(is_open, column > found.c.value).scalar_subquery()
    found = found.union_all(select(after).where(found.c.value.is_not(None)))
    return select(found.c.value).where(found.c.value.is_not(None))


# Written once: every page with a list asks them.
_OFFICERS = _values_of(cases.c.officer)
_SOURCES = _values_of(cases.c.source)
_TEAMS = select(users.c.team).where(users.c.team.is_not(None), users.c.is_active).distinct()


def officers_of_open_cases(connection: Connection) -> tuple[str, ...]:
    """Give the names of the officers of open cases, by the alphabet."""
    return _by_the_alphabet(connection, _OFFICERS)


def sources_of_open_cases(connection: Connection) -> tuple[str, ...]:
    """Give the sources from which open cases came, by the alphabet."""
    return _by_the_alphabet(connection, _SOURCES)


def teams(connection: Connection) -> tuple[str, ...]:
    """Give the teams of those who work here, by the alphabet."""
    return _by_the_alphabet(connection, _TEAMS)


def _by_the_alphabet(connection: Connection, query: Select[tuple[str]]) -> tuple[str, ...]:
    return tuple(sorted(connection.scalars(query), key=str.casefold))
