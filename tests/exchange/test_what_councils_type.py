"""What councils type: dates that cannot be, words for dates, decisions in many words."""

from datetime import date

import pytest

from tests.exchange.trackers import a_row


@pytest.mark.parametrize(
    ("cells", "cell", "reason"),
    [
        ({"Draft issued": date(2018, 12, 1)}, "F2", "before the request"),
        ({"Draft issued": date(2091, 4, 1)}, "F2", "two years ahead"),
        ({"Request received": date(2091, 4, 1)}, "E2", "two years ahead"),
        ({"Request received": ""}, "E2", "no date of request"),
        ({"Request received": "chased"}, "E2", "no date of request"),
        ({"Request received": "05/01/19"}, "E2", "two digits"),
        ({"Date of birth": date(2019, 2, 1)}, "D2", "before the date of birth"),
        ({"Date of birth": date(1980, 2, 1)}, "D2", "26 or older on 7 January 2019"),
        ({"Request received": date(2014, 8, 31)}, "E2", "when the law of these assessments began"),
        ({"Person ID": "", "Date of birth": ""}, "A2", "whom it is about"),
        (
            {"EP requested": date(2019, 3, 1), "EP received": date(2019, 2, 1)},
            "G2",
            "before it was asked for",
        ),
        (
            {"Withdrawn": date(2019, 2, 1), "Final issued": date(2019, 3, 1)},
            "G2",
            "comes out of turn",
        ),
        (
            {"Decision": "No", "Decision date": date(2019, 2, 1), "Final issued": date(2019, 5, 1)},
            "H2",
            "out of turn",
        ),
        (
            {"Draft issued": date(2019, 2, 1), "Decision": "Y", "Decision date": date(2019, 3, 1)},
            "H2",
            "out of turn",
        ),
    ],
)
def test_what_cannot_be_refuses_the_row_and_names_the_cell(refusing, cells, cell, reason):
    row = a_row() | cells
    first = refusing(row)[0]
    assert (first.sheet, first.cell) == ("Tracker", cell)
    assert reason in first.reason
    assert first.fix


def test_words_in_a_column_of_dates_become_notes_with_a_warning(council):
    outcome = council.takes_rows(
        a_row(Consultations_sent="chased", EP_received="w/c 3 June", Draft_issued="n/a")
    )
    assert council.notes() == ["chased", "w/c 3 June", "n/a"]
    assert [(w.cell, w.value) for w in outcome.warnings] == [
        ("F2", "chased"),
        ("G2", "w/c 3 June"),
        ("H2", "n/a"),
    ]
    assert council.case().stage == "requested"


def test_a_step_whose_forerunner_has_no_date_is_accepted_with_a_warning(council):
    outcome = council.takes_rows(a_row(Final_issued=date(2019, 5, 24)))
    assert council.case().stage == "plan_issued"
    assert [w.says for w in outcome.warnings] == [
        "a step before it has no date: recorded as it stands"
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"EP requested": date(2019, 2, 12), "EP received": date(2019, 6, 20)},
        {"Parent response": date(2019, 6, 20)},
        {"Moved out": date(2019, 6, 20)},
        {"Week-16 decision": "Yes", "Week-16 decision date": date(2019, 6, 20)},
    ],
)
def test_what_came_after_the_case_was_over_is_kept_as_a_note(council, cells):
    row = a_row(Decision="Y", Decision_date=date(2019, 2, 11), Final_issued=date(2019, 5, 24))
    outcome = council.takes_rows(row | cells)
    assert council.case().stage == "plan_issued"
    assert council.case().ended_on == date(2019, 5, 24)
    assert any("kept as a note" in warning.says for warning in outcome.warnings)
    assert any("2019-06-20" in note for note in council.notes())
    assert council.takes_rows(row | cells).unchanged == 1


@pytest.mark.parametrize(
    ("cells", "stage"),
    [
        ({"Decision": "Agreed to assess", "Decision date": "11/02/2019"}, "assessing"),
        ({"Request Outcome": "Y", "Request Outcome Date": "11/02/2019"}, "assessing"),
        ({"Decision": "Agreed 11/02/2019"}, "assessing"),
        ({"Decision": "Not agreed", "Decision date": "11/02/2019"}, "not_assessed"),
        ({"Decision": "Refused", "Decision date": "11/02/2019"}, "not_assessed"),
        ({"Decision": "RTA", "Decision date": "11/02/2019"}, "not_assessed"),
        ({"Decision": "No", "Decision date": "11/02/2019"}, "not_assessed"),
        ({"Decision": "No - too little evidence", "Decision date": "11/02/2019"}, "not_assessed"),
        ({"Decision": "Panel: refused to assess", "Decision date": "11/02/2019"}, "not_assessed"),
        ({"Decision": "Agreed not to assess", "Decision date": "11/02/2019"}, "not_assessed"),
        ({"Decision": "Agreed - no further info needed", "Decision date": "11/02/2019"},
         "assessing"),
        ({"Decision": "Agreed. Not previously known", "Decision date": "11/02/2019"}, "assessing"),
        ({"Decision": "Agreed at panel", "Decision date": "11/02/2019"}, "assessing"),
        ({"Decision": "Agreed a", "Decision date": "11/02/2019"}, "assessing"),
        ({"Decision": "Not yet agreed", "Decision date": "11/02/2019"}, "requested"),
        ({"Decision": "Could not be agreed today", "Decision date": "11/02/2019"}, "requested"),
        ({"Decision": "No further information needed", "Decision date": "11/02/2019"}, "requested"),
        ({"Decision": "N/A", "Decision date": "11/02/2019"}, "requested"),
        ({"Decision": "Withdrawn", "Decision date": "11/02/2019"}, "withdrawn"),
        ({"Decision date": "11/02/2019", "Reason refused": "no need"}, "not_assessed"),
        ({"Decision date": "11/02/2019", "EP requested": "12/02/2019"}, "assessing"),
        ({"Decision": "Deferred", "Panel date": "11/02/2019"}, "requested"),
        ({"Decision": "Agreed"}, "requested"),
        ({"Decision": "Fine by panel?", "Decision date": "11/02/2019"}, "requested"),
        ({"Withdrawn": "11/02/2019"}, "withdrawn"),
        ({"Withdrawn": "Y", "Date closed": "11/02/2019"}, "withdrawn"),
        ({"Exported / moved out": "Moved to Kent 11/02/2019"}, "moved_out"),
        ({"Exported / moved out": "Withdrawn", "Closed": "11/02/2019"}, "withdrawn"),
        ({"Status": "Deceased", "Date closed": "11/02/2019"}, "died"),
        ({"Status": "Open"}, "requested"),
        ({"Withdrawn": "No"}, "requested"),
        ({"Withdrawn": "Y"}, "requested"),
        ({"Date closed": "11/02/2019"}, "requested"),
    ],
)  # fmt: skip
def test_what_councils_type_about_decisions_and_endings(council, cells, stage):
    outcome = council.takes_rows(a_row() | cells)
    assert outcome.written, outcome.refused
    assert council.case().stage == stage
    assert council.takes_rows(a_row() | cells).unchanged == 1


@pytest.mark.parametrize(
    ("cells", "stage"),
    [
        ({"Week-16 decision": "Yes", "Week-16 decision date": "29/04/2019"}, "drafting"),
        ({"Assessment Outcome": "No plan", "Assessment Outcome Date": "29/04/2019"}, "no_plan"),
        ({"Week-16 decision": "Note in lieu", "Week-16 decision date": "29/04/2019"}, "no_plan"),
        ({"Week-16 decision": "No"}, "assessing"),
        ({"Week-16 decision": "Yes", "Draft issued": "29/04/2019"}, "draft"),
        ({"Assessment Outcome": "Moved out", "Assessment Outcome Date": "29/04/2019"}, "moved_out"),
    ],
)
def test_what_councils_type_about_a_plan_or_none(council, cells, stage):
    row = a_row(Decision="Y", Decision_date="11/02/2019") | cells
    outcome = council.takes_rows(row)
    assert outcome.written, outcome.refused
    assert council.case().stage == stage


@pytest.mark.parametrize(
    ("words", "readings"),
    [
        ("Yes (earlier request withdrawn)", "'yes' and as 'withdrawn'"),
        ("Refused, then agreed at mediation", "'no' and as 'yes'"),
        ("Deferred. Agreed later", "'not decided yet' and as 'yes'"),
        ("Agreed - no. Refused", "'yes' and as 'no'"),
    ],
)
@pytest.mark.parametrize(
    ("heading", "cell", "asks"),
    [("Decision", "F2", "'will assess'"), ("Week-16 decision", "F2", "'will issue'")],
)
def test_a_decision_that_says_two_things_refuses_the_row(
    refusing, heading, cell, asks, words, readings
):
    (refused,) = refusing(a_row() | {heading: words, f"{heading} date": "11/02/2019"})
    assert (refused.cell, refused.value) == (cell, words)
    assert readings in refused.reason
    assert "yes or no" in refused.fix
    assert asks in refused.fix


@pytest.mark.parametrize("words", ["Panel", "A"])
def test_a_word_that_decides_nothing_is_not_taken_for_waiting(council, words):
    outcome = council.takes_rows(a_row(Decision=words))
    assert [warning.value for warning in outcome.warnings] == [words]
    assert council.notes() == [words]


def test_a_child_brought_to_attention_starts_the_other_trigger(council):
    council.takes_rows(a_row(Trigger="s24 brought to attention"))
    assert council.happened() == [("became_responsible", None, "2019-01-07")]
