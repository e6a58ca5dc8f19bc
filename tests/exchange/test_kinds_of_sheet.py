"""What each sheet of a workbook is: requests, reviews or complaints, told by its headings."""

from datetime import date

import pytest

from ehcp.exchange.tracker.fields import vocabulary
from ehcp.exchange.tracker.headings import meaning_of
from ehcp.exchange.tracker.kinds_of_sheet import HeadingsMissing
from ehcp.exchange.tracker.report import outcome_as_json, outcome_as_text
from ehcp.register.tables import cases, complaints, import_mappings, people
from tests.exchange.trackers import a_plan, a_row, write_workbook


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Date updated plan issued", "plan_updated_on"),
        ("Date EHC plan last reviewed", "last_reviewed_on"),
        ("Date initial EHC plan issued", "plan_made_on"),
        ("Next AR due", "next_due"),
        ("AR meeting", "met_on"),
        ("Review meeting", "met_on"),
        ("Invites sent", "invited_on"),
        ("Review outcome", "decision"),
        ("4 week letter", "decided_on"),
        ("Draft amended plan issued", "notice_on"),
        ("Final amended plan", "amended_on"),
        ("Phase transfer Y/N", "transfer"),
        ("Phase transfer due date", "transfer_due"),
        ("Phase transfer final date", "transfer_final_on"),
        ("Attended by health", "health_attended"),
        ("EHCP ref", "plan_ref"),
        ("SEND officer", "officer"),
        ("DOB", "born_on"),
    ],
)
def test_the_variants_of_a_heading_are_known(heading, field):
    meaning = meaning_of(heading, table="reviews", told={}, saved={})
    assert meaning is not None
    assert (meaning.field, meaning.how) == (field, "known")


def test_every_field_is_found_by_the_heading_of_the_template():
    for name, field in vocabulary("reviews").fields.items():
        meaning = meaning_of(field.heading, table="reviews", told={}, saved={})
        assert meaning is not None, field.heading
        assert meaning.field == name


def test_a_workbook_with_both_kinds_of_sheet_is_told_apart(council_on_each, tmp_path):
    council = council_on_each
    path = write_workbook(
        tmp_path / "book.xlsx",
        {
            "AR": [a_plan(), a_plan(Person_ID="P2", Surname="Other", Phase_transfer="Y", NCY=6)],
            "Initial": [a_row(Final_issued=date(2019, 5, 27)), a_row(Person_ID="P3")],
            "Complaints": [{"Complaint ref": "C1", "Received": date(2019, 3, 4)}],
            "Lookups": [{"a": 1}],
        },
    )
    for dry_run in (True, False):
        outcome = council.takes(path, dry_run=dry_run)
        assert outcome.refused == []
        assert (outcome.requests.created, outcome.reviews.created) == (2, 2)
        assert outcome.complaints.created == 1
        assert outcome.passed_over == ("Lookups",)
    assert {found["kind"] for found in outcome.headings.values()} == {
        "requests",
        "reviews",
        "complaints",
    }
    assert (council.count(people), council.count(cases), council.count(complaints)) == (3, 5, 1)
    journeys = sorted(case["journey"] for case in council.rows_of(cases))
    assert journeys == ["annual_review"] * 2 + ["needs_assessment"] * 2 + ["phase_transfer"]
    text = outcome_as_text(outcome)
    assert "2 rows of requests = 2 created" in text
    assert "2 rows of reviews = 2 created" in text
    assert "Phase transfers among them: 1 created" in text
    shape = outcome_as_json(outcome)
    assert (shape["rows"], shape["created"], shape["reviews"]["created"]) == (4, 4, 2)
    again = council.takes(path)
    assert (again.unchanged, again.updated, again.created) == (4, 0, 0)


def test_one_refused_row_of_either_kind_keeps_everything_out(council, tmp_path):
    sheets = {"AR": [a_plan(Meeting_date="31/02/2019")], "Initial": [a_row()]}
    outcome = council.takes(write_workbook(tmp_path / "book.xlsx", sheets))
    assert outcome.is_refused
    assert council.count() == council.count(people) == 0
    outcome = council.takes(write_workbook(tmp_path / "book.xlsx", sheets), partial=True)
    assert (outcome.created, outcome.refused_rows) == (1, 1)


MIXED = {
    "Person ID": "P1",
    "Request received": date(2019, 1, 7),
    "Last review": date(2019, 2, 8),
}


def test_a_sheet_that_could_be_either_has_to_be_told(council):
    with pytest.raises(HeadingsMissing, match="--kind requests or --kind reviews"):
        council.takes_rows(MIXED)
    assert council.takes_rows(MIXED, how={"kind": "reviews"}).reviews.created == 1
    assert council.takes_rows(MIXED, how={"kind": "requests"}).requests.created == 1


def test_what_a_sheet_could_be_beside_what_it_is_read_as_is_said(council):
    outcome = council.takes_rows(MIXED | {"Decision to assess": "No", "Panel date": ""})
    assert outcome.requests.created == 1
    assert "headings of a tracker of annual reviews as well" in outcome_as_text(outcome)


def test_with_a_kind_the_sheets_of_the_other_are_passed_over(council, tmp_path):
    sheets = {"AR": [a_plan()], "Initial": [a_row()]}
    outcome = council.takes(write_workbook(tmp_path / "book.xlsx", sheets), kind="reviews")
    assert (outcome.rows, outcome.reviews.created) == (1, 1)
    assert outcome.passed_over == ("Initial",)


def test_what_a_tracker_of_reviews_lacks_is_said(council):
    with pytest.raises(HeadingsMissing, match="'Last review completed' or 'Meeting date'"):
        council.takes_rows({"Shoe size": 5, "Hat": "x"}, how={"kind": "reviews"})
    with pytest.raises(HeadingsMissing, match="lacks who it is about"):
        council.takes_rows({"Last review": "", "Next AR": "", "Officer": "Kim", "Setting": "x"})


def test_headings_may_stand_lower_under_merged_titles_and_are_guessed(council, tmp_path):
    import xlsxwriter

    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("2019")
        sheet.merge_range(0, 0, 0, 4, "Annual reviews 2018/19")
        sheet.merge_range(2, 3, 2, 4, "Meeting")
        sheet.write_row(3, 0, ["Pupil ID", "Last reveiw", "Officer", "Planed date", "Meeting date"])
        sheet.write_row(4, 0, ["P1", "05/03/2018", "Kim", "", "14/01/2019"])
        sheet.set_column(1, 1, None, None, {"hidden": True})
    outcome = council.takes(path)
    assert outcome.reviews.created == 1
    assert [kind for kind, *_ in council.happened()] == [
        "plan_last_reviewed",
        "review_meeting_held",
    ]
    kept = {row["heading"]: row["field"] for row in council.rows_of(import_mappings)}
    assert kept["reviews: last reveiw"] == "last_reviewed_on"


def test_a_mapping_of_reviews_is_kept_for_the_next_week_and_only_for_reviews(council):
    row = {"Person ID": "P1", "Seen by panel": date(2019, 1, 14), "Last review": date(2018, 3, 5)}
    council.takes_rows(row, how={"headings": {"Seen by panel": "met_on"}})
    assert council.case().met_on == date(2019, 1, 14)
    assert council.takes_rows(row).unchanged == 1
    assert [row["heading"] for row in council.rows_of(import_mappings)] == [
        "reviews: seen by panel"
    ]


def test_annex_a_list_1_is_taken_for_plans_to_be_reviewed(council):
    row = {
        "Unique ID": "P1",
        "UPN": "A12345678901B",
        "Date of birth": date(2012, 5, 4),
        "Gender": "F",
        "Date initial EHC plan issued": date(2016, 3, 7),
        "Date updated EHC plan issued": date(2018, 5, 1),
        "Date EHC plan last reviewed": date(2018, 3, 5),
        "SEN primary need": "ASD",
        "Known to children's social care?": "N",
    }
    assert council.takes_rows(row).reviews.created == 1
    more = council.rows_of(people)[0]["more"]
    assert more["plan_made_on"] == "2016-03-07"
    assert more["plan_updated_on"] == "2018-05-01"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_of_reviews_is_read(council, tmp_path, encoding):
    path = tmp_path / "reviews.csv"
    lines = ["Annual reviews;;", "Plan ref;Last AR;Next AR due", "E1;05/03/2018;43529"]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    outcome = council.takes(path)
    assert outcome.reviews.created == 1
    assert [d.should for d in outcome.differences] == ["4 March 2019 (12 months from 5 March 2018)"]


def test_three_samples_of_a_column_are_shown_in_a_dry_run(council):
    rows = [a_plan(Person_ID=f"P{n}") for n in range(5)]
    outcome = council.takes_rows(*rows, how={"dry_run": True})
    columns = {c["heading"]: c for c in outcome.headings["Tracker"]["columns"]}
    assert columns["Person ID"]["samples"] == ["P0", "P1", "P2"]
