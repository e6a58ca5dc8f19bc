"""How often a code is asked for is counted by place and by mailbox, on each database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ehcp.register.engine import open_engine, writing
from ehcp.staff.from_outside import (
    ASKING_AGAIN,
    IN_A_DAY_FROM_ONE_PLACE,
    IN_AN_HOUR,
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


def test_all_places_together_ask_for_one_mailbox_thirty_times_in_an_hour(engine):
    went = sum(asks(engine, origin=f"198.51.100.{place}") for place in range(IN_AN_HOUR.tries + 5))
    assert went == IN_AN_HOUR.tries
    assert not asks(engine, origin=THERE, now=NOW + 59 * MINUTE)
    assert asks(engine, origin=THERE, now=NOW + 61 * MINUTE)


def test_five_places_that_have_asked_all_day_keep_nobody_waiting_longer_than_an_hour(engine):
    for place in range(5):
        for step in range(20):
            at = NOW + (6 * step + place / 10) * MINUTE
            asks(engine, origin=f"198.51.100.{place}", now=at)
    last = NOW + (6 * 19 + 0.4) * MINUTE
    assert asks(engine, origin=THERE, now=last + timedelta(hours=1))


def test_asking_from_everywhere_gives_no_more_codes_an_hour_than_the_sums_say(engine):
    hours = 4
    went = sum(
        asks(engine, origin=f"2001:db8:{place:x}::1", now=NOW + place * MINUTE)
        for place in range(hours * 60)
    )
    assert IN_AN_HOUR.tries <= went <= hours * IN_AN_HOUR.tries


def test_a_net_of_nets_is_one_place(engine):
    """Whoever is given a /48 may come from each of its 65,536 nets."""
    nets = [asks(engine, origin=f"2001:db8:1:{net:x}::1") for net in range(5)]
    assert nets == [True] * 3 + [False] * 2
    assert asks(engine, origin="2001:db8:2::1")


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
