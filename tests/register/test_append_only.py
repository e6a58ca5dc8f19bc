"""The database itself refuses to change or remove an entry of the record."""

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from ehcp.register.engine import reading, writing
from ehcp.register.tables import events

CHANGES = {
    "changed": update(events).where(events.c.sequence == 1).values(recorded_by="Robin"),
    "removed": delete(events).where(events.c.sequence == 1),
    "all removed": delete(events),
}


@pytest.mark.usefixtures("three_cases")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_entry_is_neither_changed_nor_removed(engine, change) -> None:
    count = select(func.count()).select_from(events)
    with reading(engine) as connection:
        before = connection.scalar(count)
    with pytest.raises(DBAPIError, match="never changed or removed"), writing(engine) as connection:
        connection.execute(change)
    with reading(engine) as connection:
        assert connection.scalar(count) == before


def test_an_error_of_the_driver_comes_as_one_of_sqlalchemy_and_shows_no_value(engine) -> None:
    from ehcp.register import files

    with writing(engine) as connection:
        connection.exec_driver_sql("ALTER TABLE cases RENAME TO hidden")
        with pytest.raises(DBAPIError) as raised:
            files.load(connection, "K7Q-2ND")
    assert "K7Q-2ND" not in str(raised.value)
