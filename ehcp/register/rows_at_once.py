"""Inserting thousands of rows at the speed of the driver, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic_core import to_json
from sqlalchemy import JSON, Connection
from sqlalchemy.sql.schema import Column, Table

from ehcp.refusal import Refusal


class NotCopied(Refusal):
    """PostgreSQL did not take rows that were copied to it."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    if rows:
        insert_columns(connection, table, {name: [row[name] for row in rows] for name in rows[0]})


def insert_columns(
    connection: Connection, table: Table, values: Mapping[str, Sequence[Any]]
) -> None:
    """Insert rows that are given column by column.

    Each value is made ready for the database once and not once for each row: days, parties and
    instants come again and again. SQLite takes the rows through one prepared statement,
    PostgreSQL as one COPY.
    """
    columns = [column for column in table.columns if column.name in values]
    lines = zip(
        *(_ready(connection, column, values[column.name]) for column in columns), strict=True
    )
    listed = ", ".join(f'"{column.name}"' for column in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        statement = f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})'  # noqa: S608 - names
        connection.exec_driver_sql(statement, list(lines))
        return
    cursor: Any = connection.connection.cursor()
    driver: Any = connection.dialect.loaded_dbapi
    try:
        with cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
            for line in lines:
                copy.write_row(line)
    except driver.Error as error:
        # The driver quotes the row, which can be a child's; its kind and table say enough.
        raise NotCopied(
            f"PostgreSQL did not take the rows for {table.name} ({type(error).__name__}). Nothing "
            "was written. Try again; if it comes back, tell whoever looks after the register."
        ) from None
    finally:
        cursor.close()


class _Made(dict[Any, Any]):
    """What values become for the database; each is made when it is first asked for."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__({None: None})
        self._make = make

    def __missing__(self, value: Any) -> Any:  # noqa: ANN401 - whatever the column holds
        self[value] = made = self._make(value)
        return made


def _ready(connection: Connection, column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    """Give the values of one column as the driver takes them."""
    if isinstance(column.type, JSON):
        return [to_json(value).decode() for value in values]
    make = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if make is None:
        return values
    made = _Made(make)
    return [made[value] for value in values]
