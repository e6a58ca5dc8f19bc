"""What the tests on PostgreSQL stand on: no test sees what another has left behind."""

import psycopg
import pytest
from sqlalchemy import MetaData, create_engine, func, inspect, select, text
from sqlalchemy.exc import OperationalError

from ehcp.cases.desk import Desk
from ehcp.casework.open_case import open_case
from ehcp.register.engine import open_engine
from tests.builders import NOW, TODAY
from tests.postgres_registers import PostgresRegisters

DESK = Desk(by="Kim", today=TODAY, at=NOW)

pytestmark = pytest.mark.postgres


def rows_of_every_table(url: str) -> dict[str, list[tuple[object, ...]]]:
    engine = create_engine(url)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        rows = {
            name: [tuple(row) for row in connection.execute(select(table))]
            for name, table in tables.tables.items()
        }
        for name in inspect(engine).get_sequence_names():
            rows[name] = [tuple(connection.execute(select(func.nextval(name))).one())]
    engine.dispose()
    return rows


def a_day_of_work(url: str) -> str:
    engine = open_engine(url)
    reference = open_case(engine, desk=DESK, received_on=TODAY, person={})
    engine.dispose()
    return reference


def test_a_register_that_is_used_again_is_like_one_just_migrated(
    postgres_registers: PostgresRegisters,
):
    with postgres_registers.fresh() as first, postgres_registers.fresh() as second:
        as_migrated = rows_of_every_table(second)
        assert as_migrated["ledger"]
        a_day_of_work(first)
        assert rows_of_every_table(first) != as_migrated
    with postgres_registers.fresh() as one, postgres_registers.fresh() as other:
        assert {one, other} == {first, second}
        assert rows_of_every_table(one) == rows_of_every_table(other) == as_migrated


def test_a_connection_that_was_left_open_is_closed_and_its_locks_with_it(
    postgres_registers: PostgresRegisters,
):
    with postgres_registers.fresh() as url:
        left_open = create_engine(url).connect()
        left_open.execute(text("LOCK TABLE cases"))
    with postgres_registers.fresh() as again:
        assert again == url
        a_day_of_work(again)
    with pytest.raises(OperationalError):
        left_open.execute(text("SELECT 1"))
    left_open.close()


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER events_refuse ON events",
        "ALTER TABLE events DISABLE TRIGGER events_refuse",
        "ALTER FUNCTION events_refuse() COST 7",
        "ALTER TABLE cases RENAME TO hidden",
        "ALTER TABLE cases ADD COLUMN colour text",
        "ALTER TABLE cases ALTER COLUMN reference DROP NOT NULL",
        "CREATE INDEX another ON cases (stage)",
        "CREATE TABLE another (id integer)",
        "DROP TABLE alerts",
    ],
)
def test_a_register_that_a_test_has_rebuilt_is_not_used_again(
    postgres_registers: PostgresRegisters, change: str
):
    with (
        postgres_registers.fresh() as url,
        psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection,
    ):
        connection.execute(change.encode())
    with postgres_registers.fresh() as again:
        assert again != url


def test_a_register_that_has_grown_large_is_not_used_again(postgres_registers: PostgresRegisters):
    with postgres_registers.fresh() as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO import_mappings (heading, field) "
                    "SELECT n::text, repeat('a', 1000) FROM generate_series(1, 10000) AS n"
                )
            )
        engine.dispose()
    with postgres_registers.fresh() as again:
        assert again != url
