"""Headings: their variants, slips of the pen, titles above, other orders, and what is missing."""

from datetime import date

import pytest

from ehcp.exchange.tracker.fields import vocabulary
from ehcp.exchange.tracker.headings import meaning_of
from ehcp.exchange.tracker.kinds_of_sheet import HeadingsMissing
from ehcp.register.tables import import_mappings
from tests.exchange.trackers import a_row, write_sheet, write_workbook


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Person ID", "external_id"),
        ("EMS/One ID", "external_id"),
        ("Dob (ccyy-mm-dd)", "born_on"),
        ("D.O.B", "born_on"),
        ("UPN and ULN unavailable reason", "upn_unknown_reason"),
        ("Date Request Was Received", "received_on"),
        ("WEEK 0", "received_on"),
        ("Date in", "received_on"),
        ("Week-6 due", "decision_due"),
        ("Request Outcome", "decision"),
        ("Request Outcome Date", "decided_on"),
        ("Assessment Outcome To Issue EHCP", "issue_decision"),
        ("Exported / moved out", "moved_out_on"),
        ("EP requested", "educational_psychology.requested"),
        ("Date EP advice received", "educational_psychology.received"),
        ("Educational Psychologist report due", "educational_psychology.due"),
        ("EP allocated to", "educational_psychology.allocated"),
        ("Health/Paeds - received", "health.received"),
        ("S&LT requested", "speech_and_language_therapy.requested"),
        ("SaLT rec'd", "speech_and_language_therapy.received"),
        ("OT due in", "occupational_therapy.due"),
        ("Date advice requested from Social Care", "social_care.requested"),
        ("School advice received", "education.received"),
        ("CAMHS received", "mental_health.received"),
        ("Parental views received", "parent.received"),
        ("Parent response", "response_on"),
        ("Final due (week 20)", "final_due"),
        ("EHC Plan Start Date", "issued_on"),
        ("Twenty Weeks Time Limit Exceptions Apply", "exception"),
        ("Chased 2", "chased"),
    ],
)
def test_the_variants_of_a_heading_are_known(heading, field):
    meaning = meaning_of(heading, table="tracker", told={}, saved={})
    assert meaning is not None
    assert (meaning.field, meaning.how) == (field, "known")


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Request recieved", "received_on"),
        ("Caseworkr", "officer"),
        ("Date the request was received", "received_on"),
        ("EP recieved", "educational_psychology.received"),
        ("Psycologist requested", "educational_psychology.requested"),
        ("Ethnicty", "ethnicity"),
    ],
)
def test_a_slip_of_the_pen_is_guessed_and_says_so(heading, field):
    meaning = meaning_of(heading, table="tracker", told={}, saved={})
    assert meaning is not None
    assert (meaning.field, meaning.how) == (field, "guessed")


@pytest.mark.parametrize(
    "heading",
    ["PT", "Requested", "Notes for panel chair", "Shoe size", "EP", "", "42", "OX requested"],
)
def test_what_nobody_knows_is_not_guessed(heading):
    assert meaning_of(heading, table="tracker", told={}, saved={}) is None


def test_every_field_is_found_by_the_heading_of_the_template():
    for name, field in vocabulary("tracker").fields.items():
        meaning = meaning_of(field.heading, table="tracker", told={}, saved={})
        assert meaning is not None, field.heading
        assert meaning.field == name


@pytest.mark.parametrize("lines", [0, 1, 5, 9])
def test_the_headings_may_stand_in_any_of_the_first_ten_rows(council, lines):
    above = [["SEND tracker", "", "as at 22/07/2019"]] * lines
    assert council.takes_rows(a_row(), above=above).created == 1


def test_in_the_eleventh_row_they_are_too_low(council):
    with pytest.raises(HeadingsMissing, match="first 10 rows"):
        council.takes_rows(a_row(), above=[["SEND tracker", "2019"]] * 10)


def test_a_merged_title_above_makes_the_heading_of_an_advice_column(council, tmp_path):
    import xlsxwriter

    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Tracker")
        sheet.merge_range(0, 0, 0, 6, "Assessments 2019")
        sheet.merge_range(1, 2, 1, 4, "EP")
        sheet.merge_range(1, 5, 1, 6, "Health")
        for index, heading in enumerate(
            ["Pupil ID", "Date in", "Requested", "Due", "Received", "Requested", "Received"]
        ):
            sheet.write(2, index, heading)
        for index, value in enumerate(
            ["P1", "07/01/2019", "18/02/2019", "01/04/2019", "20/03/2019", "19/02/2019"]
        ):
            sheet.write(3, index, value)
    outcome = council.takes(path)
    assert outcome.created == 1
    assert council.happened() == [
        ("request_received", None, "2019-01-07"),
        ("advice_requested", "educational_psychology", "2019-02-18"),
        ("advice_requested", "health", "2019-02-19"),
        ("advice_received", "educational_psychology", "2019-03-20"),
    ]


def test_other_orders_and_variants_give_the_same_register(council, tmp_path):
    cells = {
        "id": ("Person ID", "Unique ID", "EMS ID"),
        "surname": ("Surname", "Last name", "Family name"),
        "born": ("Date of birth", "DOB", "Dob (ccyy-mm-dd)"),
        "in": ("Request received", "Week 0", "Date Request Was Received"),
        "yes": ("Decision", "Request Outcome", "Panel decision"),
        "told": ("Decision date", "Request Outcome Date", "Date decided"),
        "asked": ("EP requested", "Date EP advice requested", "Requested: Ed Psych"),
        "came": ("EP received", "EP report back", "Educational Psychology returned"),
        "final": ("Final issued", "Date initial EHC plan issued", "EHC Plan Start Date"),
    }
    values = {
        "id": "P1", "surname": "Testchild", "born": date(2012, 5, 4), "in": date(2019, 1, 7),
        "yes": "Agreed", "told": date(2019, 2, 11), "asked": date(2019, 2, 12),
        "came": date(2019, 3, 25), "final": date(2019, 5, 20),
    }  # fmt: skip
    for variant in range(3):
        order = list(cells)[variant:] + list(cells)[:variant]
        row = {cells[name][variant]: values[name] for name in order}
        if variant == 1:
            row = {k: f"{v:%d/%m/%Y}" if isinstance(v, date) else v for k, v in row.items()}
        outcome = council.takes(write_sheet(tmp_path / f"{variant}.xlsx", [row]))
        assert not outcome.refused
        assert (outcome.created, outcome.unchanged) == ((1, 0) if variant == 0 else (0, 1))
    assert council.happened() == [
        ("request_received", None, "2019-01-07"),
        ("told_will_assess", None, "2019-02-11"),
        ("advice_requested", "educational_psychology", "2019-02-12"),
        ("advice_received", "educational_psychology", "2019-03-25"),
        ("plan_finalised", None, "2019-05-20"),
    ]


def test_of_two_columns_for_one_thing_the_plainer_is_read(council):
    row = {"Week 0": date(2019, 1, 1), **a_row()}
    outcome = council.takes_rows(row)
    assert council.case().started_on == date(2019, 1, 7)
    columns = outcome.headings["Tracker"]["columns"]
    assert [c["how"] for c in columns if c["heading"] == "Week 0"] == [
        "not read: column F holds it"
    ]


def test_the_same_heading_twice_is_refused(council, tmp_path):
    names = ["Person ID", "Request received", "EP received", "EP received"]
    path = write_sheet(tmp_path / "twice.xlsx", [a_row()], headings=names)
    with pytest.raises(HeadingsMissing, match="columns C and D have the same heading"):
        council.takes(path)


def test_missing_headings_are_named_with_what_was_found(council):
    row = a_row(Decision="Yes")
    del row["Request received"]
    with pytest.raises(HeadingsMissing, match="'Tracker' lacks the date of the request"):
        council.takes_rows(row)
    with pytest.raises(HeadingsMissing, match="lacks who it is about"):
        council.takes_rows({"Request received": date(2019, 1, 7), "Decision": "Y", "EP due": "x"})
    with pytest.raises(HeadingsMissing, match="'Fruit', 'Price'"):
        council.takes_rows({"Fruit": "Apple", "Price": 3})


def test_a_sheet_of_lookups_is_passed_over(council, tmp_path):
    path = write_workbook(
        tmp_path / "book.xlsx",
        {"Lists": [{"Team": "North", "Lead": "Morgan"}], "Cases": [a_row()], "Empty": []},
    )
    outcome = council.takes(path)
    assert outcome.created == 1
    assert outcome.passed_over == ("Lists", "Empty")


def test_what_the_user_says_a_heading_means_is_kept_for_next_week(council):
    row = a_row(Landed=date(2019, 1, 9))
    del row["Request received"]
    outcome = council.takes_rows(row, how={"headings": {"Landed": "received_on"}})
    assert outcome.written
    assert council.case().started_on == date(2019, 1, 9)
    assert council.rows_of(import_mappings) == [
        {"heading": "tracker: landed", "field": "received_on"}
    ]
    assert council.takes_rows(row).unchanged == 1


def test_a_column_can_be_left_out(council):
    outcome = council.takes_rows(
        a_row(Withdrawn=date(2019, 2, 1)), how={"headings": {"Withdrawn": "ignore"}}
    )
    assert outcome.written
    assert council.case().stage == "requested"


def test_a_field_that_is_none_is_refused(council):
    from ehcp.exchange.tracker.mappings import UnknownField

    with pytest.raises(UnknownField, match="no field 'birthday'"):
        council.takes_rows(a_row(), how={"headings": {"Party": "birthday"}})


def test_a_dry_run_shows_samples_of_each_column(council):
    outcome = council.takes_rows(a_row(), a_row(Person_ID="P2"), how={"dry_run": True})
    first = outcome.headings["Tracker"]["columns"][0]
    assert first == {
        "column": "A1", "heading": "Person ID", "field": "external_id", "how": "known",
        "samples": ["P1", "P2"],
    }  # fmt: skip
    assert council.count() == 0
