"""Promises about the policy in processes that run for long."""

import shutil
from pathlib import Path

import pytest

from config.bad_setting import BadSetting
from config.council import EXAMPLE, content_of, read_council
from ehcp.council.changes import change_part, council_in_force, go_back, version_of
from ehcp.council.in_force import PolicyInForce
from ehcp.register.engine import open_engine
from tests.builders import NOW


@pytest.fixture
def engine(database_url):
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "council"))


def repeat_red(engine, folder, days):
    content = content_of(read_council(folder), "alerts") | {"red_repeat_days": days}
    change_part(
        engine,
        folder=folder,
        by="Morgan",
        at=NOW,
        part="alerts",
        content=content,
        expects_version=version_of(engine).get("alerts", 0),
    )


def test_a_change_by_another_process_is_in_force_when_next_asked_for(engine, folder):
    policy = PolicyInForce.read(engine, folder=folder)
    before = policy.now()
    assert policy.now() is before
    repeat_red(engine, folder, 3)
    after = policy.now()
    assert (before.alerts.red_repeat_days, after.alerts.red_repeat_days) == (7, 3)
    assert policy.now() is after
    go_back(engine, folder=folder, by="Kim", at=NOW, part="alerts", expects_version=1)
    assert policy.now().alerts == before.alerts


def test_what_was_read_before_the_last_change_is_read_again(engine, folder):
    files_only = read_council(folder)
    repeat_red(engine, folder, 3)
    policy = PolicyInForce(engine, council=files_only)
    assert policy.now() == council_in_force(engine, folder=folder)
    assert policy.now().alerts.red_repeat_days == 3


def test_a_change_that_the_files_have_no_room_for_leaves_all_as_it_was_and_is_logged_once(
    engine, folder, capfd
):
    policy = PolicyInForce.read(engine, folder=folder)
    before = policy.now()
    repeat_red(engine, folder, 3)
    (folder / "people.toml").write_text('managers = { "Kim Ashdown" = "kim" }')
    assert policy.now() is before
    assert policy.now() is before
    logged = "".join(capfd.readouterr())
    assert logged.count("a changed policy cannot be used") == 1
    assert "people.toml" in logged
    assert "Kim" not in logged
    with pytest.raises(BadSetting):
        PolicyInForce.read(engine, folder=folder)
