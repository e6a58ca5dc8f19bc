"""Inserting thousands of rows at the speed of the driver, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.sql.schema import Table


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns.

    Each value is made ready for the database once and not once for each row: days, parties and
    details come again and again. PostgreSQL takes the rows as one COPY, SQLite as one prepared
    statement.
    """
    if not rows:
        return
    columns = [column.name for column in table.columns if column.name in rows[0]]
    ready = [_ready(connection, table, name) for name in columns]
    lines = list(
        zip(
            *(
                [row[name] for row in rows] if make is None else [make(row[name]) for row in rows]
                for name, make in zip(columns, ready, strict=True)
            ),
            strict=True,
        )
    )
    if connection.dialect.name == "sqlite":
        statement = insert(table).compile(dialect=connection.dialect, column_keys=columns)
        connection.exec_driver_sql(str(statement), lines)
        return
    names = ", ".join(f'"{name}"' for name in columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for line in lines:
            copy.write_row(line)
    cursor.close()


def _ready(connection: Connection, table: Table, name: str) -> Callable[[Any], Any] | None:
    """Give what makes a value of this column ready, remembering what it made before."""
    process = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if process is None:
        return None
    made: dict[Any, Any] = {None: None}

    def make(value: Any) -> Any:  # noqa: ANN401 - whatever the column holds
        key = tuple(value.items()) if isinstance(value, dict) else value
        if key not in made:
            made[key] = process(value)
        return made[key]

    return make
