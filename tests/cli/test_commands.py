"""The command line keeps its shapes: what is printed, where, and with which status."""

import json
import re

import pytest

from ehcp.register.engine import open_engine, writing
from tests.cli.conftest import serving
from tests.one_database import on_sqlite_only


@pytest.fixture
def reference(ehcp):
    _, out, _ = ehcp("case", "open", "--received", "2026-01-05", "--born", "2018-03-02")
    return out.strip()


def test_opening_a_case_prints_its_reference_and_nothing_else(ehcp):
    status, out, err = ehcp("case", "open", "--received", "2026-01-05", "--born", "2018-03-02")
    assert status == 0
    assert re.fullmatch(r"[2-9A-Z]{3}-[2-9A-Z]{3}\n", out)
    assert err == ""


def test_a_case_walks_from_request_to_plan(ehcp, reference):
    for words in (
        ("told_will_assess", "--on", "2026-02-10", *serving("told_will_assess")),
        ("advice_requested", "--on", "2026-02-10", "--party", "EP"),
        ("advice_received", "--on", "2026-03-20", "--party", "EP", "--by", "Sam"),
        ("decided_to_issue", "--on", "2026-04-01"),
        ("draft_served", "--on", "2026-04-20", *serving("draft_served")),
        ("plan_finalised", "--on", "2026-05-25", *serving("plan_finalised")),
    ):
        status, _, err = ehcp("case", "record", reference, *words)
        assert status == 0, err
    _, out, _ = ehcp("case", "show", reference, "--json")
    shown = json.loads(out)
    assert shown["stage"] == "plan_issued"
    final = next(limit for limit in shown["limits"] if limit["rule"] == "final_plan")
    assert (final["due"], final["met"], final["status"]) == (
        "2026-05-25",
        "2026-05-25",
        "met on time",
    )


def test_the_list_can_be_cut_to_a_stage(ehcp, reference):
    _, out, _ = ehcp("case", "list", "--stage", "requested", "--json")
    assert [row["reference"] for row in json.loads(out)] == [reference]
    _, out, _ = ehcp("case", "list", "--stage", "draft", "--json")
    assert json.loads(out) == []


def test_explain_gives_rule_citation_trigger_sum_date_and_exception(ehcp, reference):
    _, out, _ = ehcp("explain", reference, "--on", "2026-05-26", "--json")
    final = next(limit for limit in json.loads(out)["limits"] if limit["rule"] == "final_plan")
    assert final["citation"].startswith("SI 2014/1530 reg 13(2)")
    assert final["trigger"]["kind"] == "request_received"
    assert final["arithmetic"].endswith("= 25 May 2026")
    assert final["due"] == "2026-05-25"
    assert final["met"] is None
    assert final["exception"] is None
    assert final["late"] is True


@on_sqlite_only
def test_explain_in_words_shows_the_sum_and_the_mark(ehcp, reference):
    _, out, _ = ehcp("explain", reference)
    assert "5 January 2026 + 140 days" in out
    assert "checked A" in out


def test_a_correction_moves_every_clock(ehcp, reference):
    status, out, _ = ehcp("case", "correct", reference, "1", "--on", "2026-01-12")
    assert status == 0, out
    _, out, _ = ehcp("explain", reference, "--json")
    dues = {limit["rule"]: limit["due"] for limit in json.loads(out)["limits"]}
    assert dues["decide_to_assess"] == "2026-02-23"
    assert dues["final_plan"] == "2026-06-01"


def test_the_check_says_what_it_raised(ehcp, reference):
    _, out, _ = ehcp("check", "--on", "2026-02-02", "--json")
    done = json.loads(out)
    assert (done["on"], done["raised"], done["already_raised"]) == ("2026-02-02", 1, 0)
    assert [alert["reference"] for alert in done["alerts"]] == [reference]
    _, out, _ = ehcp("check", "--on", "2026-02-02", "--json")
    done = json.loads(out)
    assert (done["raised"], done["already_raised"]) == (0, 1)


@on_sqlite_only
def test_law_due_prints_one_date(ehcp):
    assert ehcp("law", "due", "final_plan", "2026-01-05") == (0, "2026-05-25\n", "")


@on_sqlite_only
def test_law_due_reads_lines(ehcp):
    lines = "final_plan 2026-01-05\n\ndecide_to_assess 2024-02-29\n"
    assert ehcp("law", "due", "-", stdin=lines) == (0, "2026-05-25\n2024-04-11\n", "")


@on_sqlite_only
def test_law_list_gives_every_rule_with_its_source(ehcp):
    _, out, _ = ehcp("law", "list", "--json")
    rules = {rule["id"]: rule for rule in json.loads(out)}
    assert {"decide_to_assess", "notify_no_plan", "final_plan", "advice_response"} <= set(rules)
    assert all(rule["citation"] and rule["confidence"] in "ABC" for rule in rules.values())


@on_sqlite_only
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("law", "due", "finl_plan", "2026-01-05"), "Did you mean final_plan"),
        (("law", "due", "final_plan", "2026-02-30"), "is not a day"),
        (("law", "due", "advice_request_issue", "2026-01-05"), "no date"),
        (("case", "show", "ZZZ-ZZZ"), "There is no case 'ZZZ-ZZZ'"),
        (("case", "open", "--received", "2026-13-01"), "is not a day"),
        (("case", "open", "--received", "2126-01-05"), "more than two years ahead"),
        (("case", "open", "--received", "2026-01-05", "--born", "2027-01-01"), "date of birth"),
        (("case", "open", "--received", "2026-01-05", "--born", "1999-01-05"), "turn 25"),
        (("case", "list", "--stage", "nowhere"), "is not a stage"),
        (("explain", "K7Q2ND", "--on", "yesterday"), "is not a day"),
    ],
)
def test_what_a_person_got_wrong_is_one_sentence_and_status_1(ehcp, words, says):
    status, out, err = ehcp(*words)
    assert status == 1
    assert out == ""
    assert says in err
    assert "Traceback" not in err


@on_sqlite_only
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("told_will_asess", "--on", "2026-02-10"), "Did you mean told_will_assess"),
        (("told_will_assess", "--on", "2026-01-04"), "before the request"),
        (("told_will_assess", "--on", "2026-02-30"), "is not a day"),
        (("told_will_assess", "--on", "2062-02-10"), "Check the year"),
        (("plan_finalised", "--on", "2026-02-10"), "cannot be recorded"),
        (("advice_received", "--on", "2026-02-10"), "needs the kind of advice"),
        (("advice_received", "--on", "2026-02-10", "--party", "wizard"), "not a kind of advice"),
        (("note_added", "--on", "2026-02-10", "--detail", "colour"), "NAME=VALUE"),
        (("request_received", "--on", "2026-02-10"), "already"),
        (("corrected", "--on", "2026-02-10"), "case correct"),
    ],
)
def test_a_refused_entry_leaves_the_record_as_it_was(ehcp, reference, words, says):
    status, _, err = ehcp("case", "record", reference, *words)
    assert status == 1
    assert says in err
    _, out, _ = ehcp("case", "show", reference, "--json")
    assert len(json.loads(out)["record"]) == 1


@on_sqlite_only
@pytest.mark.parametrize("command", ["check", "day", "report"])
@pytest.mark.parametrize(("option", "day"), [("--on", "9999-12-31"), ("--on", "0001-01-01")])
def test_a_day_out_of_reach_is_refused(ehcp, command, option, day):
    status, _, err = ehcp(command, "--at" if command == "report" else option, day)
    assert status == 1
    assert "out of reach" in err


@on_sqlite_only
def test_the_work_of_a_day_is_not_done_weeks_before_it(ehcp):
    status, _, err = ehcp("day", "--on", "2026-07-01")
    assert status == 1
    assert "EHCP_TODAY" in err


@on_sqlite_only
def test_wrong_usage_is_status_2(ehcp):
    assert ehcp("case", "record")[0] == 2
    assert ehcp("case", "open")[0] == 2
    assert ehcp("no-such-command")[0] == 2


@pytest.mark.usefixtures("reference")
def test_verify_says_that_nothing_was_altered(ehcp):
    status, out, _ = ehcp("verify")
    assert (status, out) == (0, "1 cases, 1 entries: nothing altered.\n")
    assert json.loads(ehcp("verify", "--json")[1])["sound"] is True


def test_verify_ends_with_status_1_where_something_was_altered(ehcp, reference, database_url):
    engine = open_engine(database_url)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE cases SET stage = 'died'")
    engine.dispose()
    status, out, _ = ehcp("verify")
    assert status == 1
    assert out.startswith(f"Case {reference}: stage of the case is died, and the record gives")
    status, out, _ = ehcp("verify", "--json")
    assert (status, json.loads(out)["found"]) == (1, 1)


@pytest.mark.usefixtures("reference")
def test_verify_can_work_everything_out_anew_first(ehcp, database_url):
    engine = open_engine(database_url)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE cases SET stage = 'died'")
    engine.dispose()
    assert ehcp("verify", "--rebuild")[0] == 0


@on_sqlite_only
def test_a_day_that_has_not_come_is_recorded_with_a_caution(ehcp, reference):
    told = ("told_will_assess", "--on", "2026-07-01", *serving("told_will_assess"))
    status, _, err = ehcp("case", "record", reference, *told)
    assert status == 0
    assert "ahead of today" in err
    _, out, _ = ehcp("explain", reference, "--json")
    assert json.loads(out)["stage"] == "assessing"
    _, out, _ = ehcp("explain", reference, "--on", "2026-06-01", "--json")
    assert json.loads(out)["stage"] == "requested"


def test_the_wrong_kind_of_advice_is_corrected(ehcp, reference):
    told = ("told_will_assess", "--on", "2026-02-10", *serving("told_will_assess"))
    ehcp("case", "record", reference, *told)
    ehcp("case", "record", reference, "advice_requested", "--on", "2026-02-10", "--party", "OT")
    assert ehcp("case", "correct", reference, "3", "--party", "EP")[0] == 0
    _, out, _ = ehcp("case", "show", reference, "--json")
    assert [asked["kind"] for asked in json.loads(out)["advice"]] == ["educational_psychology"]


@on_sqlite_only
def test_what_was_noted_is_shown(ehcp, reference):
    ehcp("case", "record", reference, "note_added", "--on", "2026-02-10", "--note", "rang twice")
    assert "rang twice" in ehcp("case", "show", reference)[1]


def test_a_request_that_its_service_has_answered_is_set_right_for_no_other(ehcp, reference):
    for words in (
        ("told_will_assess", "--on", "2026-02-10", *serving("told_will_assess")),
        ("advice_requested", "--on", "2026-02-10", "--party", "health"),
        ("advice_acknowledged", "--on", "2026-02-12", "--party", "health"),
    ):
        status, _, err = ehcp("case", "record", reference, *words)
        assert status == 0, err
    status, _, err = ehcp("case", "correct", reference, "3", "--service", "health-2")
    assert status != 0
    assert "The service has answered this request already" in err
