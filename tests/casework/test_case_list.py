"""The case list asks few questions, answered from the indexes of what is open."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from ehcp.casework.case_choice import Choice, Due
from ehcp.casework.case_list import Sort, case_page
from ehcp.casework.day_reasons import Today
from ehcp.casework.my_day import my_day
from ehcp.casework.officers import officers_of_open_cases, sources_of_open_cases
from ehcp.casework.open_case import open_case
from ehcp.casework.search import find_cases
from ehcp.register.engine import open_engine, reading
from ehcp.register.sight import Sight
from tests.casework.desks import desk

TODAY = date(2026, 3, 2)
NORTH = Sight(team="North")


@pytest.fixture
def engine(sqlite_url):
    opened = open_engine(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def asked(engine):
    """Keep every statement that is asked, with its values."""
    found = []
    event.listens_for(engine, "before_cursor_execute")(
        lambda _connection, _cursor, sql, values, *_: found.append((sql, values))
    )
    return found


def a_case(engine, on: str, **more) -> str:
    return open_case(
        engine,
        desk=desk(on),
        received_on=date.fromisoformat(on),
        person={"forename": "Willow", "surname": "Fernley"},
        **more,
    )


def ways(engine, asked) -> list[str]:
    """Give how SQLite goes about each statement that was asked."""
    with engine.connect() as connection:
        return [
            str(row[3])
            for sql, values in list(asked)
            if sql.lstrip().startswith(("SELECT", "WITH"))
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        ]


@pytest.mark.parametrize(
    ("sort", "index"),
    [
        (Sort.DUE, "cases_due_next"),
        (Sort.OLDEST, "cases_by_age"),
        (Sort.OFFICER, "cases_of_officer"),
    ],
)
def test_a_page_is_read_from_an_index_of_the_open_cases(engine, asked, sort, index):
    case_page(engine, sight=NORTH, choice=Choice(), today=TODAY, sort=sort)
    found = ways(engine, asked)
    assert any(way.startswith("SCAN cases USING") and "COVERING" in way for way in found), found
    assert any(f"USING INDEX {index}" in way for way in found), found


def test_ones_own_cases_are_looked_up_by_their_officer(engine, asked):
    choice = Choice(officers=("Kim Ashdown", "Jo Bellweather"), due=Due.SOON)
    case_page(engine, sight=NORTH, choice=choice, today=TODAY)
    assert not [way for way in ways(engine, asked) if way.startswith("SCAN cases")]


@pytest.mark.parametrize("text", ["willow fern", "2/3/2015", "K7Q2", "willow 2/3/2015", "AB12 3CD"])
def test_a_search_reads_no_table_from_end_to_end(engine, asked, text):
    a_case(engine, "2026-02-16")
    asked.clear()
    find_cases(engine, text=text, sight=NORTH, today=TODAY)
    scans = [way for way in ways(engine, asked) if way.startswith("SCAN")]
    assert all("anon" in way or "(subquery" in way for way in scans), scans


def test_a_day_with_nothing_on_it_reads_no_table_from_end_to_end(engine, asked):
    a_case(engine, "2026-02-26", officer="Kim Ashdown")
    asked.clear()
    since = datetime(2026, 2, 27, 17, tzinfo=UTC)
    day = Today(today=TODAY, whose=frozenset(), since=since, stalled_working_days=10)
    assert my_day(engine, officers=("Kim Ashdown",), day=day, sight=NORTH).total == 0
    scans = [way for way in ways(engine, asked) if way.startswith("SCAN")]
    assert scans == [  # each of these indexes holds just what it is asked for
        "SCAN documents USING INDEX documents_held",
        "SCAN messages USING INDEX messages_undelivered",
    ]


def test_the_number_of_questions_is_the_same_however_many_cases_there_are(engine, asked):
    numbers = []
    for _ in range(3):
        a_case(engine, "2026-02-16")
        a_case(engine, "2025-12-16")
        asked.clear()
        case_page(engine, sight=NORTH, choice=Choice(), today=TODAY)
        numbers.append(len(asked))
    assert len(set(numbers)) == 1


def test_officers_and_sources_of_open_cases_are_offered_once_each(engine):
    for officer, source in (("Kim", "parent"), ("jo", "school"), ("Kim", None), (None, "parent")):
        a_case(engine, "2026-02-16", officer=officer, source=source)
    with reading(engine) as connection:
        assert officers_of_open_cases(connection) == ("jo", "Kim")
        assert sources_of_open_cases(connection) == ("parent", "school")
