"""Opening the register's database: SQLite with write-ahead logging, or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError

from ehcp.refusal import Refusal

MIGRATIONS = Path(__file__).parent / "migrations"
_WRITING = "ehcp_writing"


class BadDatabaseUrl(Refusal):
    """A database address that cannot be read."""


def open_engine(url: str) -> Engine:
    """Open the register at this address (`sqlite:///file.db` or `postgresql://…`).

    Raises:
        BadDatabaseUrl: the address is neither of the two; the message never shows its password.
    """
    address = database_address(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(
            address,
            connect_args={"timeout": 30, "isolation_level": None},
            hide_parameters=True,  # an error that quotes a row would quote a child
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(address, pool_pre_ping=True, hide_parameters=True)


def database_address(url: str) -> URL:
    """Read a database address; plain `postgresql://` means the psycopg driver.

    Raises:
        BadDatabaseUrl: as in `open_engine`.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadDatabaseUrl(
            "EHCP_DATABASE_URL does not name a SQLite or PostgreSQL database. "
            "Write sqlite:///ehcp.db or postgresql://user:password@host/name."
        )
    if address.drivername == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    return address


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent look at the register: what others write meanwhile does not show in it."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it is kept, or none."""
    with engine.connect() as connection:
        connection.execution_options(**{_WRITING: True})
        with connection.begin():
            yield connection


def upgrade(url: str) -> None:
    """Bring the database to the present shape; does nothing where it has it already."""
    _alembic("upgrade", url, "head")


def downgrade(url: str, *, to: str = "base") -> None:
    """Take the database back to an earlier shape."""
    _alembic("downgrade", url, to)


def _alembic(act: str, url: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["address"] = database_address(url)
    getattr(command, act)(config, revision)


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout = 30000",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once: two that both read first could never both go on.
    writer = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
