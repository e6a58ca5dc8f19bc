"""Looking into a register that may not be there yet: the policy of a new place is its files."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, Table, inspect
from sqlalchemy.exc import OperationalError, ProgrammingError

from ehcp.register.engine import reading

Found = TypeVar("Found")


def look(
    engine: Engine, table: Table, read: Callable[[Connection], Found], *, otherwise: Found
) -> Found:
    """Read from a table, or give the other where it or its whole register is not there.

    No register is made by looking for it. A server that does not answer is no such case: its error
    goes on up, for the policy must not change while it is away.
    """
    if _has_no_file(engine):
        return otherwise
    try:
        with reading(engine) as connection:
            return read(connection)
    except (OperationalError, ProgrammingError):
        if inspect(engine).has_table(table.name):
            raise
        return otherwise


def _has_no_file(engine: Engine) -> bool:
    if engine.dialect.name != "sqlite":
        return False
    return not engine.url.database or not Path(engine.url.database).is_file()
