"""Promises about the law files as a whole: sourced, exampled, consistent, quick to read."""

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from ehcp.cases.journeys import JOURNEYS
from ehcp.cases.kinds import Kind
from ehcp.law.grounds import Ground, UnknownGround, ground, load_grounds, read_grounds
from ehcp.law.law_files import HERE, BadLaw
from ehcp.law.notices import Notice, load_notices
from ehcp.law.rules import LAW_FILES, Rule, load_amendments, load_rules, rules_lifted_by
from ehcp.law.versions import versions_of

EVERY_RULE = pytest.mark.parametrize(
    "each", load_rules(), ids=lambda each: f"{each.id}-v{each.version}"
)

EVERY_NEWEST = pytest.mark.parametrize(
    "each", [versions[0] for versions in versions_of(load_rules())], ids=lambda each: each.id
)

LIMITS_OF_THE_AUTHORITY = {
    "decide_to_assess",
    "notify_no_plan",
    "final_plan",
    "final_plan_distribute",
    "reassess_final",
}
OF_DETAINED_PERSONS = {"detained_decide", "detained_no_plan", "detained_final_plan"}
AFTER_AN_ORDER = {each.id for each in load_rules() if each.id.startswith(("order_", "unopposed_"))}
CASE_ENDINGS = ("withdrawn", "moved_out", "died", "no_longer_needed")
READ_WITH_CORONAVIRUS = set(load_amendments()[0].touches)


@EVERY_RULE
def test_every_rule_has_a_source_that_was_verified(each: Rule) -> None:
    assert each.source.cite
    assert each.source.confidence in ("A", "B", "C")


@EVERY_NEWEST
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
    assert not set(each.clock.stops) & {*each.clock.falls_away, *CASE_ENDINGS}
    assert each.clock.stops or each.is_window


@EVERY_NEWEST
def test_every_kind_of_event_that_a_rule_names_exists(each: Rule) -> None:
    assert not set(each.clock.kinds) - {kind.value for kind in Kind}


@EVERY_NEWEST
def test_every_rule_belongs_to_journeys_in_which_it_can_start(each: Rule) -> None:
    assert not set(each.clock.journeys) - {journey.name for journey in JOURNEYS}
    journeys = [each_one for each_one in JOURNEYS if each_one.name in each.clock.journeys]
    for journey in journeys or JOURNEYS:
        kinds = {step.when.value for step in journey.steps}
        if kinds & set(each.clock.starts):
            break
    else:
        pytest.fail(f"no journey records {each.clock.starts}")
    for journey in journeys:
        kinds = {step.when.value for step in journey.steps}
        assert kinds & set(each.clock.starts), (journey.name, each.clock.starts)


@EVERY_NEWEST
def test_a_rule_whose_note_says_c_of_its_whole_text_is_marked_c(each: Rule) -> None:
    if each.note and "the text was not re-read" in each.note:
        assert each.source.confidence == "C"


def test_no_two_versions_of_a_rule_are_in_force_on_one_day() -> None:
    for versions in versions_of(load_rules()):
        for one, other in combinations(versions, 2):
            assert not one.in_force.overlaps(other.in_force), one.id


def test_no_id_and_version_stands_twice() -> None:
    keys = [(each.id, each.version) for each in load_rules()]
    assert len(keys) == len(set(keys))


def test_every_law_file_is_read() -> None:
    assert {path.name for path in HERE.glob("*.toml")} == {
        *LAW_FILES,
        "coronavirus.toml",
        "decision_tests.toml",
        "exceptions.toml",
        "notices.toml",
    }


def test_every_ground_lifts_something_and_only_what_the_regulations_list() -> None:
    lifted = {each.code: {r.id for r in rules_lifted_by(each.id)} for each in load_grounds()}
    both = LIMITS_OF_THE_AUTHORITY | OF_DETAINED_PERSONS
    assert lifted == {
        "E1": both,
        "E2": both,
        "E3": both,
        "E4": LIMITS_OF_THE_AUTHORITY,  # never of a detained person
        "E3'": {"advice_response", "detained_advice"},
        "E4'": {"advice_response"},
        "E5": {"advice_response"},
        "E3''": AFTER_AN_ORDER,
        "E4''": AFTER_AN_ORDER,
        "E6": AFTER_AN_ORDER,
        "E_corona": READ_WITH_CORONAVIRUS,
    }


def test_reviews_amendments_transfers_and_mediation_know_no_exception_today() -> None:
    for versions in versions_of(load_rules()):
        if versions[0].id.startswith(("review_", "amend_", "phase_", "transfer_", "mediation_")):
            assert versions[0].excepted_by == (), versions[0].id


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


def test_no_note_names_a_rule_or_a_kind_as_the_files_do() -> None:
    noted: list[Rule | Ground | Notice] = [*load_rules(), *load_grounds(), *load_notices()]
    notes = [each.note for each in noted]
    assert not [note for note in notes if note and "_" in note]
    assert not [each for each in load_rules() if each.id in (each.note or "")]
