"""A register with a case, and a folder for its documents."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ehcp.register.engine import open_engine


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder that is not there yet."""
    return tmp_path / "documents"
