"""Registers for the promises of the report."""

import shutil

import pytest

from ehcp.register.engine import open_engine
from tests.reports.registers import keep_history
from workflows.demonstration.invention import invent_history


@pytest.fixture
def engine(database_url):
    """Give an empty register of each kind."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def small(sqlite_url):
    """Give an empty register on SQLite, for what has nothing to do with the database."""
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def history():
    """Invent the council of 2019, once."""
    return invent_history()


@pytest.fixture(scope="session")
def council_of_2019(history, tmp_path_factory, sqlite_template):
    """Give a register with the whole invented history; nobody writes to it."""
    file = tmp_path_factory.mktemp("history") / "register.db"
    shutil.copyfile(sqlite_template, file)
    engine = open_engine(f"sqlite:///{file}")
    keep_history(engine, history)
    yield engine
    engine.dispose()
