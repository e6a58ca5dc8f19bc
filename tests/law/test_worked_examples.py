"""The 56 worked examples of the legal paper, all read from one table; and those of the files."""

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.what_follows import YEAR_9_BEGUN, what_follows
from ehcp.law.exception_tests import absence, closure, missed_appointment
from ehcp.law.grammar import Example
from ehcp.law.grounds import ground
from ehcp.law.rules import Rule, load_rules, rule, rules_lifted_by
from tests.builders import CaseBuilder, limit

TABLE = tomllib.loads(Path(__file__).with_name("worked_examples.toml").read_text(encoding="utf-8"))
EXAMPLES: dict[int, dict[str, Any]] = {each["number"]: each for each in TABLE["example"]}
HOW_MANY = 56

WRITTEN_IN_THE_LAW_FILES = [
    pytest.param(each, example, id=f"{each.id}-v{each.version}-{example.starts}-{number}")
    for each in load_rules()
    for number, example in enumerate(each.examples)
]


@pytest.mark.parametrize(("each", "example"), WRITTEN_IN_THE_LAW_FILES)
def test_every_example_in_the_law_files_comes_out(each: Rule, example: Example) -> None:
    assert each.due(example.starts, facts=example.facts) == example.due
    assert each.applies_to(example.starts, facts=example.facts)


def test_the_table_holds_all_fifty_six_and_each_asks_something() -> None:
    assert list(EXAMPLES) == list(range(1, HOW_MANY + 1))
    for each in EXAMPLES.values():
        assert any(each.get(question) for question in QUESTIONS), each["number"]
        assert not each.keys() - {"number", "says", *QUESTIONS}, each["number"]


@pytest.mark.parametrize("number", range(1, HOW_MANY + 1), ids=lambda number: f"example-{number}")
def test_the_worked_example_comes_out(number: int) -> None:
    for question, put in QUESTIONS.items():
        for asked in EXAMPLES[number].get(question, []):
            put(**asked)


def test_every_date_of_the_table_stands_in_the_law_files_too() -> None:
    written = {
        (each.id, example.starts, example.due) for each in load_rules() for example in each.examples
    }
    asked = {
        (due["rule"], due["starts"], due["due"])
        for example in EXAMPLES.values()
        for due in example.get("due", [])
        if "coronavirus" not in due and example["number"] != 56  # its day is in no law file
    }
    assert asked <= written


def is_due(
    rule: str,  # the names are those of the table
    starts: date,
    due: date,
    facts: dict[str, date] | None = None,
    safer: date | None = None,
    earliest: date | None = None,
    *,
    coronavirus: bool = False,
) -> None:
    told = facts or {}
    found = rule_named(rule, starts, facts=told)
    assert found.due(starts, facts=told) == due
    assert ("coronavirus" in found.excepted_by) is coronavirus
    if safer is not None:
        assert found.ahead_of
        assert due - timedelta(days=1) == safer  # fourteen clear days between
    if earliest is not None:
        assert found.is_window
        assert due + timedelta(days=1) == earliest


def closes(closed_from: date, reopens: date, asked_on: list[date], *, passes: bool) -> None:
    for asked in asked_on:
        result = closure(closed_from=closed_from, reopens=reopens, advice_requested_on=asked)
        assert result.passes is passes, result.why


def is_absent(ground: str, *, passes: bool, **days: date) -> None:
    at_least = ground_named(ground).at_least
    assert at_least is not None
    assert at_least.unit == "week"
    result = absence(**days, at_least_days=7 * at_least.count)
    assert result.passes is passes, result.why


def misses(missed_on: date, request_received_on: date, *, passes: bool) -> None:
    result = missed_appointment(missed_on=missed_on, request_received_on=request_received_on)
    assert result.passes is passes, result.why


def lifts(ground: str, rule: str, *, yes: bool) -> None:
    assert (rule_named(rule) in rules_lifted_by(ground)) is yes


def is_kept(rule: str, starts: date, done_on: date, *, in_time: bool) -> None:
    assert (done_on <= rule_named(rule, starts).due(starts)) is in_time


def comes_sooner(rule: str, starts: date, than: str, than_starts: date) -> None:
    later = rule_named(than, than_starts).due(than_starts)
    assert rule_named(rule, starts).due(starts) < later


def the_plan_runs_from_the_request(requested: date, decided: date, due: date) -> None:
    case = CaseBuilder().requested(str(requested)).told_will_assess(str(decided))
    assert limit(case.file, "final_plan").due_on == due


def an_exception_moves_no_date(
    requested: date, asked: date, due: date, closed_from: date, reopens: date
) -> None:
    case = CaseBuilder().requested(str(requested)).told_will_assess(str(asked))
    case.advice_asked("education", str(asked))
    before = limit(case.file, "final_plan")
    case.exception_approved(
        "school_closed", str(reopens), closed_from=str(closed_from), reopens=str(reopens)
    )
    after = limit(case.file, "final_plan")
    assert (before.due_on, before.exception) == (due, None)
    assert after.due_on == due
    assert after.exception is not None
    assert after.rule.also_promptly


def three_must_agree(requested: date, decided: date, party: str, **agreed: str) -> None:
    case = CaseBuilder().requested(str(requested)).told_will_assess(str(decided))
    refusal = case.refuses(Kind.EXISTING_ADVICE_USED, str(decided), party=party, **agreed)
    assert "request the advice afresh" in refusal
    everybody = dict.fromkeys(agreed, "yes")
    case.allows(Kind.EXISTING_ADVICE_USED, str(decided), party=party, **everybody)


def year_9_is_judged_when_advice_is_sought(
    born: date, requested: date, decided: date, sought_in_year_8: date, sought_in_year_9: date
) -> None:
    def decided_case() -> CaseBuilder:
        case = CaseBuilder(born_on=str(born)).requested(str(requested))
        return case.told_will_assess(str(decided))

    asks = [AdviceKind.EDUCATION]
    adulthood = AdviceKind.PREPARATION_FOR_ADULTHOOD.value

    def sought(case: CaseBuilder, day: date) -> set[str | None]:
        return {each.party for each in what_follows(case.file, today=day, council_asks=asks)}

    assert adulthood not in sought(decided_case(), sought_in_year_8)
    assert adulthood in sought(decided_case(), sought_in_year_9)

    asked_in_year_8 = decided_case().advice_asked(AdviceKind.EDUCATION, str(sought_in_year_8))
    follows = what_follows(asked_in_year_8.file, today=date(2026, 9, 1), council_asks=asks)
    assert YEAR_9_BEGUN in {each.details.get("task") for each in follows}


def the_earlier_trigger_counts(brought: date, requested: date, due: date) -> None:
    case = CaseBuilder().brought_to_attention(str(brought)).requested(str(requested))
    assert limit(case.file, "decide_to_assess").started_on == brought
    assert limit(case.file, "decide_to_assess").due_on == due


STORIES: dict[str, Callable[..., None]] = {
    each.__name__: each
    for each in (
        the_plan_runs_from_the_request,
        an_exception_moves_no_date,
        three_must_agree,
        year_9_is_judged_when_advice_is_sought,
        the_earlier_trigger_counts,
    )
}


def is_told(name: str, **facts: Any) -> None:
    STORIES[name](**facts)


# The table's own names shadow these two inside the questions above.
rule_named, ground_named = rule, ground

QUESTIONS: dict[str, Callable[..., None]] = {
    "due": is_due,
    "closure": closes,
    "absence": is_absent,
    "missed": misses,
    "lifts": lifts,
    "kept": is_kept,
    "sooner": comes_sooner,
    "story": is_told,
}
