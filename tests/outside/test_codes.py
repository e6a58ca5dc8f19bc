"""A code that went to a mailbox opens one thing, once, in the browser in which it was asked for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from ehcp.outside.codes import (
    AT_MOST,
    DIGITS,
    KNOWN,
    LIVES,
    TRIES,
    is_known,
    new_browser,
    new_code,
    opens_in,
    take_code,
)
from ehcp.register.engine import open_engine, reading, writing
from ehcp.register.tables import codes
from ehcp.staff.from_outside import IN_A_DAY_FROM_ONE_PLACE, IN_AN_HOUR
from tests.builders import NOW

LINK = "a" * 64
OTHER = "b" * 64
MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)


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


def known(engine, *, opens=LINK, now=NOW):
    with reading(engine) as connection:
        return is_known(connection, opens=opens, now=now)


def other_than(*several):
    taken = {each.replace(" ", "") for each in several}
    return next(each for each in (f"{n:0{DIGITS}}" for n in range(9)) if each not in taken)


def test_a_code_has_eight_digits_in_two_groups_and_opens_what_it_was_made_for(engine):
    code = asks(engine)
    first, last = code.split(" ")
    assert (len(first), len(last)) == (4, 4)
    assert (first + last).isdecimal()
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


@pytest.mark.parametrize("how", ["{0}{1}", " {0} {1}\n", "{0}-{1}", "{0}\u00a0{1}.", "{0} – {1}"])
def test_a_code_may_be_typed_in_groups(engine, how):
    code = asks(engine)
    assert types(engine, how.format(*code.split(" ")))


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
    """A mailbox may be slow, and two windows of one browser may ask for the same."""
    first, second = asks(engine), asks(engine, now=NOW + MINUTE)
    assert types(engine, first, now=NOW + 2 * MINUTE)
    assert types(engine, second, now=NOW + 2 * MINUTE)


def test_wrong_tries_count_against_every_code_that_is_alive(engine):
    first, second = asks(engine), asks(engine)
    for _ in range(TRIES):
        assert not types(engine, other_than(first, second))
    assert not types(engine, first)
    assert not types(engine, second)


def test_three_codes_in_ten_minutes_and_then_none(engine):
    assert all(asks(engine) for _ in range(3))
    assert asks(engine, now=NOW + 9 * MINUTE) is None
    assert asks(engine, opens=OTHER) is not None
    assert asks(engine, now=NOW + LIVES) is not None


def test_one_thing_in_one_browser_for_one_mailbox_is_what_a_code_opens():
    here = {"what": LINK, "mailbox": "ep@trust-a.example"}
    browser = new_browser()
    opens = opens_in(browser, **here)
    assert opens == opens_in(browser, what=LINK, mailbox=" EP@Trust-A.example")
    others = (
        opens_in(new_browser(), **here),
        opens_in(browser, **here | {"what": OTHER}),
        opens_in(browser, **here | {"mailbox": "new@trust-a.example"}),
    )
    assert len({opens, *others}) == 4
    assert browser not in opens


def test_a_browser_is_known_by_a_code_that_was_right_in_it_for_thirty_days(engine):
    code = asks(engine)
    assert not known(engine)
    types(engine, other_than(code))
    assert not known(engine)
    assert types(engine, code)
    asks(engine, opens=OTHER, now=NOW + KNOWN - MINUTE)  # old ones are forgotten on the way
    assert known(engine, now=NOW + KNOWN - MINUTE)
    assert not known(engine, opens=OTHER)
    assert not known(engine, now=NOW + KNOWN)


def test_strangers_would_guess_a_code_once_in_seventy_years():
    """As the docstring of the codes says; and one place alone never closes the door for others."""
    guesses_in_a_day = IN_AN_HOUR.tries * TRIES * 24
    assert 10**DIGITS / guesses_in_a_day / 365 > 70
    assert IN_AN_HOUR.lock >= timedelta(hours=1)
    assert AT_MOST <= IN_A_DAY_FROM_ONE_PLACE.tries < IN_AN_HOUR.tries


def test_what_is_kept_is_not_the_code(engine):
    code = asks(engine)
    with reading(engine) as connection:
        (row,) = connection.execute(select(codes)).all()
    assert code.replace(" ", "") not in row.code_hash


def test_codes_are_forgotten_after_a_day_and_used_ones_after_a_month(engine):
    used = asks(engine)
    assert types(engine, used)
    asks(engine, opens=OTHER)
    for later, left in ((A_DAY, 2), (KNOWN, 1)):
        asks(engine, opens=OTHER, now=NOW + later)
        with reading(engine) as connection:
            assert len(connection.execute(select(codes)).all()) == left


@pytest.mark.parametrize("typed", ["", " ", "½½½½½½½½", "٠١٢٣٤٥٦٧", "\ud800", "9" * 10_000])
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
