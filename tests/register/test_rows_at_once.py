"""Many rows at once: an error of the database quotes none of them."""

import pytest

from ehcp.register.engine import open_engine, writing
from ehcp.register.rows_at_once import NotCopied, insert_rows
from ehcp.register.tables import people


def test_a_row_that_postgresql_refuses_is_not_quoted(postgres_url):
    child = {"id": 1, "surname": "Plantagenet", "year_group_by_hand": False, "more": {}}
    engine = open_engine(postgres_url)
    with pytest.raises(NotCopied) as refused, writing(engine) as connection:
        insert_rows(connection, people, [child, child])
    engine.dispose()
    assert "UniqueViolation" in str(refused.value)
    assert "Plantagenet" not in repr(refused.value) + str(refused.value.__cause__)
