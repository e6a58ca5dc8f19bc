"""How often a code is asked for is counted by place and by mailbox, on each database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ehcp.register.engine import open_engine, writing
from ehcp.staff.from_outside import (
    ASKING_AGAIN,
    IN_A_DAY,
    IN_A_DAY_FROM_ONE_PLACE,
    begin_to_ask,
    begin_to_ask_for,
    opens_for,
)
from ehcp.staff.tries import Limits, TooManyTries, begin_try, of_account
from tests.builders import NOW

SAM = opens_for("sam@service.example")
HERE, THERE = "192.0.2.7", "203.0.113.9"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def asks(engine, *, origin=HERE, now=NOW, what=SAM):
    try:
        with writing(engine) as connection:
            begin_to_ask_for(connection, what, origin=origin, now=now)
    except TooManyTries:
        return False
    return True


def test_a_place_asks_for_one_mailbox_three_times_in_ten_minutes(engine):
    assert [asks(engine) for _ in range(5)] == [True] * 3 + [False] * 2
    assert asks(engine, origin=THERE)
    assert asks(engine, what=opens_for("other@service.example"))
    assert asks(engine, now=NOW + ASKING_AGAIN.lock)


def test_a_place_asks_for_one_mailbox_twenty_times_in_a_day(engine):
    went = sum(asks(engine, now=NOW + 5 * step * MINUTE) for step in range(40))
    assert went == IN_A_DAY_FROM_ONE_PLACE.tries
    assert asks(engine, origin=THERE, now=NOW + timedelta(hours=4))
    assert asks(engine, now=NOW + timedelta(days=2))


def test_all_places_together_ask_for_one_mailbox_a_hundred_times_in_a_day(engine):
    went = sum(asks(engine, origin=f"198.51.100.{place}") for place in range(IN_A_DAY.tries + 5))
    assert went == IN_A_DAY.tries
    assert not asks(engine, origin=THERE, now=NOW + timedelta(hours=23))
    assert asks(engine, origin=THERE, now=NOW + timedelta(hours=25))


def test_asked_for_ten_times_at_once_three_are_let(engine):
    with ThreadPoolExecutor(8) as several:
        went = list(several.map(lambda _: asks(engine), range(10)))
    assert sum(went) == ASKING_AGAIN.tries


def test_asking_for_a_code_lifts_no_lock_that_is_longer(engine):
    """What is counted over ten minutes forgets nothing that is counted over an hour."""
    hour = Limits(tries=1, lock=timedelta(hours=1))
    key = of_account("kim@council.example")
    with writing(engine) as connection:
        begin_try(connection, key=key, now=NOW, limits=hour)
        begin_to_ask(connection, origin=HERE, now=NOW + 30 * MINUTE)
    with pytest.raises(TooManyTries), writing(engine) as connection:
        begin_try(connection, key=key, now=NOW + 31 * MINUTE, limits=hour)
