"""Promises about parts of the policy that were changed at the counter, and about the branding."""

import json
import shutil
from pathlib import Path

import pytest

from config.bad_setting import BadSetting
from config.council import EXAMPLE, PARTS, content_of, read_council, with_part
from config.policy.branding import contrast_with_white
from tests.config.test_council import spoil


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example council, to be changed."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "council"))


def test_what_was_changed_goes_before_its_file_and_is_checked_with_the_other_parts(folder):
    alerts = content_of(read_council(folder), "alerts") | {"red_repeat_days": 14}
    council = read_council(folder, {"alerts": alerts})
    assert council.alerts.red_repeat_days == 14
    assert council.changed == {"alerts"}
    assert with_part(read_council(folder), part="alerts", content=alerts) == council
    hours = {"opens": "12:00", "closes": "13:00", "days": ["Monday"]}
    about = content_of(council, "about") | {"hours": hours}
    for act in (
        lambda: read_council(folder, {"about": about}),
        lambda: with_part(council, part="about", content=about),
    ):
        with pytest.raises(BadSetting, match=r"^letters\.toml: advice_digest\.at"):
            act()


def test_a_file_that_cannot_be_read_does_not_matter_where_its_part_was_changed(folder):
    alerts = content_of(read_council(folder), "alerts")
    (folder / "alerts.toml").write_text("amber_days_before = ")
    assert read_council(folder, {"alerts": alerts}).alerts.red_repeat_days == 7


def test_what_is_wrong_in_a_file_and_in_a_change_is_said_at_once_and_told_apart(folder):
    spoil(folder, "letters.toml", "tries = 5", "tries = 0")
    with pytest.raises(BadSetting) as refused:
        read_council(folder, {"alerts": {}, "people": {"managers": {}, "x": 1}})
    said = str(refused.value).splitlines()
    assert said[0].startswith("people.toml, as changed at the counter: managers")
    assert "letters.toml: tries = 0. Write a number from 1 to 20." in said
    assert len(said) == len(set(said))


def test_every_part_is_plain_data_that_says_the_same_when_it_is_read_again():
    council = read_council()
    for part in PARTS:
        content = json.loads(json.dumps(content_of(council, part)))
        assert content_of(with_part(council, part=part, content=content), part) == content


def test_a_logo_is_a_picture_in_the_councils_own_folder(folder):
    spoil(folder, "branding.toml", '# logo = "logo.svg"', 'logo = "logo.svg"')
    (folder / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert read_council(folder).branding.logo == "logo.svg"
    for content in (b"", b"GIF89a", b"<svg" + b" " * 300_000):
        (folder / "logo.svg").write_bytes(content)
        with pytest.raises(BadSetting, match="at most 200 kB"):
            read_council(folder)


def test_the_contrast_with_white_is_that_of_the_definition():
    assert contrast_with_white("#000000") == 21
    assert contrast_with_white("#ffffff") == 1
    assert round(contrast_with_white("#767676"), 2) == 4.54  # the lightest grey that passes
    assert contrast_with_white("#777777") < 4.5
