"""A council with an administrator and a caseworker, whose passwords are quickly checked."""

import pytest
from argon2 import PasswordHasher

from ehcp.register.engine import open_engine
from ehcp.staff import passwords
from tests.staff.people import Staff


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch):
    """Let passwords be kept with little work: otherwise each would take a tenth of a second."""
    monkeypatch.setattr(
        passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def staff(engine) -> Staff:
    return Staff(engine)
