"""`ehcp phase-transfer`: the cohort is opened once, and the board says how far each one is."""

import json

import pytest

from tests.cli.conftest import serving, shown
from tests.one_database import on_sqlite_only

AUTUMN = "2026-11-02"
IN_YEAR_6, IN_YEAR_11, IN_YEAR_5 = "2016-03-02", "2011-03-02", "2017-03-02"


def with_a_plan(ehcp, born, *options):
    status, out, err = ehcp(
        *("case", "open", "--journey", "annual_review", "--as", "plan_last_reviewed"),
        *("--started", "2026-05-04", "--born", born, *options),
        today=AUTUMN,
    )
    assert status == 0, err
    return out.strip()


@pytest.fixture
def cohort(ehcp):
    """Give three children with plans: two change phase in September 2027, one the year after."""
    return [with_a_plan(ehcp, born) for born in (IN_YEAR_6, IN_YEAR_11, IN_YEAR_5)]


@pytest.mark.usefixtures("cohort")
def test_a_dry_run_counts_and_opens_nothing(ehcp):
    _, out, _ = ehcp("phase-transfer", "open", "--dry-run", "--json")
    done = json.loads(out)
    assert (done["due"], done["opened"], done["dry_run"]) == (2, 2, True)
    assert ehcp("case", "list", "--journey", "phase_transfer", "--json")[1] == "[]\n"
    assert "2 cases would be opened" in ehcp("phase-transfer", "open", "--dry-run")[1]


@pytest.mark.usefixtures("cohort")
def test_the_cohort_is_opened_once(ehcp):
    assert json.loads(ehcp("phase-transfer", "open", "--json")[1])["opened"] == 2
    assert json.loads(ehcp("phase-transfer", "open", "--json")[1])["opened"] == 0
    rows = json.loads(ehcp("case", "list", "--journey", "phase_transfer", "--json")[1])
    assert len(rows) == 2


def test_a_child_taught_with_another_year_counts_with_that_one(ehcp):
    with_a_plan(ehcp, IN_YEAR_6, "--year-group", "5")
    with_a_plan(ehcp, IN_YEAR_5, "--year-group", "6")
    with_a_plan(ehcp, "2014-03-02", "--year-group", "6")
    assert json.loads(ehcp("phase-transfer", "open", "--json")[1])["due"] == 2


@pytest.mark.usefixtures("cohort")
def test_the_board_shows_how_far_each_is_and_the_days_left(ehcp):
    ehcp("phase-transfer", "open")
    _, out, _ = ehcp("phase-transfer", "board", "--json")
    rows = {row["phase"]: row for row in json.loads(out)["transfers"]}
    school, post16 = rows["phase_transfer_school"], rows["phase_transfer_post16"]
    assert (school["strict_on"], school["published_on"]) == ("2027-02-14", "2027-02-15")
    assert (school["days_left"], school["days_left_published"]) == (104, 105)
    assert (post16["strict_on"], post16["published_on"]) == ("2027-03-30", "2027-03-31")
    reference = school["reference"]
    for words in (
        ("review_meeting_held", "--on", AUTUMN),
        ("preference_received", "--on", AUTUMN),
        ("setting_consulted", "--on", AUTUMN, "--party", "999002"),
        ("setting_consulted", "--on", AUTUMN, "--party", "999001"),
        ("setting_replied", "--on", AUTUMN, "--party", "999002"),
    ):
        status, _, err = ehcp("case", "record", reference, *words)
        assert status == 0, err
    _, out, _ = ehcp("phase-transfer", "board", "--json")
    row = next(row for row in json.loads(out)["transfers"] if row["reference"] == reference)
    assert (row["held_on"], row["preference_on"]) == (AUTUMN, AUTUMN)
    assert (row["consulted"], row["replied"], row["final_on"]) == (2, 1, None)
    _, text, _ = ehcp("phase-transfer", "board")
    assert "To another phase of school: 0 of 1 final on 2026-11-02" in text
    assert "2027-02-14 (104 left)" in text
    final = serving("transfer_plan_finalised", "phase_transfer")
    status, _, err = ehcp(
        *("case", "record", reference, "transfer_plan_finalised", "--on", "2027-02-15", *final),
        *("--detail", "names=Candleford Academy"),
        today="2027-02-20",
    )
    assert status == 0, err
    _, out, _ = ehcp("phase-transfer", "board", "--json")
    assert [row["named"] for row in json.loads(out)["transfers"]] == [True, False]
    assert shown(ehcp, reference)["stage"] == "transfer_named"
    _, text, _ = ehcp("phase-transfer", "board")
    assert "1 of 1 final" in text
    assert "Candleford" not in text
    assert "2027-03-30 (38 left)" in text


@on_sqlite_only
def test_a_board_without_children_says_so(ehcp):
    assert ehcp("phase-transfer", "board")[1] == "No phase transfer is open.\n"


@on_sqlite_only
def test_a_day_out_of_reach_is_refused(ehcp):
    for command in ("open", "board"):
        status, _, err = ehcp("phase-transfer", command, "--on", "9999-12-31")
        assert status == 1
        assert "out of reach" in err
