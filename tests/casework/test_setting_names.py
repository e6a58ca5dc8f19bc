"""A setting that stands on record by its number is read by its name, or by the number in words."""

import pytest

from ehcp.casework.setting_names import NO_SETTINGS, SettingNames

HILL = SettingNames({"EY123456": "Hill Nursery"})


@pytest.mark.parametrize(
    ("party", "says"),
    [
        ("EY123456", "Hill Nursery"),
        (" ey123456 ", "Hill Nursery"),
        ("123456", "setting with URN 123456"),
        ("Ash Lane School", "Ash Lane School"),
        ("Form 123456", "Form 123456"),
        ("health", "health"),
        ("setting", "a school or college that the tracker does not name"),
    ],
)
def test_only_a_number_is_put_into_words(party, says):
    assert HILL.of(party) == says


def test_a_number_is_known_only_where_its_name_is():
    assert HILL.knows("ey123456")
    assert not HILL.knows("123456")
    assert not NO_SETTINGS.knows("Ash Lane School")
