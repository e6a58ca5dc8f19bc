"""Exceptions through the front door: claimed with evidence, approved by another, one an act."""

import json

import pytest

from tests.cli.conftest import serving
from tests.one_database import on_sqlite_only

SCHOOL, SHORT_SUMMER = "999001", "999002"


@pytest.fixture
def asked(ehcp):
    """Give a case whose school was asked for advice on 20 July, days before it closed."""
    status, out, err = ehcp(
        *("case", "open", "--received", "2026-06-08", "--born", "2016-05-05", "--urn", SCHOOL),
        today="2026-09-21",
    )
    assert status == 0, err
    reference = out.strip()
    for words in (
        ("told_will_assess", "--on", "2026-07-20", *serving("told_will_assess")),
        ("advice_requested", "--on", "2026-07-20", "--party", "education"),
    ):
        status, _, err = ehcp("case", "record", reference, *words)
        assert status == 0, err
    return reference


def claim(ehcp, reference, *options, school=SCHOOL, by="Kim"):
    return ehcp(
        *("exception", "claim", reference, "school_closed", "--school", school),
        *("--evidence", "letter of 2 July", "--by", by, *options),
    )


def ground_of(ehcp, reference, rule="final_plan"):
    _, out, _ = ehcp("explain", reference, "--json")
    limit = next(each for each in json.loads(out)["limits"] if each["rule"] == rule)
    return limit, limit["exception"]


def test_a_closed_school_is_proved_by_its_own_calendar(ehcp, asked):
    status, out, err = claim(ehcp, asked)
    assert status == 0, err
    assert "waits for somebody else" in out
    _, out, _ = ehcp("case", "show", asked, "--json")
    details = json.loads(out)["record"][-1]["details"]
    assert (details["closed_from"], details["reopens"]) == ("2026-07-23", "2026-09-03")
    assert ground_of(ehcp, asked)[1] is None  # claimed is not approved


def test_an_approval_lifts_the_limit_and_moves_no_date(ehcp, asked):
    due = ground_of(ehcp, asked)[0]["due"]
    claim(ehcp, asked)
    status, _, err = ehcp("exception", "approve", asked, "school_closed", "--by", "Morgan")
    assert status == 0, err
    limit, exception = ground_of(ehcp, asked)
    assert exception["ground"] == "school_closed"
    assert "Morgan" in exception["authority"]
    assert limit["due"] == due


@on_sqlite_only
def test_nobody_approves_what_they_have_claimed(ehcp, asked):
    claim(ehcp, asked)
    status, _, err = ehcp("exception", "approve", asked, "school_closed", "--by", "Kim")
    assert status == 1
    assert "somebody else" in err


@on_sqlite_only
def test_what_nobody_claimed_is_neither_approved_nor_refused(ehcp, asked):
    assert ehcp("exception", "approve", asked, "school_closed")[0] == 1
    assert ehcp("exception", "refuse", asked, "school_closed", "--reason", "no")[0] == 1


@on_sqlite_only
@pytest.mark.parametrize(
    ("school", "options", "says"),
    [
        ("999777", (), "999777"),
        (SHORT_SUMMER, (), ""),  # closed for 27 days
        (SCHOOL, ("--fact", "closed_from=2026-07-01"), "closed_from"),
    ],
)
def test_days_that_no_calendar_shows_are_refused(ehcp, asked, school, options, says):
    status, out, err = claim(ehcp, asked, *options, school=school)
    assert (status, out) == (1, "")
    assert says in err


def test_claims_that_wait_are_listed_until_somebody_has_decided(ehcp, asked):
    assert ehcp("exception", "list")[1] == "0 claims to decide about.\n"
    claim(ehcp, asked)
    _, out, _ = ehcp("exception", "list", "--json")
    (row,) = json.loads(out)
    assert (row["reference"], row["ground"], row["claimed_by"]) == (asked, "school_closed", "Kim")
    assert "1 claim to decide about" in ehcp("exception", "list")[1]
    ehcp("exception", "refuse", asked, "school_closed", "--reason", "asked too late", "--by", "Mo")
    assert ehcp("exception", "list")[1] == "0 claims to decide about.\n"
    status, _, err = claim(ehcp, asked, "--on", "2026-09-22")
    assert status == 0, err
    assert "1 claim to decide about" in ehcp("exception", "list", today="2026-09-22")[1]
    ehcp("exception", "approve", asked, "school_closed", "--by", "Morgan")
    assert ehcp("exception", "list")[1] == "0 claims to decide about.\n"


@on_sqlite_only
def test_one_act_is_about_one_case(ehcp, asked):
    status, _, _ = ehcp(
        *("exception", "claim", asked, asked, "school_closed"), "--evidence", "letter"
    )
    assert status == 2
    status, _, err = ehcp("exception", "claim", f"{asked},{asked}", "E1", "--evidence", "letter")
    assert status == 1
    assert "There is no case" in err


@on_sqlite_only
def test_the_grounds_say_what_they_need_and_what_they_lift(ehcp):
    _, out, _ = ehcp("exception", "grounds", "--json")
    grounds = {row["ground"]: row for row in json.loads(out)}
    assert "final_plan" in grounds["school_closed"]["lifts"]
    assert grounds["missed_appointment"]["lifts"]
    _, text, _ = ehcp("exception", "grounds")
    assert "school_closed (E1)" in text
