"""Importing reviews again: sheet and register have moved on, and nothing is doubled."""

from datetime import date

import pytest

from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct
from ehcp.casework.open_case import open_case
from ehcp.register.tables import cases, people
from tests.exchange.trackers import a_plan, a_row, write_workbook

HELD = a_plan(Meeting_date=date(2019, 1, 14), Officer="Kim")
DECIDED = HELD | {"Decision": "Maintain", "Decision date": date(2019, 2, 8)}
AMENDED = HELD | {
    "Decision": "Amend",
    "Decision date": date(2019, 2, 8),
    "Draft amended plan issued": date(2019, 2, 8),
}


def _reviews(council):
    in_turn = sorted(council.rows_of(cases), key=lambda case: case["number"])
    return [(case["stage"], case["started_on"], case["decided_on"]) for case in in_turn]


def test_a_decided_review_opens_the_next_once_and_a_second_import_opens_none(council_on_each):
    council = council_on_each
    council.takes_rows(DECIDED)
    assert council.follows_up() == 1
    next_review = ("review_due", date(2019, 2, 8), None)
    decided = ("review_maintained", date(2018, 3, 5), date(2019, 2, 8))
    assert _reviews(council) == [decided, next_review]
    council.follows_up()
    for row in (DECIDED, DECIDED | {"Last review completed": date(2019, 2, 8)}):
        outcome = council.takes_rows(row)
        assert (outcome.unchanged, outcome.refused) == (1, [])
        assert council.follows_up() == 0
        assert _reviews(council) == [decided, next_review]


def test_a_decision_that_comes_with_a_later_import_opens_the_next(council):
    council.takes_rows(HELD)
    assert council.follows_up() == 0
    assert council.takes_rows(DECIDED).updated == 1
    assert council.follows_up() == 1
    assert [stage for stage, *_ in _reviews(council)] == ["review_maintained", "review_due"]


def test_a_decision_that_moves_moves_the_next_review(council):
    council.takes_rows(DECIDED)
    council.follows_up()
    council.follows_up()
    council.takes_rows(DECIDED | {"Decision date": date(2019, 2, 6)})
    council.follows_up()
    assert [started for _, started, _ in _reviews(council)] == [date(2018, 3, 5), date(2019, 2, 6)]


def test_the_row_moves_on_to_the_next_review(council_on_each):
    council = council_on_each
    council.takes_rows(DECIDED)
    council.follows_up()
    moved_on = a_plan(
        Last_review_completed=date(2019, 2, 8), Planned_meeting_date=date(2020, 1, 10)
    )
    assert council.takes_rows(moved_on).updated == 1
    assert council.takes_rows(moved_on).unchanged == 1
    assert council.happened(1) == [
        ("plan_last_reviewed", None, "2019-02-08"),
        ("review_meeting_fixed", None, "2019-07-22"),
    ]
    assert council.count() == 2


def test_what_is_planned_after_the_decision_belongs_to_the_next_review(council):
    row = DECIDED | {"Planned meeting date": date(2020, 1, 10)}
    council.takes_rows(row)
    assert _reviews(council) == [
        ("review_maintained", date(2018, 3, 5), date(2019, 2, 8)),
        ("review_arranged", date(2019, 2, 8), None),
    ]
    council.follows_up()
    assert council.takes_rows(row).unchanged == 1
    assert council.count() == 2


def test_an_amendment_goes_on_beside_the_next_review(council):
    council.takes_rows(AMENDED)
    council.follows_up()
    outcome = council.takes_rows(AMENDED | {"Final amended plan": date(2019, 4, 1)})
    assert outcome.updated == 1
    council.follows_up()
    assert [stage for stage, *_ in _reviews(council)] == ["plan_amended", "review_due"]
    assert council.case().issued_on == date(2019, 4, 1)


def test_the_next_years_meeting_is_no_correction_of_this_years(council):
    council.takes_rows(DECIDED)
    council.follows_up()
    council.today = date(2020, 2, 3)
    # The column of the last review has been forgotten.
    council.takes_rows(HELD | {"Meeting date": date(2020, 1, 9)})
    assert council.case(0).met_on == date(2019, 1, 14)
    assert council.case(1).met_on == date(2020, 1, 9)
    assert council.count() == 2


def test_a_meeting_that_is_put_right_is_corrected(council):
    council.takes_rows(HELD)
    council.takes_rows(HELD | {"Meeting date": date(2019, 1, 15)})
    assert (council.count(), council.case().met_on) == (1, date(2019, 1, 15))
    assert council.record()[-1].kind is Kind.CORRECTED


def test_a_planned_day_that_moves_takes_the_place_of_the_old_one(council):
    planned = a_plan(Planned_meeting_date=date(2019, 9, 20))
    council.takes_rows(planned)
    council.today = date(2019, 7, 29)
    assert council.takes_rows(planned).unchanged == 1
    council.takes_rows(planned | {"Planned meeting date": date(2019, 9, 27)})
    assert council.case().meeting_on == date(2019, 9, 27)
    fixed = [day for kind, _, day in council.happened() if kind == "review_meeting_fixed"]
    assert fixed == ["2019-07-29"]


def test_an_invitation_that_went_out_earlier_shows_that_the_meeting_was_fixed_earlier(council):
    planned = a_plan(Planned_meeting_date=date(2019, 9, 20), Invitations_sent="")
    council.takes_rows(planned)
    council.today = date(2019, 7, 29)
    council.takes_rows(planned | {"Invitations sent": date(2019, 7, 15)})
    assert council.happened()[1:] == [
        ("review_meeting_fixed", None, "2019-07-15"),
        ("invitations_sent", None, "2019-07-15"),
    ]


def test_a_last_review_that_is_put_right_moves_the_twelve_months(council):
    council.takes_rows(a_plan())
    outcome = council.takes_rows(a_plan(Last_review_completed=date(2018, 3, 8)))
    assert council.case().started_on == date(2018, 3, 8)
    assert "5 March 2018" in outcome.warnings[0].says
    council.takes_rows(a_plan(Last_review_completed=""))
    assert council.case().started_on == date(2016, 3, 7)
    assert council.happened() == [("plan_first_made", None, "2016-03-07")]
    assert council.count() == 1


def test_a_review_said_to_be_complete_without_a_decision_is_listed_and_left(council):
    council.takes_rows(HELD)
    outcome = council.takes_rows(HELD | {"Last review completed": date(2019, 2, 8)})
    assert (council.count(), council.case().stage) == (1, "review_held")
    (difference,) = outcome.differences
    assert "say what was decided" in difference.should
    assert council.case().reference in difference.should


def test_what_a_person_decided_is_not_decided_again(council):
    council.takes_rows(HELD)
    council.records(Kind.TOLD_WILL_MAINTAIN, date(2019, 2, 8))
    council.follows_up()
    for row in (HELD, DECIDED):
        outcome = council.takes_rows(row)
        assert (outcome.unchanged, outcome.differences) == (1, [])
    outcome = council.takes_rows(DECIDED | {"Decision": "Amend"})
    assert "plan stays as it is" in outcome.differences[0].should
    assert council.case().stage == "review_maintained"
    assert council.count() == 2


def test_what_a_person_corrected_stands_against_an_old_sheet(council):
    council.takes_rows(HELD)
    correct(
        council.engine,
        desk=council.desk("Sam"),
        reference=council.case().reference,
        sequence=2,
        happened_on=date(2019, 1, 16),
    )
    outcome = council.takes_rows(HELD)
    assert "2019-01-16, as Sam corrected it" in outcome.differences[0].should
    assert council.case().met_on == date(2019, 1, 16)


def test_a_meeting_that_a_person_fixed_is_not_moved(council):
    council.takes_rows(a_plan())
    council.records(Kind.REVIEW_MEETING_FIXED, date(2019, 7, 1), meeting_on="2019-09-20")
    assert council.takes_rows(a_plan(Planned_meeting_date=date(2019, 9, 20))).differences == []
    outcome = council.takes_rows(a_plan(Planned_meeting_date=date(2019, 9, 27)))
    assert outcome.differences[0].should == "2019-09-20, recorded by Sam"
    assert council.case().meeting_on == date(2019, 9, 20)


def test_a_plan_that_came_from_an_assessment_has_one_review(council):
    council.takes_rows(
        a_row(Decision="Y", Decision_date=date(2019, 2, 11), Final_issued=date(2019, 5, 27))
    )
    council.follows_up()
    row = a_plan(Date_of_final_plan=date(2019, 5, 27), Last_review_completed="")
    outcome = council.takes_rows(row)
    assert (outcome.reviews.created, council.count(), council.count(people)) == (1, 2, 1)
    assert council.takes_rows(row).unchanged == 1


def test_a_review_that_opened_by_itself_is_taken_and_no_second_opened(council):
    open_case(
        council.engine,
        desk=council.desk("Sam"),
        journey="annual_review",
        first=(Kind.PLAN_FIRST_MADE, date(2018, 9, 3)),
        person={"external_id": "P1", "surname": "Testchild"},
    )
    row = a_plan(
        Date_of_final_plan=date(2018, 9, 10),
        Last_review_completed="",
        Meeting_date=date(2019, 7, 1),
    )
    outcome = council.takes_rows(row)
    assert (outcome.created, outcome.updated, council.count()) == (0, 1, 1)
    assert outcome.differences[0].should == "2018-09-03, recorded by Sam"
    assert (council.case().started_on, council.case().stage) == (date(2018, 9, 3), "review_held")


def test_an_older_review_beside_the_open_one_is_history_of_its_own(council):
    council.takes_rows(a_plan(Last_review_completed=date(2019, 2, 8)))
    outcome = council.takes_rows(AMENDED)
    assert (outcome.created, outcome.refused) == (1, [])
    assert _reviews(council) == [
        ("review_due", date(2019, 2, 8), None),
        ("amendment_proposed", date(2018, 3, 5), date(2019, 2, 8)),
    ]
    council.follows_up()
    assert council.count() == 2


def test_one_row_for_each_review_makes_a_chain(council_on_each):
    council = council_on_each
    rows = [
        a_plan(Last_review_completed="", Planned_meeting_date=date(2020, 1, 9)),
        a_plan(
            Last_review_completed="",
            Meeting_date=date(2018, 1, 10),
            Decision="Maintain",
            Decision_date=date(2018, 2, 5),
        ),
        a_plan(
            Last_review_completed="",
            Meeting_date=date(2019, 1, 14),
            Decision="No change",
            Decision_date=date(2019, 2, 8),
        ),
    ]
    outcome = council.takes_rows(*rows)
    assert outcome.created == 3, outcome.refused
    assert [each for each in _reviews(council) if each[0] != "review_maintained"] == [
        ("review_arranged", date(2019, 2, 8), None)
    ]
    council.follows_up()
    assert council.count() == 3
    assert council.takes_rows(*rows).unchanged == 3


def test_two_open_rows_for_one_plan_are_refused_with_both_addresses(refusing):
    refused = refusing(a_plan(), a_plan(Comments="again"))
    assert [each.cell for each in refused] == ["A2", "A3"]
    assert "Tracker!A2 and Tracker!A3" in refused[0].reason


def test_the_same_row_in_two_sheets_is_counted_once(council, tmp_path):
    path = write_workbook(tmp_path / "book.xlsx", {"A": [a_plan()], "B": [a_plan()]})
    outcome = council.takes(path)
    assert (outcome.rows, outcome.created, outcome.duplicates) == (2, 1, 1)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_dry_run_counts_as_the_import_does(council, dry_run):
    council.takes_rows(a_plan())
    rows = [AMENDED, a_plan(Person_ID="P2", Phase_transfer="Y", Year_group=6)]
    outcome = council.takes_rows(*rows, how={"dry_run": dry_run})
    assert (outcome.updated, outcome.created, outcome.transfers_created) == (1, 1, 1)
    assert council.count() == (1 if dry_run else 3)
