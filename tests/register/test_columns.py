"""Columns and pieces of SQL that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Date, MetaData, Table, create_engine, literal, select
from sqlalchemy.exc import StatementError

from ehcp.register.columns import UtcInstant, days_after, days_between
from ehcp.register.engine import reading, writing

DAYS = [date(2024, 2, 29), date(2026, 1, 1), date(2026, 12, 31), date(2028, 2, 28)]


def test_an_instant_comes_back_in_utc(engine) -> None:
    instants = Table("instants", MetaData(), Column("at", UtcInstant))
    at = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    with writing(engine) as connection:
        instants.create(connection)
        connection.execute(instants.insert(), [{"at": at}, {"at": None}])
    with reading(engine) as connection:
        found = connection.scalars(select(instants.c.at).order_by(instants.c.at.desc())).all()
    assert set(found) == {at, None}
    (back,) = (instant for instant in found if instant is not None)
    assert back.tzinfo is UTC


def test_instants_sort_by_time_whatever_their_zone(engine) -> None:
    instants = Table("instants", MetaData(), Column("at", UtcInstant))
    early = datetime(2026, 10, 25, 1, 30, tzinfo=timezone(timedelta(hours=1)))
    late = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    with writing(engine) as connection:
        instants.create(connection)
        connection.execute(instants.insert(), [{"at": late}, {"at": early}])
        found = connection.scalars(select(instants.c.at).order_by(instants.c.at)).all()
        before = connection.scalars(select(instants.c.at).where(instants.c.at < late)).all()
    assert found == [early, late]
    assert before == [early]


def test_an_instant_without_its_zone_is_refused() -> None:
    instants = Table("instants", MetaData(), Column("at", UtcInstant))
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        instants.create(connection)
        with pytest.raises(StatementError, match="needs its time zone"):
            connection.execute(instants.insert(), {"at": datetime(2026, 1, 1)})  # noqa: DTZ001
    engine.dispose()


def test_days_after_counts_days(engine) -> None:
    with reading(engine) as connection:
        for start, count in product(DAYS, [-400, -1, 0, 1, 42, 366]):
            found = connection.scalar(select(days_after(literal(start, Date), literal(count))))
            assert found == start + timedelta(days=count)


def test_days_between_counts_whole_days(engine) -> None:
    with reading(engine) as connection:
        for start, end in product(DAYS, DAYS):
            between = days_between(literal(start, Date), literal(end, Date))
            assert connection.scalar(select(between)) == (end - start).days


@given(st.dates(date(2014, 1, 1), date(2090, 1, 1)), st.integers(-5000, 5000))
def test_days_after_and_between_undo_each_other(start, count) -> None:
    engine = create_engine("sqlite://")
    later = days_after(literal(start, Date), literal(count))
    with engine.connect() as connection:
        assert connection.scalar(select(days_between(literal(start, Date), later))) == count
    engine.dispose()
