"""Migrations make the tables as they are written, on both databases, up and down."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from sqlmodel import SQLModel

import ehcp.register.tables  # noqa: F401 - fills SQLModel.metadata
from ehcp.register.engine import database_address, downgrade, upgrade


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return request.getfixturevalue("empty_postgres_url")


@pytest.fixture
def connection(empty_url):
    engine = create_engine(database_address(empty_url))
    upgrade(empty_url)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_the_migrations_make_the_tables_as_they_are_written(connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, SQLModel.metadata) == []


def test_indexes_hold_the_rows_that_they_are_written_to_hold(connection) -> None:
    """Alembic does not compare the condition of a partial index, and some figures need it."""
    sqlite = connection.dialect.name == "sqlite"
    asked = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%% WHERE %%'"
        if sqlite
        else "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%% WHERE %%'"
        " AND schemaname = 'public'"
    )
    made = dict(tuple(row) for row in connection.exec_driver_sql(asked))
    written = {
        str(index.name): str(condition)
        for table in SQLModel.metadata.tables.values()
        for index in table.indexes
        if (condition := index.dialect_options["sqlite" if sqlite else "postgresql"]["where"])
        is not None
    }
    assert made.keys() == written.keys()
    if sqlite:  # PostgreSQL writes the conditions in words of its own
        assert {name: sql.split(" WHERE ", 1)[1] for name, sql in made.items()} == written


def test_going_up_twice_changes_nothing(empty_url) -> None:
    upgrade(empty_url)
    upgrade(empty_url)


def test_going_down_leaves_nothing_and_up_again_works(empty_url) -> None:
    upgrade(empty_url)
    downgrade(empty_url)
    engine = create_engine(database_address(empty_url))
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    upgrade(empty_url)


def test_the_ledger_begins_with_no_case_opened(connection) -> None:
    rows = connection.exec_driver_sql("SELECT id, cases_opened FROM ledger").all()
    assert rows == [(1, 0)]
