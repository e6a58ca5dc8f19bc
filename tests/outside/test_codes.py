"""A code that went to a mailbox opens one thing, once, within ten minutes and five tries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from ehcp.outside.codes import LIVES, TRIES, new_code, take_code
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import codes
from tests.builders import NOW

LINK = "a" * 64
OTHER = "b" * 64
MINUTE = timedelta(minutes=1)


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def asks(engine, *, opens=LINK, now=NOW):
    with writing(engine) as connection:
        return new_code(connection, opens=opens, now=now)


def types(engine, typed, *, opens=LINK, now=NOW):
    with writing(engine) as connection:
        return take_code(connection, opens=opens, typed=typed, now=now)


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_has_six_digits_and_opens_what_it_was_made_for(engine):
    code = asks(engine)
    assert len(code) == 6
    assert code.isdecimal()
    assert types(engine, code)


def test_a_code_works_once(engine):
    code = asks(engine)
    assert types(engine, code)
    assert not types(engine, code)


def test_a_code_opens_nothing_else(engine):
    code = asks(engine)
    asks(engine, opens=OTHER)
    assert not types(engine, code, opens=OTHER)
    assert types(engine, code)


def test_a_code_may_be_typed_in_groups(engine):
    code = asks(engine)
    assert types(engine, f" {code[:3]} {code[3:]}\n")


def test_a_code_lives_ten_minutes(engine):
    code = asks(engine)
    assert not types(engine, code, now=NOW + LIVES)
    assert types(engine, code, now=NOW + LIVES - MINUTE)


def test_after_five_wrong_tries_the_right_code_opens_nothing(engine):
    code = asks(engine)
    for _ in range(TRIES):
        assert not types(engine, other_than(code))
    assert not types(engine, code)


def test_an_older_code_still_opens_while_it_lives(engine):
    """A mailbox may be slow, and two people may open the same link."""
    first, second = asks(engine), asks(engine, now=NOW + MINUTE)
    assert types(engine, first, now=NOW + 2 * MINUTE)
    assert types(engine, second, now=NOW + 2 * MINUTE)


def test_wrong_tries_count_against_every_code_that_is_alive(engine):
    first, second = asks(engine), asks(engine)
    wrong = next(n for n in ("000000", "000001", "000002") if n not in (first, second))
    for _ in range(TRIES):
        assert not types(engine, wrong)
    assert not types(engine, first)
    assert not types(engine, second)


def test_three_codes_in_ten_minutes_and_then_none(engine):
    assert all(asks(engine) for _ in range(3))
    assert asks(engine, now=NOW + 9 * MINUTE) is None
    assert asks(engine, opens=OTHER) is not None
    assert asks(engine, now=NOW + LIVES) is not None


def test_what_is_kept_is_not_the_code(engine):
    code = asks(engine)
    with reading(engine) as connection:
        (row,) = connection.execute(select(codes)).all()
    assert code not in row.code_hash


def test_codes_are_forgotten_after_a_day(engine):
    asks(engine)
    asks(engine, now=NOW + timedelta(days=1))
    with reading(engine) as connection:
        assert len(connection.execute(select(codes)).all()) == 1


@pytest.mark.parametrize("typed", ["", " ", "½½½½½½", "٠١٢٣٤٥", "\ud800", "9" * 10_000])
def test_what_is_no_code_opens_nothing(engine, typed):
    asks(engine)
    assert not types(engine, typed)


def test_a_code_typed_twenty_times_at_once_opens_once(engine):
    code = asks(engine)
    with ThreadPoolExecutor(8) as several:
        opened = list(several.map(lambda _: types(engine, code), range(20)))
    assert sum(opened) == 1


def test_asked_for_ten_times_at_once_three_codes_are_made(engine):
    with ThreadPoolExecutor(8) as several:
        made = list(several.map(lambda _: asks(engine), range(10)))
    assert sum(code is not None for code in made) == 3
