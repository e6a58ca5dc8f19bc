"""A counter over a fresh register, and people who have signed in at it."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from config import clock
from ehcp.register.engine import open_engine
from ehcp.web.counter import Counter
from tests.web.people import Guest, counter_over, guest, one_event_loop, staff_member

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="session", autouse=True)
def _one_event_loop() -> Iterator[None]:
    with one_event_loop():
        yield


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    with clock.the_day(TODAY):
        yield


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """Give a register; where SQL differs, ask for `database_url` instead."""
    engine = open_engine(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def counter(engine: Engine) -> Counter:
    return counter_over(engine)


@pytest.fixture
def nobody(counter: Counter) -> Guest:
    """Somebody who has not signed in."""
    return guest(counter)


@pytest.fixture
def signed_in(counter: Counter) -> Callable[..., Guest]:
    """Give somebody with these roles who has signed in."""
    return lambda name, *roles, **more: staff_member(counter, name, *roles, **more)


@pytest.fixture
def kim(counter: Counter) -> Guest:
    """A caseworker."""
    return staff_member(counter, "Kim Ashdown", "caseworker", team="North")


@pytest.fixture
def morgan(counter: Counter) -> Guest:
    """A manager."""
    return staff_member(counter, "Morgan Eastlake", "manager", team="North")
