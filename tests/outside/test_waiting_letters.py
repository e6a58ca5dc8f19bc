"""Promises about the list of letters that wait for a person: it is short to make, and whole."""

import pytest
from sqlalchemy import event

from ehcp.outside.waiting_letters import waiting_letters
from ehcp.register.engine import open_engine, reading
from ehcp.register.sight import Sight


@pytest.fixture
def engine(sqlite_url):
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("sight", [None, Sight(team="North")])
def test_what_has_arrived_is_not_read_to_list_what_has_not(engine, sight):
    asked = []
    event.listen(
        engine,
        "before_cursor_execute",
        lambda *told: asked.append((told[2], told[3])),
    )
    with reading(engine) as connection:
        assert waiting_letters(connection, sight=sight) == []
        plans = [
            row.detail
            for statement, given in [each for each in asked if "messages" in each[0]]
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
    read = [plan for plan in plans if "messages" in plan and "occasions" not in plan]
    assert read
    assert all("messages_undelivered" in plan or "messages_not_arrived" in plan for plan in read)
