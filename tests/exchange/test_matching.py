"""Who a row is about: by id, then by UPN, then by name and birth if somebody confirms it."""

from datetime import date

from ehcp.register.tables import people
from tests.exchange.trackers import a_row

UPN = "A12345678901B"


def _named(**changes):
    row = a_row(**changes)
    del row["Person ID"]
    return row


def test_the_id_finds_a_child_whose_name_was_put_right(council):
    council.takes_rows(a_row())
    council.takes_rows(a_row(Surname="Right", Forename="Spelt"))
    assert [person["surname"] for person in council.rows_of(people)] == ["Right"]


def test_the_upn_finds_a_child_where_there_is_no_id(council_on_each):
    council = council_on_each
    council.takes_rows(_named(UPN=UPN))
    assert council.takes_rows(a_row(UPN=UPN)).updated == 1
    assert [person["external_id"] for person in council.rows_of(people)] == ["P1"]


def test_one_upn_under_two_ids_is_refused(council):
    council.takes_rows(a_row(UPN=UPN))
    outcome = council.takes_rows(a_row(Person_ID="P2", UPN=UPN))
    assert outcome.refused[0].reason == "this UPN is in the register under another id"


def test_one_upn_in_two_rows_is_refused_with_both_addresses(council):
    outcome = council.takes_rows(a_row(UPN=UPN), a_row(Person_ID="P2", UPN=UPN))
    assert [each.cell for each in outcome.refused] == ["F2", "F3"]
    assert "Tracker!F2 and Tracker!F3" in outcome.refused[0].reason


def test_a_name_alone_has_to_be_confirmed(council_on_each):
    council = council_on_each
    council.takes_rows(a_row())
    outcome = council.takes_rows(_named(Surname="TESTCHILD ", Withdrawn=date(2019, 2, 1)))
    assert outcome.is_refused
    refused = outcome.refused[0]
    assert council.case().reference in refused.reason
    assert "--confirm-names" in refused.fix
    outcome = council.takes_rows(
        _named(Surname="TESTCHILD ", Withdrawn=date(2019, 2, 1)), how={"confirm_names": True}
    )
    assert outcome.updated == 1
    assert council.count(people) == 1


def test_a_sheet_without_ids_can_be_imported_week_after_week(council):
    rows = [_named(), _named(Forename="Alex")]
    assert council.takes_rows(*rows).created == 2
    assert council.takes_rows(*rows).unchanged == 2
    rows[0]["Withdrawn"] = date(2019, 2, 1)
    assert council.takes_rows(*rows).updated == 1


def test_the_same_name_under_two_ids_is_two_children_and_a_warning(council):
    council.takes_rows(a_row())
    outcome = council.takes_rows(a_row(), a_row(Person_ID="P2"))
    assert (outcome.created, outcome.unchanged) == (1, 1)
    assert any(council.case().reference in warning.says for warning in outcome.warnings)


def test_two_rows_with_the_same_name_and_birth_are_refused(council):
    outcome = council.takes_rows(_named(), _named(Request_received=date(2019, 3, 4)))
    assert [each.cell for each in outcome.refused] == ["A2", "A3"]
    assert "the same name and date of birth stands in Tracker!A2 and Tracker!A3" in (
        outcome.refused[0].reason
    )


def test_twins_are_two_children(council):
    assert council.takes_rows(_named(), _named(Forename="Alex")).created == 2


def test_rows_of_one_child_in_two_sheets_that_disagree_are_refused(council, tmp_path):
    from tests.exchange.trackers import write_workbook

    path = write_workbook(
        tmp_path / "book.xlsx",
        {"Open": [a_row()], "Closed": [a_row(Withdrawn=date(2019, 2, 1))]},
    )
    outcome = council.takes(path)
    assert [(each.sheet, each.cell) for each in outcome.refused] == [
        ("Open", "A2"),
        ("Closed", "A2"),
    ]
    assert "different contents" in outcome.refused[0].reason
