"""Fresh registers on the tests' PostgreSQL: a test gets one as if it had just been migrated.

To copy a whole database for each test takes longer than most of the tests. So a register that a
test has finished with is emptied for the next one, and thrown away where that would not do: when
the test has changed a table, a trigger or an index, or has left the files of the database large.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import LiteralString

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

_numbers = count(1)

# Whatever creates or alters something leaves a newer row in one of these; to drop it leaves fewer.
_HOW_IT_IS_BUILT: LiteralString = """
    WITH ours AS (SELECT oid, xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    SELECT count(*), max(xmin::text::bigint) FROM (
        SELECT xmin FROM ours
        UNION ALL SELECT xmin FROM pg_attribute WHERE attrelid IN (SELECT oid FROM ours)
        UNION ALL SELECT xmin FROM pg_index WHERE indrelid IN (SELECT oid FROM ours)
        UNION ALL SELECT xmin FROM pg_constraint WHERE conrelid IN (SELECT oid FROM ours)
        UNION ALL SELECT xmin FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM ours)
        UNION ALL SELECT xmin FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS everything
"""
_TABLES: LiteralString = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
_NOBODY_ELSE_IS_CONNECTED: LiteralString = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
"""
_NUMBERS_BEGIN_AGAIN: LiteralString = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"
_ROWS_AGAIN = SQL(
    "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s::json)"
)
_MOST_GROWTH = 4_000_000
"""Bytes: what was deleted still lies in the files, and would slow down whoever reads them next."""


class PostgresRegisters:
    """The registers of one test process, all alike."""

    def __init__(self, server: str, *, template: str, worker: str) -> None:
        self._server, self._template, self._worker = server, template, worker
        self._spare: list[str] = []
        with self._connected(template) as there:
            self._tables = [Identifier(name) for (name,) in there.execute(_TABLES)]
            self._built = there.execute(_HOW_IT_IS_BUILT).fetchone()
            self._size = _size(there)
            self._kept = [(table, _rows(there, table)) for table in self._tables]

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Lend a register: give its address, and take it back at the end."""
        name = self._spare.pop() if self._spare else self._made()
        yield address(self._server, name)
        if self.is_like_new(name):
            self._spare.append(name)
        else:
            on_server(self._server, f'DROP DATABASE "{name}" WITH (FORCE)')

    def is_like_new(self, name: str) -> bool:
        """Empty this register; say whether it is then like one that was just migrated."""
        with self._connected(name) as there:
            there.execute(_NOBODY_ELSE_IS_CONNECTED)
            there.execute("SET session_replication_role = replica")  # no trigger refuses it
            if there.execute(_HOW_IT_IS_BUILT).fetchone() != self._built:
                return False
            empty = (SQL("DELETE FROM {}").format(table) for table in self._tables)
            there.execute(SQL(";").join(empty))
            for table, rows in self._kept:
                if rows:
                    there.execute(_ROWS_AGAIN.format(table=table), (rows,))
            there.execute(_NUMBERS_BEGIN_AGAIN)
            return _size(there) <= self._size + _MOST_GROWTH

    def _made(self) -> str:
        name = f"register_{self._worker}_{next(_numbers)}"
        on_server(
            self._server,
            # The template is small: copying its files is quicker than writing them to the log.
            f'CREATE DATABASE "{name}" TEMPLATE "{self._template}" STRATEGY FILE_COPY',
        )
        return name

    def _connected(self, name: str) -> psycopg.Connection:
        return psycopg.connect(self._server, dbname=name, autocommit=True)


def address(server: str, database: str) -> str:
    """Give the address of a database as our own settings take it."""
    url = make_url(server).set(drivername="postgresql+psycopg", database=database)
    return url.render_as_string(hide_password=False)


def on_server(server: str, command: str) -> None:
    """Let the server do something that concerns whole databases."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(command.encode())


def _rows(connection: psycopg.Connection, table: Identifier) -> str | None:
    """Give what is in a table, as PostgreSQL writes and reads it."""
    query = SQL("SELECT json_agg(each)::text FROM {} AS each").format(table)
    found = connection.execute(query).fetchone()
    return None if found is None or found[0] is None else str(found[0])


def _size(connection: psycopg.Connection) -> int:
    (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    return int(size)
