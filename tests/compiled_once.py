"""Statements are compiled once for a process: a council opens one register, the tests thousands.

An engine keeps what its statements were compiled to, and its dialect what the types come to. Here
every engine takes over both from the first of its kind, as if it were the one that lives long.
"""

from typing import Any

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.util import LRUCache

_OURS = ("pysqlite", "psycopg")
_MOST = 3000
"""Statements: more than the tests have."""
_kept: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}


def begin() -> None:
    """Let all engines of this process share what they compile, from now on."""
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    engine = connection.engine
    if engine.dialect.driver not in _OURS:
        return
    # It has just asked its database what it can do: only such a dialect is complete.
    dialect, compiled = _kept.setdefault(engine.dialect.driver, (engine.dialect, LRUCache(_MOST)))
    if engine._compiled_cache is not compiled:  # noqa: SLF001
        engine.dialect = connection.dialect = dialect
        engine._compiled_cache = compiled  # noqa: SLF001
