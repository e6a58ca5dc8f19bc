"""For tests in which the database makes no difference: what it does is proved on each elsewhere."""

import pytest

on_sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Marks a test, or as `pytestmark` a whole file of tests that all open a register."""

postgres_again = pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.again])],
    indirect=True,
)
"""The same for tests that are worth a second database now and then: `make again` asks it."""
