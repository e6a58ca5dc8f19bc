"""Promises about what a form knows of each part of the policy."""

from typing import Any

import pytest

from config.council import PARTS, content_of, read_council, with_part
from config.fields import asked_for, with_values


def asked(part, key):
    return next(each for each in asked_for(part) if each.key == key)


@pytest.mark.parametrize(
    ("part", "key", "typed"),
    [
        ("alerts", "red_repeat_days", "whole_number"),
        ("alerts", "amber_days_before", "whole_numbers"),
        ("alerts", "ladder.amber", "one_of"),
        ("alerts", "ladder.red", "rows"),
        ("about", "day_one_inclusive", "yes_no"),
        ("about", "team_mailbox", "email"),
        ("about", "hours.opens", "time"),
        ("about", "hours.days", "several_of"),
        ("about", "advice.always", "texts"),
        ("about", "name", "text"),
        ("people", "managers", "named"),
        ("staff", "session.idle_minutes", "whole_number"),
        ("staff", "groups", "named"),
        ("branding", "logo", "text"),
    ],
)
def test_every_kind_of_value_has_its_way_of_typing_it(part, key, typed):
    assert asked(part, key).input == typed


def test_a_form_is_told_the_choices_the_bounds_and_what_may_be_left_out():
    assert asked("reviews", "next_from").choices == ("decision", "meeting")
    assert (asked("letters", "tries").least, asked("letters", "tries").most) == (1, 20)
    assert asked("alerts", "amber_days_before").most == 365
    assert asked("branding", "logo").optional
    assert not asked("branding", "colour").optional


def test_a_row_and_a_named_thing_say_what_they_ask_for():
    assert [each.key for each in asked("alerts", "ladder.red").within] == ["from_day_late", "to"]
    assert [each.input for each in asked("people", "managers").within] == ["email"]
    assert [each.key for each in asked("staff", "groups").within] == ["roles", "team"]
    assert asked("closures", "settings").within[0].within[0].input == "day"


def test_everything_that_a_part_asks_for_says_what_to_write():
    for part in PARTS:
        for each in asked_for(part):
            assert each.says.endswith("."), (part, each.key)


def test_what_a_part_says_is_found_under_the_keys_that_it_asks_for():
    council = read_council()
    for part in PARTS:
        content = content_of(council, part)
        for each in asked_for(part):
            found: Any = content
            for step in each.key.split("."):
                if found is None:  # a table that is left out
                    assert each.optional, (part, each.key)
                    break
                found = found[step]


def test_what_a_form_gives_is_put_in_its_place_and_read_as_what_it_means():
    council = read_council()
    content = content_of(council, "alerts")
    typed = {
        "ladder.amber": "manager",
        "red_repeat_days": "14",
        "amber_days_before": ["20", "2"],
        "ladder.red": [{"from_day_late": "1", "to": "head_of_service"}],
    }
    changed = with_part(council, part="alerts", content=with_values(content, typed)).alerts
    assert (changed.ladder.amber, changed.red_repeat_days) == ("manager", 14)
    assert changed.amber_days_before == (20, 2)
    assert changed.told(days_late=1) == "head_of_service"
    assert content == content_of(council, "alerts")
