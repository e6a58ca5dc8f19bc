"""What the stories share: the front door over a fresh register."""

import pytest

from tests.stories.front_door import FrontDoor


@pytest.fixture
def door(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> FrontDoor:
    return FrontDoor(monkeypatch, capsys, url=database_url)
