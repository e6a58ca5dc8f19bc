"""The invented history, made once for all tests of this room."""

import pytest

from workflows.demonstration.history import History
from workflows.demonstration.invention import invent_history


@pytest.fixture(scope="session")
def history() -> History:
    return invent_history()
