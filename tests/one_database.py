"""For tests in which the database makes no difference: what it does is proved on each elsewhere."""

import pytest

on_sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Marks a test, or as `pytestmark` a whole file of tests that all open a register."""
