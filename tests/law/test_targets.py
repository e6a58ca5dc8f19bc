"""A council's own target stands beside the law and never in its place."""

from datetime import date

from ehcp.law.rules import load_rules
from ehcp.law.targets import with_targets


def by_id(rules):
    return {rule.id: rule for rule in rules}


def test_a_target_is_added_and_the_law_stays_as_it_is():
    law = load_rules()
    rules = with_targets(law, shorter={"final_plan": "18 weeks"})
    assert rules[: len(law)] == law
    target = by_id(rules)["final_plan_target"]
    assert target.due(date(2026, 1, 5)) == date(2026, 5, 11)
    assert target.source.force == "council_target"
    assert target.excepted_by == ()


def test_counting_the_first_day_aims_a_day_earlier_than_the_law():
    rules = by_id(with_targets(load_rules(), shorter={}, day_one_inclusive=True))
    assert rules["decide_to_assess"].due(date(2026, 1, 5)) == date(2026, 2, 16)
    assert rules["decide_to_assess_target"].due(date(2026, 1, 5)) == date(2026, 2, 15)


def test_only_watched_limits_are_aimed_at():
    ids = set(by_id(with_targets(load_rules(), shorter={}, day_one_inclusive=True)))
    assert "parent_representations_target" not in ids
    assert "decide_not_needed_target" not in ids
