"""Statements of the busiest path: written in SQLAlchemy Core, run by the database's own driver.

Core's own execution costs more than the write itself. Here a statement is turned into SQL once for
each kind of database, and every later run goes straight to the driver, inside the transaction of
the connection that it is given. Everywhere else Core is plain and quick enough.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any]


class Statement:
    """One statement of Core that is run often."""

    def __init__(self, write: Callable[[Dialect], Executable]) -> None:
        """Take the function that writes the statement for a kind of database."""
        self._write = write
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, values: Values) -> list[dict[str, Any]]:
        """Run it and give the rows that it found, each value as its column's type reads it."""
        ready, cursor = self._run(connection, [values])
        found = cursor.fetchall()
        cursor.close()
        return [ready.read(row) for row in found]

    def run(self, connection: Connection, *every: Values) -> None:
        """Run it once for each set of values."""
        self._run(connection, every)[1].close()

    def _run(self, connection: Connection, every: Sequence[Values]) -> tuple["_Ready", Any]:
        dialect = connection.dialect
        ready = self._ready.get(dialect.name) or self._prepare(dialect)
        cursor = connection.connection.cursor()
        driver: Any = dialect.loaded_dbapi
        try:
            if len(every) == 1:
                cursor.execute(ready.sql, ready.bind(every[0]))
            else:
                cursor.executemany(ready.sql, [ready.bind(values) for values in every])
        except driver.Error as error:
            # As Core would raise it; without the values, which can be a child's.
            raise DBAPIError.instance(
                ready.sql, None, error, driver.Error, dialect=dialect
            ) from error
        return ready, cursor

    def _prepare(self, dialect: Dialect) -> "_Ready":
        statement = self._write(dialect)
        if not isinstance(statement, ClauseElement):
            raise TypeError("A statement of SQLAlchemy Core is needed.")
        compiled = statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("A statement that reads or writes rows is needed.")
        self._ready[dialect.name] = ready = _ready(compiled, dialect)
        return ready


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as one kind of database takes it.

    Attributes:
        binds: the name of each value with what its type does to it on the way in.
        fixed: the values that the statement itself holds.
        columns: the name of each column found with what its type does to it on the way out.
    """

    sql: str
    by_place: bool
    binds: tuple[tuple[str, _Convert | None], ...]
    fixed: Values
    columns: tuple[tuple[str, _Convert | None], ...]

    def bind(self, values: Values) -> Any:  # noqa: ANN401 - a list or a dict, as the driver asks
        given = {**self.fixed, **values} if self.fixed else values
        if self.by_place:
            return [
                given[name] if convert is None else convert(given[name])
                for name, convert in self.binds
            ]
        return {
            name: given[name] if convert is None else convert(given[name])
            for name, convert in self.binds
        }

    def read(self, row: Sequence[Any]) -> dict[str, Any]:
        return {
            name: value if convert is None else convert(value)
            for (name, convert), value in zip(self.columns, row, strict=True)
        }


def _ready(compiled: SQLCompiler, dialect: Dialect) -> _Ready:
    types = {name: bind.type.dialect_impl(dialect) for bind, name in compiled.bind_names.items()}
    names = compiled.positiontup or list(compiled.bind_names.values())
    found: Any = getattr(compiled.statement, "selected_columns", ())
    return _Ready(
        sql=str(compiled),
        by_place=compiled.positiontup is not None,
        binds=tuple((name, types[name].bind_processor(dialect)) for name in names),
        fixed={name: value for name, value in compiled.params.items() if value is not None},
        columns=tuple(
            (column.name, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for column in found
        ),
    )
