"""Inserting what may be there already: the unique key decides, on SQLite and on PostgreSQL."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Give an insert that passes over rows whose unique key is taken."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()
