"""Bringing what is kept of one case to what follows from its record now: only what differs.

The rows that were there need not be read: they follow from the record as it was before.
"""

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.base import Executable

from ehcp.register.statements import Statement
from ehcp.register.tables import advice, cases, deadlines

Row = dict[str, Any]
KEYS = {
    deadlines.name: ("case_id", "rule_id", "party", "started_on"),
    advice.name: ("case_id", "party", "requested_on"),
    cases.name: ("id",),
}


def replace(
    connection: Connection, table: Table, *, there: Iterable[Row], wanted: Iterable[Row]
) -> None:
    """Bring the rows of one case from what is there to what is wanted."""
    keys = KEYS[table.name]
    gone = {tuple(row[key] for key in keys): row for row in there}
    new = []
    for row in wanted:
        was = gone.pop(tuple(row[key] for key in keys), None)
        if was is None:
            new.append(row)
        else:
            set_right(connection, table, was=was, now=row)
    if gone:
        _REMOVE[table.name].run(connection, *gone.values())
    if new:
        _PUT[table.name].run(connection, *new)


def set_right(connection: Connection, table: Table, *, was: Row, now: Row) -> None:
    """Write the columns of one row that differ.

    An index of a column that does not change is left alone, which is half of the work saved.
    """
    changed = [name for name, value in now.items() if value != was[name]]
    if "watch" in changed and was["watch"] and now["watch"] and "due_on" not in changed:
        changed.remove("watch")  # a check has seen it, and it has no other date now
    if changed:
        _set(table, *changed).run(
            connection, now | {f"key_{key}": now[key] for key in KEYS[table.name]}
        )


@cache
def _set(table: Table, *names: str) -> Statement:
    keys = KEYS[table.name]
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    # A name of its own for each key: an update may bind a column's name only for what it sets.
    where = [table.c[key] == bindparam(f"key_{key}") for key in keys]
    return Statement(lambda _: update(table).where(*where).values(values))


def _put(table: Table, dialect: Dialect) -> Executable:
    """Insert a row; where one is there that should not be, set that right."""
    keys = KEYS[table.name]
    insert = sqlite.insert(table) if dialect.name == "sqlite" else postgresql.insert(table)
    values = {
        column.name: insert.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    return insert.on_conflict_do_update(index_elements=keys, set_=values)


def _remove(table: Table, _dialect: Dialect) -> Executable:
    return delete(table).where(*(table.c[key] == bindparam(key) for key in KEYS[table.name]))


_PUT = {table.name: Statement(partial(_put, table)) for table in (deadlines, advice)}
_REMOVE = {table.name: Statement(partial(_remove, table)) for table in (deadlines, advice)}
