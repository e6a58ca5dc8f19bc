"""Promises about the law files as a whole: sourced, exampled, consistent, quick to read."""

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from ehcp.law.grammar import CASE_ENDINGS
from ehcp.law.grounds import UnknownGround, ground, load_grounds, read_grounds
from ehcp.law.law_files import HERE, BadLaw
from ehcp.law.rules import LAW_FILES, Rule, load_rules, rules_lifted_by

EVERY_RULE = pytest.mark.parametrize("each", load_rules(), ids=lambda each: each.id)

LIMITS_OF_THE_AUTHORITY = {
    "decide_to_assess",
    "notify_no_plan",
    "final_plan",
    "final_plan_distribute",
}


@EVERY_RULE
def test_every_rule_has_a_source_that_was_verified(each: Rule) -> None:
    assert each.source.cite
    assert each.source.confidence in ("A", "B", "C")


@EVERY_RULE
def test_every_rule_with_a_date_has_an_example(each: Rule) -> None:
    assert bool(each.examples) is each.has_date


@EVERY_RULE
def test_every_rule_is_said_in_a_sentence(each: Rule) -> None:
    for text in (each.says, each.note or "None."):
        assert text[0].isupper()
        assert text.endswith(".")


@EVERY_RULE
def test_only_a_rule_for_each_party_names_parties(each: Rule) -> None:
    assert not each.source.force_for or each.clock.per == "party"


@EVERY_RULE
def test_nothing_both_meets_a_limit_and_makes_it_fall_away(each: Rule) -> None:
    assert not set(each.clock.stops) & set(each.clock.ends_without_being_met)
    assert each.clock.stops


def test_no_two_versions_of_a_rule_are_in_force_on_one_day() -> None:
    for one, other in combinations(load_rules(), 2):
        assert one.id != other.id or not one.in_force.overlaps(other.in_force)


def test_no_id_and_version_stands_twice() -> None:
    keys = [(each.id, each.version) for each in load_rules()]
    assert len(keys) == len(set(keys))


def test_every_law_file_is_read() -> None:
    assert {path.name for path in HERE.glob("*.toml")} == {*LAW_FILES, "exceptions.toml"}


def test_every_ground_lifts_something_and_only_what_the_regulations_list() -> None:
    lifted = {each.code: {r.id for r in rules_lifted_by(each.id)} for each in load_grounds()}
    assert lifted == {
        "E1": LIMITS_OF_THE_AUTHORITY,
        "E2": LIMITS_OF_THE_AUTHORITY,
        "E3": LIMITS_OF_THE_AUTHORITY,
        "E4": LIMITS_OF_THE_AUTHORITY,
        "E3'": {"advice_response"},
        "E4'": {"advice_response"},
        "E5": {"advice_response"},
    }


def test_a_ground_is_found_by_its_id_or_its_code() -> None:
    assert ground("E1") is ground("school_closed")
    assert rules_lifted_by("E5") == rules_lifted_by("missed_appointment")


def test_an_unknown_ground_is_answered_with_all_of_them() -> None:
    with pytest.raises(UnknownGround, match=r"'waiting_list' is not a ground in law\. The gro"):
        ground("waiting_list")


def test_a_wrong_ground_is_refused_with_its_key() -> None:
    text = (HERE / "exceptions.toml").read_text(encoding="utf-8")
    with pytest.raises(BadLaw, match="ground school_closed: tested_by"):
        read_grounds(text.replace('"closure"', '"guesswork"', 1), file="exceptions.toml")


def test_the_endings_of_a_case_are_left_out_of_the_files_because_they_always_hold() -> None:
    for each in load_rules():
        assert not set(CASE_ENDINGS) & set(each.clock.kinds)


def test_the_law_is_read_without_a_database_a_web_server_or_a_scheduler() -> None:
    heavy = ("holidays", "prefect", "sqlalchemy", "fastapi", "apscheduler", "structlog")
    code = (
        "import sys; from ehcp.law.rules import load_rules; load_rules(); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 (our own interpreter and our own words)
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"
