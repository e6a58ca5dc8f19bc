"""Promises about green, amber and red."""

import pytest

from config.colours import Colour, ColourRule
from config.council import read_council

GREEN, AMBER, RED = Colour.GREEN, Colour.AMBER, Colour.RED


@pytest.fixture
def rules() -> dict[str, ColourRule]:
    """The rules of the example council, which are those of the weekly meeting."""
    return read_council().targets.colours


@pytest.mark.parametrize(
    ("figure", "value", "colour"),
    [
        ("N3", 95, GREEN),
        ("N3", 94.9, AMBER),
        ("N3", 80, AMBER),
        ("N3", 79.9, RED),
        ("N6", 2, GREEN),
        ("N6", 3, AMBER),
        ("N6", 10, AMBER),
        ("N6", 11, RED),
        ("N7", 1, GREEN),
        ("N8", 96.0, GREEN),
        ("N8", 9.0, RED),
        ("N9", 70, AMBER),
        ("N12a", 82.0, AMBER),
        ("N12b", 90, GREEN),
        ("N13", "agrees", GREEN),
        ("N13", "differs", RED),
        ("N18", 0, GREEN),
        ("N18", 1, RED),
        ("N8", None, None),
    ],
)
def test_a_figure_has_the_colour_of_its_rule(rules, figure, value, colour):
    assert rules[figure].colour(value) is colour


@pytest.mark.parametrize(
    ("before", "now", "colour"),
    [
        ([9, 8, 7], 5, GREEN),
        ([20, 9, 8, 7], 5, GREEN),
        ([], 0, GREEN),
        ([3], 0, GREEN),
        ([9, 9, 7], 5, AMBER),
        ([7], 5, AMBER),
        ([5, 5, 5], 5, AMBER),
        ([9, 8, 5], 6, RED),
        ([], 6, None),
    ],
)
def test_a_backlog_is_green_when_it_falls_three_weeks_running_or_is_gone(
    rules, before, now, colour
):
    assert rules["N2"].colour(now, before=before) is colour


def test_every_rule_is_printed_in_words(rules):
    assert rules["N3"].in_words == "Green from 95, amber from 80."
    assert rules["N6"].in_words == "Green up to 2, amber up to 10."
    assert rules["N13"].in_words == "Green when agrees, otherwise red."
    assert rules["N2"].in_words == (
        "Green at 0, or when lower each week for 3 weeks running; amber while no higher than "
        "last week."
    )


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({}, "give one of"),
        ({"falling": 3, "exactly": 0}, "give one of"),
        ({"at_least": {"green": 70, "amber": 90}}, "must not begin below amber"),
        ({"at_most": {"green": 10, "amber": 2}}, "must not reach beyond amber"),
        ({"falling": 0}, "greater than or equal to 1"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule, says):
    with pytest.raises(ValueError, match=says):
        ColourRule.model_validate(rule)
