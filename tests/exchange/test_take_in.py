"""Taking a tracker in: rows become cases with their history, all of them or none."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ehcp.cases.case_file import CaseFile
from ehcp.exchange.tracker.report import outcome_as_json, outcome_as_text
from ehcp.register import files, projection
from ehcp.register.bulk import put_people
from ehcp.register.engine import reading, writing
from ehcp.register.tables import (
    advice,
    cases,
    deadlines,
    events,
    imports,
    ledger,
    messages,
    occasions,
    people,
)
from tests.exchange.trackers import a_row, write_workbook

A_WHOLE_STORY = a_row(
    UPN="A12345678901B",
    Gender="F",
    School="Invented Primary",
    Requested_by="Parent",
    Caseworker="Kim",
    Panel_date=date(2019, 2, 5),
    Decision="Agreed",
    Decision_date=date(2019, 2, 11),
    EP_requested=date(2019, 2, 12),
    EP_due=date(2019, 3, 26),
    EP_received=date(2019, 3, 25),
    Health_requested=date(2019, 2, 12),
    Health_received=date(2019, 4, 1),
    SC_requested=date(2019, 2, 12),
    Draft_issued=date(2019, 4, 29),
    Parent_response=date(2019, 5, 10),
    Consultations_sent=date(2019, 5, 1),
    Consultations_received=date(2019, 5, 13),
    Final_issued=date(2019, 5, 24),
    Comments="Family rang on Tuesday",
    LAC="Yes",
)


def test_a_row_becomes_a_case_with_its_whole_history(council_on_each):
    council = council_on_each
    outcome = council.takes_rows(A_WHOLE_STORY)
    assert (outcome.rows, outcome.created, outcome.written) == (1, 1, True)
    assert council.happened()[:-2] == [
        ("request_received", None, "2019-01-07"),
        ("told_will_assess", None, "2019-02-11"),
        ("advice_requested", "educational_psychology", "2019-02-12"),
        ("advice_requested", "health", "2019-02-12"),
        ("advice_requested", "social_care", "2019-02-12"),
        ("advice_received", "educational_psychology", "2019-03-25"),
        ("advice_received", "health", "2019-04-01"),
        ("draft_served", None, "2019-04-29"),
        ("setting_consulted", "setting", "2019-05-01"),
        ("representations_received", None, "2019-05-10"),
        ("setting_replied", "setting", "2019-05-13"),
        ("plan_finalised", None, "2019-05-24"),
    ]
    assert set(council.notes()) == {"Family rang on Tuesday", "2019-02-05"}
    case = council.case()
    assert (case.stage, case.issued_on, case.officer, case.source) == (
        "plan_issued",
        date(2019, 5, 24),
        "Kim",
        "Parent",
    )
    person = council.rows_of(people)[0]
    assert (person["upn"], person["sex"], person["setting"], person["more"]) == (
        "A12345678901B",
        "F",
        "Invented Primary",
        {"looked_after": "Yes"},
    )


def test_everything_imported_says_that_it_came_from_a_tracker(council):
    council.takes_rows(A_WHOLE_STORY)
    assert all(entry.came_from_a_tracker for entry in council.record())
    assert {entry.recorded_by for entry in council.record()} == {"Kim"}


def test_nothing_is_woken_and_nothing_is_sent_because_of_an_import(council_on_each):
    council = council_on_each
    council.takes_rows(A_WHOLE_STORY, a_row(Person_ID="P2", Surname="Other"))
    assert [c["woken_version"] - c["version"] for c in council.rows_of(cases)] == [0, 0]
    assert council.count(messages) == council.count(occasions) == 0
    council.takes_rows(
        A_WHOLE_STORY, a_row(Person_ID="P2", Surname="Other", Withdrawn=date(2019, 3, 1))
    )
    assert [c["woken_version"] - c["version"] for c in council.rows_of(cases)] == [0, 0]


def test_what_a_person_recorded_before_stays_to_be_followed_up(council):
    council.takes_rows(a_row())
    with writing(council.engine) as connection:
        connection.execute(cases.update().values(woken_version=0))
    council.takes_rows(a_row(Comments="rang"))
    assert council.case().woken_version == 0
    assert council.case().version == 2


def test_the_projection_equals_a_rebuild_from_the_events(council_on_each):
    council = council_on_each
    rows = [
        A_WHOLE_STORY,
        a_row(Person_ID="P2", Decision="No", Decision_date=date(2019, 2, 20)),
        a_row(Person_ID="P3", Withdrawn=date(2019, 2, 20), EP_requested=date(2019, 2, 1)),
    ]
    council.takes_rows(*rows)
    rows[1] |= {"Decision date": date(2019, 2, 19)}
    rows[2] |= {"Request received": date(2019, 1, 10), "EP requested": date(2019, 2, 2)}
    assert council.takes_rows(*rows).updated == 2
    with reading(council.engine) as connection:
        for case in connection.execute(select(cases)).mappings():
            held = files.load(connection, case["reference"])
            rebuilt = CaseFile(
                reference=held.file.reference,
                recorded=held.file.recorded,
                born_on=held.file.born_on,
                year_group=held.file.year_group,
            )
            limits = projection.deadline_rows(rebuilt, case_id=case["id"], rules=council.rules)
            columns = projection.standing_columns(rebuilt, limits)
            assert {name: case[name] for name in columns} == columns
            for table, wanted in (
                (deadlines, limits),
                (advice, projection.advice_rows(rebuilt, case_id=case["id"])),
            ):
                query = select(table).where(table.c.case_id == case["id"])
                there = [dict(row) for row in connection.execute(query).mappings()]
                key = lambda row: tuple(str(row[name]) for name in sorted(row))  # noqa: E731
                assert sorted(there, key=key) == sorted(wanted, key=key)


def test_records_are_chained_and_cases_numbered(council_on_each):
    from ehcp.cases.events import FIRST_HASH

    council = council_on_each
    council.takes_rows(*(a_row(Person_ID=f"P{n}", Comments="x") for n in range(40)))
    council.takes_rows(*(a_row(Person_ID=f"P{n}", Comments="y") for n in range(40)))
    numbers = []
    for n in range(40):
        case, before = council.case(n), FIRST_HASH
        numbers.append(case.number)
        for place, event in enumerate(council.record(n), start=1):
            assert (event.sequence, event.previous_hash) == (place, before)
            before = event.hash_in(case.reference)
        assert (case.head_hash, case.version) == (before, 3)
    assert numbers == list(range(1, 41))
    assert council.rows_of(ledger)[0]["cases_opened"] == 40


def test_importing_twice_changes_nothing(council_on_each):
    council = council_on_each
    rows = [
        A_WHOLE_STORY,
        a_row(Person_ID="P2", EP_requested=date(2019, 2, 1), EP_received="chased", Chased_1="x"),
    ]
    council.takes_rows(*rows)
    before = [council.rows_of(table) for table in (cases, events, deadlines, advice, people)]
    council.today += timedelta(days=7)
    outcome = council.takes_rows(*rows)
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 2)
    assert [council.rows_of(t) for t in (cases, events, deadlines, advice, people)] == before
    assert council.count(imports) == 1


def test_one_refused_row_keeps_the_whole_workbook_out(council_on_each):
    council = council_on_each
    rows = [a_row(Person_ID=f"P{n}") for n in range(3)]
    rows[1]["Request received"] = "30/02/2019"
    outcome = council.takes_rows(*rows)
    assert outcome.is_refused
    assert not outcome.written
    assert council.count() == council.count(people) == council.count(events) == 0
    assert council.rows_of(ledger)[0]["cases_opened"] == 0
    shape = outcome_as_json(outcome)
    assert (shape["created"], shape["plan"]["create"], shape["plan"]["refuse"]) == (0, 2, 1)
    assert shape["refused"] == [
        {
            "sheet": "Tracker",
            "cell": "E3",
            "value": "30/02/2019",
            "reason": "there is no such day in that month",
            "fix": "Check the day and the month.",
        }
    ]
    text = outcome_as_text(outcome)
    assert "Tracker!E3 '30/02/2019': there is no such day" in text
    assert "--partial" in text


def test_partial_takes_the_other_rows(council_on_each):
    council = council_on_each
    rows = [a_row(Person_ID=f"P{n}") for n in range(3)]
    rows[1]["Request received"] = "30/02/2019"
    outcome = council.takes_rows(*rows, how={"partial": True})
    assert (outcome.written, outcome.created, outcome.refused_rows) == (True, 2, 1)
    assert outcome.rows == outcome.created + outcome.refused_rows
    assert council.count() == 2


def test_a_row_refused_late_takes_back_what_was_written_before_it(council, monkeypatch):
    monkeypatch.setattr("ehcp.exchange.tracker.requests.rows_into_register._AT_A_TIME", 2)
    rows = [a_row(Person_ID=f"P{n}") for n in range(6)]
    rows[5] |= {"Withdrawn": date(2019, 2, 1), "Final issued": date(2019, 3, 1)}
    outcome = council.takes_rows(*rows)
    assert outcome.is_refused
    assert council.count() == council.count(people) == 0


def test_a_dry_run_says_the_same_and_writes_nothing(council_on_each):
    council = council_on_each
    rows = [A_WHOLE_STORY, a_row(Person_ID="P2")]
    dry = council.takes_rows(*rows, how={"dry_run": True})
    assert (dry.created, dry.written, council.count()) == (2, False, 0)
    wet = council.takes_rows(*rows)
    assert (wet.created, wet.warnings) == (dry.created, dry.warnings)


def test_the_rows_of_a_workbook_are_all_accounted_for(council, tmp_path):
    again = a_row(Person_ID="P1")
    path = write_workbook(
        tmp_path / "book.xlsx",
        {
            "Open": [again, a_row(Person_ID="P2"), a_row(Person_ID="P3")],
            "Closed": [again, a_row(Person_ID="P4", Request_received="?")],
        },
    )
    outcome = council.takes(path, partial=True)
    assert outcome.rows == 5
    assert (outcome.created, outcome.refused_rows, outcome.duplicates) == (3, 1, 1)
    assert "5 rows = 3 created + 0 updated + 0 unchanged + 1 refused + 1 said twice" in (
        outcome_as_text(outcome)
    )


def test_a_second_request_for_the_same_child_in_another_sheet_is_a_second_case(council, tmp_path):
    sheets = {
        "2018": [a_row(Request_received=date(2018, 1, 8), Withdrawn=date(2018, 2, 1))],
        "2019": [a_row()],
    }
    for created in (2, 0):
        outcome = council.takes(write_workbook(tmp_path / "book.xlsx", sheets))
        assert (outcome.created, outcome.refused) == (created, [])
    assert council.count(people) == 1
    assert council.count() == 2


def test_two_rows_with_the_same_id_are_both_refused_with_both_addresses(refusing):
    refused = refusing(a_row(), a_row(Person_ID="P2"), a_row(Request_received=date(2019, 3, 1)))
    assert [each.cell for each in refused] == ["A2", "A4"]
    assert all("Tracker!A2 and Tracker!A4" in each.reason for each in refused)


def test_with_their_own_request_ids_they_are_two_cases(council):
    rows = [
        a_row(Request_ID="R1", Decision="No", Decision_date=date(2019, 2, 1)),
        a_row(Request_ID="R2", Request_received=date(2019, 6, 3)),
    ]
    assert council.takes_rows(*rows).created == 2
    assert council.takes_rows(*rows).unchanged == 2
    assert council.count(people) == 1


def test_a_workbook_that_counts_from_1904_gives_the_same_days(council, tmp_path):
    import xlsxwriter

    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet("Tracker")
        sheet.write_row(0, 0, ["Person ID", "Request received", "Decision", "Decision date"])
        sheet.write_row(1, 0, ["P1", (date(2019, 1, 7) - date(1904, 1, 1)).days, "Y"])
        sheet.write_datetime(1, 3, date(2019, 2, 11), book.add_format({"num_format": "d/m/yyyy"}))
    council.takes(path)
    assert council.happened() == [
        ("request_received", None, "2019-01-07"),
        ("told_will_assess", None, "2019-02-11"),
    ]


def test_a_name_in_one_cell_is_taken_apart(council):
    row = {"Name": "Testchild, Robin", "DOB": "04/05/2012", "Date in": "07/01/2019"}
    council.takes_rows(row)
    person = council.rows_of(people)[0]
    assert (person["surname"], person["forename"]) == ("Testchild", "Robin")


def test_a_upn_that_is_none_is_left_out_with_a_warning(council):
    outcome = council.takes_rows(a_row(UPN="12345"), a_row(Person_ID="P2", UPN="n/a"))
    assert [person["upn"] for person in council.rows_of(people)] == [None, None]
    assert [w.value for w in outcome.warnings] == ["12345"]


def test_the_log_of_an_import_names_references_and_fields_and_no_values(council):
    council.takes_rows(a_row())
    council.takes_rows(a_row(Surname="Newname", Withdrawn=date(2019, 3, 1), Comments="secret"))
    log = council.rows_of(imports)[-1]
    reference = council.case().reference
    assert log["changes"] == [
        {"reference": reference, "field": field}
        for field in ("withdrawn_on", "comments", "surname")
    ]
    assert log["counts"]["updated"] == 1
    assert not any(word in str(log) for word in ("Newname", "Testchild", "secret", "2019-03-01"))


def test_a_reference_that_is_taken_is_drawn_again(council, monkeypatch):
    drawn = iter(["AAA-222", "AAA-222", "BBB-222", "AAA-222", "CCC-222"])
    monkeypatch.setattr("ehcp.register.bulk.new_reference", lambda: next(drawn))
    council.takes_rows(a_row())
    council.takes_rows(a_row(), a_row(Person_ID="P2"))
    assert {case["reference"] for case in council.rows_of(cases)} == {"AAA-222", "BBB-222"}


def test_an_error_of_the_database_quotes_no_child(council_on_each):
    council = council_on_each
    council.takes_rows(a_row())
    twice: dict[str, object] = {
        column.name: None for column in people.columns if column.name != "id"
    }
    twice |= {"external_id": "P1", "surname": "Testchild", "year_group_by_hand": False, "more": {}}
    with pytest.raises(IntegrityError) as error, writing(council.engine) as connection:
        put_people(connection, [twice])
    assert "Testchild" not in str(error.value)
