"""The examples written into the law files, and examples 1 to 21 of the legal paper, as tests."""

from datetime import date

import pytest

from ehcp.law.exception_tests import absence, closure, missed_appointment
from ehcp.law.grammar import Example
from ehcp.law.rules import Rule, load_rules, rule, rules_lifted_by

WRITTEN_IN_THE_LAW_FILES = [
    pytest.param(each, example, id=f"{each.id}-v{each.version}-{example.starts}")
    for each in load_rules()
    for example in each.examples
]

DECISION, NO_PLAN, FINAL = "decide_to_assess", "notify_no_plan", "final_plan"

FROM_THE_REQUEST = {
    1: (date(2026, 1, 5), date(2026, 2, 16), date(2026, 4, 27), date(2026, 5, 25)),
    2: (date(2024, 2, 29), date(2024, 4, 11), date(2024, 6, 20), date(2024, 7, 18)),
    3: (date(2028, 2, 29), date(2028, 4, 11), date(2028, 6, 20), date(2028, 7, 18)),
    4: (date(2027, 10, 12), date(2027, 11, 23), date(2028, 2, 1), date(2028, 2, 29)),
    5: (date(2026, 8, 31), date(2026, 10, 12), date(2026, 12, 21), date(2027, 1, 18)),
    6: (date(2026, 11, 14), date(2026, 12, 26), date(2027, 3, 6), date(2027, 4, 3)),
    7: (date(2026, 6, 29), date(2026, 8, 10), date(2026, 10, 19), date(2026, 11, 16)),
}

OTHERS = {
    8: (FINAL, date(2026, 7, 20), date(2026, 12, 7)),
    9: ("advice_response", date(2026, 2, 16), date(2026, 3, 30)),
    10: ("advice_response", date(2026, 12, 23), date(2027, 2, 3)),
    18: ("parent_representations", date(2026, 6, 1), date(2026, 6, 15)),
    19: ("parent_representations", date(2028, 2, 20), date(2028, 3, 5)),
    20: ("parent_representations", date(2026, 12, 20), date(2027, 1, 3)),
    21: ("school_consult_response", date(2026, 5, 5), date(2026, 5, 20)),
}


@pytest.mark.parametrize(("each", "example"), WRITTEN_IN_THE_LAW_FILES)
def test_every_example_in_the_law_files_comes_out(each: Rule, example: Example) -> None:
    assert each.due(example.starts) == example.due
    assert each.applies_to(example.starts)


@pytest.mark.parametrize("number", FROM_THE_REQUEST)
def test_the_three_limits_run_from_the_request(number: int) -> None:
    received, *expected = FROM_THE_REQUEST[number]
    assert [rule(each).due(received) for each in (DECISION, NO_PLAN, FINAL)] == expected


@pytest.mark.parametrize("number", OTHERS)
def test_the_other_examples_come_out(number: int) -> None:
    rule_id, started, due = OTHERS[number]
    assert rule(rule_id).due(started) == due


@pytest.mark.parametrize("number", [*FROM_THE_REQUEST, *OTHERS])
def test_every_dated_example_of_the_paper_stands_in_the_law_files(number: int) -> None:
    written = {
        (each.id, example.starts, example.due) for each in load_rules() for example in each.examples
    }
    if number in OTHERS:
        assert OTHERS[number] in written
    else:
        received, *dues = FROM_THE_REQUEST[number]
        three = zip((DECISION, NO_PLAN, FINAL), dues, strict=True)
        assert {(rule_id, received, due) for rule_id, due in three} <= written


@pytest.mark.parametrize(
    ("asked_on", "passes"),
    [
        (date(2026, 7, 16), True),
        (date(2026, 8, 26), True),
        (date(2026, 7, 15), False),
        (date(2026, 8, 27), False),
    ],
)
def test_example_11_a_summer_closure_counts_advice_asked_in_its_window(
    asked_on: date, *, passes: bool
) -> None:
    summer = {"closed_from": date(2026, 7, 23), "reopens": date(2026, 9, 2)}
    assert closure(**summer, advice_requested_on=asked_on).passes is passes


@pytest.mark.parametrize("day_of_december", range(1, 32))
def test_example_12_two_weeks_of_christmas_never_count(day_of_december: int) -> None:
    christmas = {"closed_from": date(2026, 12, 21), "reopens": date(2027, 1, 4)}
    asked_on = date(2026, 12, day_of_december)
    assert not closure(**christmas, advice_requested_on=asked_on).passes


def test_example_13_an_accepted_closure_leaves_the_date_where_it_is() -> None:
    received = date(2026, 6, 29)
    before = rule(FINAL).due(received)
    result = closure(
        closed_from=date(2026, 7, 23),
        reopens=date(2026, 9, 2),
        advice_requested_on=date(2026, 7, 20),
    )
    assert result.passes
    assert rule(FINAL) in rules_lifted_by("school_closed")
    assert rule(FINAL).due(received) == before == date(2026, 11, 16)
    assert rule(FINAL).also_promptly


@pytest.mark.parametrize(("last_day", "passes"), [(28, True), (27, False)])
def test_examples_14_and_15_twenty_eight_days_of_absence_and_not_one_less(
    last_day: int, *, passes: bool
) -> None:
    result = absence(
        absent_from=date(2027, 3, 1),
        absent_until=date(2027, 3, last_day),
        period_from=date(2027, 2, 1),
        period_until=date(2027, 6, 21),
    )
    assert result.passes is passes


def test_example_16_two_weeks_of_absence_are_enough_after_an_order() -> None:
    passes = {
        at_least_days: absence(
            absent_from=date(2026, 10, 20),
            absent_until=date(2026, 11, 3),
            period_from=date(2026, 10, 15),
            period_until=date(2026, 12, 31),
            at_least_days=at_least_days,
        ).passes
        for at_least_days in (14, 28)
    }
    assert passes == {14: True, 28: False}


def test_example_17_a_missed_appointment_excuses_only_the_advice() -> None:
    result = missed_appointment(missed_on=date(2026, 3, 10), request_received_on=date(2026, 2, 16))
    assert result.passes
    assert rules_lifted_by("missed_appointment") == (rule("advice_response"),)
