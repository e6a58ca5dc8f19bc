"""What the sheet works out for itself is worked out again, and every disagreement is listed."""

from datetime import date

import pytest

from tests.exchange.trackers import a_row

ISSUED = a_row(
    Decision="Y",
    Decision_date=date(2019, 2, 11),
    Draft_issued=date(2019, 4, 29),
    Final_issued=date(2019, 5, 27),
)
"""Received on 7 January 2019, so due on 27 May: in time to the day."""


def _differences(council, row):
    outcome = council.takes_rows(row, how={"dry_run": True})
    return [(each.heading, each.says, each.should) for each in outcome.differences]


@pytest.mark.parametrize(
    "claim",
    [
        {"On time": "Y"},
        {"On time": "Yes"},
        {"RAG": "Green"},
        {"Weeks taken": 20},
        {"Weeks taken": "20 weeks"},
        {"Week-6 due": date(2019, 2, 18)},
        {"Week-6 due": "18/02/2019"},
        {"Final due (week 20)": 43612},
        {"EP requested": date(2019, 2, 12), "EP due": date(2019, 3, 26)},
        {"EP due": date(2019, 3, 26)},
        {"RAG": "see comments"},
        {"NCY": "4"},
    ],
)
def test_what_agrees_with_the_law_is_not_listed(council, claim):
    assert _differences(council, ISSUED | claim) == []


@pytest.mark.parametrize(
    ("claim", "should"),
    [
        ({"On time": "N"}, "on time: due 27 May 2019, done 27 May 2019"),
        ({"RAG": "Red"}, "green, on time: due 27 May 2019, done 27 May 2019"),
        ({"RAG": "Amber"}, "green, on time"),
        ({"Weeks taken": 22}, "20.0 weeks (140 days)"),
        ({"Weeks taken": "late"}, "20.0 weeks"),
        ({"Week-6 due": date(2019, 2, 19)}, "18 February 2019 (6 weeks from 7 January 2019)"),
        ({"Final due": "soon"}, "27 May 2019 (20 weeks from 7 January 2019)"),
        (
            {"EP requested": date(2019, 2, 12), "EP due": date(2019, 3, 25)},
            "26 March 2019 (6 weeks from 12 February 2019)",
        ),
    ],
)
def test_what_disagrees_is_listed_with_the_sum(council, claim, should):
    found = _differences(council, ISSUED | claim)
    assert len(found) == 1
    assert found[0][2].startswith(should)


def test_a_late_plan_that_the_sheet_calls_on_time_is_found(council):
    late = ISSUED | {"Final issued": date(2019, 5, 28), "On time": "Y", "RAG": "Green"}
    assert [(heading, should) for heading, _, should in _differences(council, late)] == [
        ("On time", "late: due 27 May 2019, done 28 May 2019"),
        ("RAG", "red, late: due 27 May 2019, done 28 May 2019"),
    ]


def test_an_open_case_past_its_limit_is_late_whatever_the_sheet_says(council):
    row = a_row(RAG="Amber", On_time="")
    assert _differences(council, row) == [("RAG", "Amber", "red, late: open, due 27 May 2019")]
    council.today = date(2019, 5, 20)
    assert _differences(council, row) == []


def test_a_row_of_someone_who_left_is_not_judged(council):
    row = a_row(Withdrawn=date(2019, 7, 1), On_time="Y", RAG="Green", Weeks_taken=3)
    assert _differences(council, row) == []


def test_differences_do_not_stand_in_the_way(council):
    outcome = council.takes_rows(ISSUED | {"On time": "N"})
    assert (outcome.created, len(outcome.differences)) == (1, 1)
