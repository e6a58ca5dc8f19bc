"""Rules have versions, each judged on the right day; 2015 and 2020 show it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp.law.rules import BadLaw, load_amendments, load_rules, rule, versions_named
from ehcp.law.versions import Amendment, amended, version_for, versions_of
from tests.law.second_law import ITS_FACTS

(IN_2020,) = load_amendments()
TOUCHED = [versions_named(rule_id) for rule_id in IN_2020.touches]
EVERY_TOUCHED = pytest.mark.parametrize("versions", TOUCHED, ids=lambda each: each[0].id)
FIRST, LAST = date(2020, 5, 1), date(2020, 9, 25)


@EVERY_TOUCHED
def test_a_limit_due_in_the_summer_of_2020_can_be_excepted_by_coronavirus(versions) -> None:
    before, during, after = versions[2], versions[1], versions[0]
    assert during.excepted_by == (*after.excepted_by, "coronavirus")
    assert before.excepted_by == after.excepted_by
    assert during.source.cite.endswith("with SI 2020/471")
    found = 0
    for day in (FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=3)):
        for start in starts_due_on(versions, day):
            found += 1
            expected = during if FIRST <= day <= LAST else before if day < FIRST else after
            assert version_for(versions, start) is expected
    assert found == 4 or versions[0].id in ITS_FACTS


@pytest.mark.parametrize(("reviewed", "version"), [(date(2019, 6, 1), 2), (date(2019, 9, 27), 3)])
def test_a_worked_out_limit_is_judged_by_its_due_day_too(reviewed: date, version: int) -> None:
    facts = {"twelve_months_from": reviewed}
    assert rule("transfer_review", date(2020, 1, 6), facts=facts).version == version


def starts_due_on(versions, day):
    """Find a start by trying, since months and working days cannot simply be counted back."""
    newest = versions[0]
    if newest.id in ITS_FACTS:
        return []
    around = (day + timedelta(days=n) for n in range(-150, 200))
    return [start for start in around if newest.due(start) == day][:1]


@given(start=st.dates(date(2018, 4, 3), date(2026, 12, 31)))
def test_every_start_has_exactly_one_version(start: date) -> None:
    for versions in versions_of(load_rules()):
        facts = dict.fromkeys(ITS_FACTS.get(versions[0].id, ()), start)
        of_the_day = [each for each in versions if each.applies_to(start, facts=facts)]
        began = versions[-1].in_force.from_on <= start
        assert len(of_the_day) == began, versions[0].id


@EVERY_TOUCHED
def test_the_relaxation_moved_no_date(versions) -> None:
    start = date(2020, 3, 2)
    facts = dict.fromkeys(ITS_FACTS.get(versions[0].id, ()), start)
    assert len({each.due(start, facts=facts) for each in versions[:3]}) == 1


def test_what_was_not_re_read_is_marked_c_for_that_time_and_the_rest_keeps_its_mark() -> None:
    marks = {versions[1].id: versions[1].source.confidence for versions in TOUCHED}
    assert marks["decide_to_assess"] == marks["final_plan"] == "A"
    assert marks["review_decision"] == "C"
    assert rule("review_decision").source.confidence == "A"
    note = versions_named("review_decision")[1].note or ""
    assert "that it named this one was not re-read" in note


def test_an_appeal_not_opposed_before_april_2015_had_four_weeks() -> None:
    for rule_id, period in (("unopposed_assess", "2 weeks"), ("unopposed_contents", "5 weeks")):
        assert rule(rule_id, date(2015, 3, 31)).period == "4 weeks"
        assert rule(rule_id, date(2015, 4, 1)).period == period
        assert rule(rule_id).period == period
        assert rule(rule_id, date(2015, 3, 31)).source.confidence == "C"


def test_the_newest_version_comes_first_and_stands_for_the_rule() -> None:
    versions = versions_named("final_plan")
    assert [each.version for each in versions] == [3, 2, 1]
    assert rule("final_plan") is versions[0]


def test_grouping_the_same_rules_again_gives_the_same_grouping() -> None:
    rules = load_rules()
    assert versions_of(rules) is versions_of(rules)
    assert versions_of(list(rules)) == versions_of(rules)
    assert [each for versions in versions_of(rules) for each in versions[::-1]] == list(rules)


def test_groupings_of_different_rules_are_never_mixed_up() -> None:
    for length in range(1, 40):
        some = tuple(load_rules()[:length])
        assert {each for versions in versions_of(some) for each in versions} == set(some)


def test_an_instrument_may_not_touch_what_is_not_there() -> None:
    def touching(**changes: object) -> Amendment:
        return IN_2020.model_copy(update={"confidence_for": {}, **changes})

    final_plan = versions_named("final_plan")[-1:]
    with pytest.raises(BadLaw, match=r"SI 2020/471 touches nothing_such, of which no version"):
        amended(final_plan, by=touching(touches=("nothing_such",)))
    with pytest.raises(BadLaw, match="has a confidence for other, which it does not touch"):
        amended([rule("final_plan")], by=touching(touches=(), confidence_for={"other": "A"}))
