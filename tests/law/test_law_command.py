"""`ehcp law`: rules listed and shown with their marks, and dates counted, at the command line."""

import io
import json

import pytest
import typer

from ehcp.cli import law
from ehcp.law.law_files import HERE
from ehcp.law.rules import chapters, load_rules
from ehcp.refusal import Refusal


@pytest.fixture
def ehcp(monkeypatch, capsys):
    """Give a way to run `ehcp law` in this process: its output and what it said beside it."""
    main = typer.Typer()
    law.add_to(main)
    main.callback()(lambda: None)

    def run(*words, stdin=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        main(["law", *words], standalone_mode=False)
        said = capsys.readouterr()
        return said.out, said.err

    return run


def test_a_date_is_counted_with_the_facts_that_a_rule_is_told(ehcp):
    assert ehcp("due", "transfer_plan_out", "2026-12-17", "move_on=2026-12-22") == (
        "2027-01-11\n",
        "",
    )
    assert ehcp("due", "order_e", "2026-10-15", "order_e=2026-12-18")[0] == "2026-12-18\n"


def test_lines_may_carry_facts_and_are_answered_in_order(ehcp):
    lines = "appeal_deadline 2026-10-01 certificate=2026-11-29\n\nreview_first 2028-02-29\n"
    assert ehcp("due", "-", stdin=lines) == ("2027-01-04\n2029-02-28\n", "")


def test_a_date_of_2020_is_counted_by_the_version_of_2020(ehcp):
    assert ehcp("due", "decide_to_assess", "2020-05-20") == ("2020-07-01\n", "")


def test_before_the_law_began_the_newest_version_counts_with_a_caution(ehcp):
    out, err = ehcp("due", "complaint_acknowledge", "2023-01-03")
    assert out == "2023-01-10\n"
    assert "its first version begins on 1 April 2024. " in err
    assert "Counted by its newest version" in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("final_plans", "2026-01-05"), "Did you mean final_plan"),
        (("final_plan", "2026-02-30"), "is not a day"),
        (("final_plan", "2026-01-05", "move_on=2026-01-09"), "takes no fact 'move_on'. It takes n"),
        (("transfer_plan_out", "2026-01-05", "on=2026-01-09"), "It takes: move_on."),
        (("transfer_plan_out", "2026-01-05", "move_on"), "Write NAME=DAY"),
        (("transfer_plan_out", "2026-01-05", "move_on=soon"), "move_on: 'soon' is not a day"),
        (("cease_consult", "2026-01-05"), "as soon as practicable"),
        (("complaint_remedy", "2026-01-05"), "no day was agreed for the remedy"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_a_sentence(ehcp, words, says):
    with pytest.raises(Refusal) as refusal:
        ehcp("due", *words)
    assert says in str(refusal.value)


@pytest.mark.parametrize("line", ["final_plan", "final_plan 2026-01-05 x", "nothing 2026-01-05"])
def test_a_bad_line_is_named_by_its_number(ehcp, line):
    with pytest.raises(Refusal, match=r"^Line 2: "):
        ehcp("due", "-", stdin=f"final_plan 2026-01-05\n{line}\n")


def test_the_list_shows_every_rule_by_part_with_its_mark_and_force(ehcp):
    out, _ = ehcp("list")
    for title, rules in chapters():
        assert f"\n{title}\n" in out
        for versions in rules:
            source = versions[0].source
            (line,) = [each for each in out.splitlines() if each.split()[:1] == [versions[0].id]]
            assert f"[{source.confidence}] {source.cite} ({source.force})" in line


def test_the_list_for_programs_holds_every_version(ehcp):
    listed = json.loads(ehcp("list", "--json")[0])
    assert [(each["id"], each["version"]) for each in listed] == [
        (each.id, each.version) for each in load_rules()
    ]
    for each in listed:
        assert each["confidence"] in "ABC"
        assert each["in_force_from"]
        assert each["force"]


def test_all_of_a_rule_is_shown_with_versions_and_examples(ehcp):
    out, _ = ehcp("show", "final_plan")
    for part in (
        "final_plan: Send the final plan.",
        "20 weeks",
        "[A]",
        "school_closed",
        "Version 2: 20 weeks, in force from 2020-05-01 until 2020-09-25",
        "personal_circumstances, absent_four_weeks, coronavirus",
        "5 January 2026 + 140 days",
    ):
        assert part in out


@pytest.mark.parametrize(
    "rule_id", [versions[0].id for _, rules in chapters() for versions in rules]
)
def test_every_rule_can_be_shown(ehcp, rule_id):
    out, _ = ehcp("show", rule_id)
    assert out.startswith(f"{rule_id}: ")
    shown = json.loads(ehcp("show", rule_id, "--json")[0])
    assert {each["id"] for each in shown} == {rule_id}


def test_showing_an_unknown_rule_is_answered_with_the_closest(ehcp):
    with pytest.raises(Refusal, match="Did you mean amend_final"):
        ehcp("show", "amend_finale")


def test_the_page_that_is_printed_is_the_page_that_is_stored(ehcp):
    assert ehcp("page")[0] == (HERE / "RULES.md").read_text(encoding="utf-8")
