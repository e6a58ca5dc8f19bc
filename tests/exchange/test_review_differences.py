"""What a tracker of reviews works out for itself is worked out again, and disagreements listed."""

from datetime import date

import pytest

from tests.exchange.trackers import a_plan

DECIDED = a_plan(
    Meeting_date=date(2019, 1, 14),
    Decision="Amend",
    Decision_date=date(2019, 2, 11),
    Draft_amended_plan_issued=date(2019, 2, 11),
)
"""Decided on the last day of the four weeks, and inside the twelve months."""


def _differences(council, row):
    outcome = council.takes_rows(row, how={"dry_run": True})
    assert outcome.refused == []
    return [(each.heading, each.should) for each in outcome.differences]


@pytest.mark.parametrize(
    "claim",
    [
        {"Next due": date(2020, 2, 10)},
        {"Next due": date(2020, 1, 13)},  # counted from the meeting, which is sooner
        {"Next due": "February 2020"},
        {"Report due": date(2019, 1, 28)},
        {"Decision due": date(2019, 2, 11)},
        {"Representations due": date(2019, 2, 25)},
        {"Representations due": date(2019, 3, 1)},  # more than fifteen days is no wrong
        {"Final amended plan due": date(2019, 4, 8)},
        {"On time": "Y", "Term": "Spring", "Year group": 3},
        {"Decision within 4 weeks": "Yes"},
        {"RAG": "Green"},
        {"Phase transfer due date": date(2020, 2, 15), "Year group": 5},
        {"Phase transfer due date": date(2020, 2, 14), "Year group": 5},
    ],
)
def test_what_agrees_with_the_law_is_not_listed(council, claim):
    assert _differences(council, DECIDED | claim) == []


@pytest.mark.parametrize(
    ("claim", "should"),
    [
        ({"Next due": date(2020, 2, 11)}, "10 February 2020 (12 months from 11 February 2019)"),
        ({"Next due": date(2019, 3, 5)}, "10 February 2020"),
        ({"Next due": "overdue"}, "10 February 2020"),
        ({"Report due": date(2019, 2, 11)}, "28 January 2019 (2 weeks from 14 January 2019)"),
        ({"Decision due": date(2019, 2, 14)}, "11 February 2019 (4 weeks from 14 January 2019)"),
        ({"Representations due": date(2019, 2, 24)}, "25 February 2019 (at least 15 days from"),
        ({"Final amended plan due": date(2019, 5, 6)}, "8 April 2019 (8 weeks from"),
        ({"On time": "N"}, "on time: the twelve months ended on 4 March 2019, decided"),
        ({"Decision within 4 weeks": "No"}, "on time: the decision was due 11 February 2019"),
        ({"RAG": "Red"}, "green, on time"),
        (
            {"Phase transfer due date": date(2020, 3, 31), "Year group": 5},
            "14 February 2020 (before 15 February from 1 September 2020)",
        ),
    ],
)
def test_what_disagrees_is_listed_with_the_sum(council, claim, should):
    ((_, found),) = _differences(council, DECIDED | claim)
    assert found.startswith(should)


def test_a_decision_in_four_weeks_and_yet_after_the_year_is_late(council):
    late = DECIDED | {
        "Last review completed": date(2018, 2, 5),
        "On time": "Y",
        "Decision due": date(2019, 2, 11),
    }
    assert _differences(council, late) == [
        ("On time", "late: the twelve months ended on 4 February 2019, decided 11 February 2019"),
        ("Decision due", "4 February 2019 (12 months from 5 February 2018)"),
    ]


def test_an_overdue_review_is_late_whatever_the_sheet_says(council):
    assert _differences(council, a_plan(RAG="Green", On_time="Yes")) == [
        ("RAG", "red, late: the twelve months ended on 4 March 2019, not decided"),
        ("On time", "late: the twelve months ended on 4 March 2019, not decided"),
    ]


def test_of_a_plan_that_ended_nothing_is_due(council):
    row = a_plan(Plan_ceased=date(2019, 3, 1), Next_due=date(2020, 1, 1), On_time="N")
    assert _differences(council, row) == []


def test_a_council_that_counts_from_the_meeting_is_compared_with_the_meeting(council, monkeypatch):
    from dataclasses import replace

    desk = council.desk
    monkeypatch.setattr(council, "desk", lambda: replace(desk(), next_review_from="meeting"))
    row = DECIDED | {"Next due": date(2020, 2, 10)}
    ((_, should),) = _differences(council, row)
    assert should == "13 January 2020 (12 months from 14 January 2019)"
