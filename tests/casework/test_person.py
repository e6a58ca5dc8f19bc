"""A child's setting is set right: the register holds it, and every open case is looked at again."""

from datetime import date

import pytest
from sqlalchemy import select, update

from ehcp.cases.kinds import Kind
from ehcp.casework.open_case import open_case
from ehcp.casework.person import set_schooling
from ehcp.law.rules import load_rules
from ehcp.register import files
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import cases, people
from ehcp.register.verify import verify
from tests.casework.desks import desk


@pytest.fixture
def engine(database_url):
    """Give an empty register."""
    opened = open_engine(database_url)
    yield opened
    assert [str(finding) for finding in verify(opened, rules=load_rules()).findings] == []
    opened.dispose()


def test_a_setting_is_set_and_the_open_cases_of_the_child_wait_to_be_looked_at(engine):
    at = desk("2026-06-01")
    first = open_case(
        engine,
        desk=at,
        journey="annual_review",
        first=(Kind.PLAN_LAST_REVIEWED, date(2026, 3, 2)),
        person={"born_on": date(2016, 5, 5), "setting": "Old", "setting_urn": "100001"},
    )
    other = open_case(
        engine,
        desk=at,
        journey="complaint",
        first=(Kind.COMPLAINT_RECEIVED, date(2026, 5, 4)),
        details={"theme": "delay"},
        person_of=first,
    )
    with writing(engine) as connection:
        connection.execute(update(cases).values(woken_version=cases.c.version))
    assert set_schooling(engine, desk=at, reference=first, setting=" New ", year_group=4) == 2
    with reading(engine) as connection:
        known = connection.execute(select(people)).one()
        waiting = connection.scalars(
            select(cases.c.reference).where(cases.c.version > cases.c.woken_version)
        ).all()
        assert files.load(connection, first).file.setting == "New"
    assert (known.setting, known.setting_urn, known.year_group) == ("New", None, 4)
    assert known.year_group_from == 2025
    assert set(waiting) == {first, other}
