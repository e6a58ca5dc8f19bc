"""The sheet of complaints: each once, by its own reference."""

from datetime import date

import pytest

from ehcp.register.tables import complaints
from tests.exchange.trackers import a_row, write_workbook

FIRST = {
    "Complaint ref": "C1",
    "Received": date(2019, 3, 1),
    "Stage": 1,
    "Theme": "Timeliness",
    "Outcome": "",
}


@pytest.fixture
def takes(tmp_path):
    def take(council, *rows, cases=None, **how):
        path = write_workbook(
            tmp_path / "book.xlsx", {"Tracker": cases or [a_row()], "Complaints": list(rows)}
        )
        return council.takes(path, **how)

    return take


def test_complaints_are_kept_once(council_on_each, takes):
    council = council_on_each
    other = FIRST | {"Complaint ref": "C2", "Received": "05/04/2019"}
    outcome = takes(council, FIRST, other)
    assert (outcome.complaints.created, outcome.rows) == (2, 1)
    kept = council.rows_of(complaints)
    assert [(c["external_ref"], c["received_on"], c["stage"], c["theme"]) for c in kept] == [
        ("C1", date(2019, 3, 1), "1", "Timeliness"),
        ("C2", date(2019, 4, 5), "1", "Timeliness"),
    ]
    outcome = takes(council, FIRST | {"Outcome": "Upheld"}, other)
    counts = outcome.complaints
    assert (counts.created, counts.updated, counts.unchanged) == (0, 1, 1)
    assert takes(council, FIRST, other).complaints.unchanged == 2
    assert {c["external_ref"]: c["outcome"] for c in council.rows_of(complaints)} == {
        "C1": "Upheld",
        "C2": None,
    }


def test_a_complaint_is_joined_to_its_case(council, takes):
    named = FIRST | {"Person ID": "P1"}
    outcome = takes(council, named, FIRST | {"Complaint ref": "C2", "Person ID": "P9"})
    assert [row["case_id"] for row in council.rows_of(complaints)] == [council.case().id, None]
    assert [warning.value for warning in outcome.warnings] == ["P9"]
    takes(council, FIRST | {"Complaint ref": "C3", "Person ID": council.case().reference})
    assert council.rows_of(complaints)[-1]["case_id"] == council.case().id


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([FIRST | {"Received": "1/13/2019"}], ["B2"]),
        ([FIRST | {"Received": ""}], ["B2"]),
        ([FIRST | {"Received": date(2091, 1, 1)}], ["B2"]),
        ([FIRST | {"Complaint ref": ""}], ["A2"]),
        ([FIRST, FIRST], ["A2", "A3"]),
    ],
)
def test_a_complaint_that_cannot_be_read_keeps_everything_out(council, takes, rows, cells):
    outcome = takes(council, *rows)
    assert outcome.is_refused
    assert sorted(each.cell for each in outcome.refused) == cells
    assert council.count() == council.count(complaints) == 0


def test_a_workbook_of_complaints_alone_is_taken(council, tmp_path):
    outcome = council.takes(write_workbook(tmp_path / "c.xlsx", {"Complaints 2019": [FIRST]}))
    assert (outcome.rows, outcome.complaints.created) == (0, 1)


def test_a_refused_row_of_the_tracker_keeps_the_complaints_out_too(council, takes):
    takes(council, FIRST, cases=[a_row(Request_received="?")])
    assert council.count(complaints) == 0
