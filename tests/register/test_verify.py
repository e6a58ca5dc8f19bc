"""Whatever is altered or removed by someone who can write to the database is found.

Every attempt is made and looked through inside one transaction, which is then taken back.
"""

import pytest
from sqlalchemy import text

from ehcp.casework.open_case import open_case
from ehcp.law.rules import load_rules
from ehcp.register.engine import reading
from ehcp.register.tables import advice, cases, deadlines, events
from ehcp.register.verify import Verification, look_through, verify
from ehcp.register.walk import walk
from tests.builders import day
from tests.register.conftest import DESK

RULES = load_rules()
NO_GUARDS = {
    "sqlite": ("DROP TRIGGER events_refuse_update", "DROP TRIGGER events_refuse_delete"),
    "postgresql": ("SET LOCAL session_replication_role = replica",),
}
FIRST_CASE = "(SELECT min(id) FROM cases)"
FIRST = f"case_id = {FIRST_CASE}"


@pytest.fixture
def break_in(engine, three_cases):
    """Give a way to run statements as somebody with the keys of the database would."""
    assert len(three_cases) == 3

    def run(*statements: str) -> Verification:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                driver = connection.connection.dbapi_connection
                driver.execute("PRAGMA foreign_keys = OFF")
            for statement in (*NO_GUARDS[engine.dialect.name], *statements):
                connection.exec_driver_sql(statement)
            result = look_through(connection, rules=RULES)
            connection.rollback()
        return result

    return run


def altered(table: object, column: str, value: object, *, where: str = "TRUE") -> str:
    return f"UPDATE {table} SET {column} = {value} WHERE {where}"  # noqa: S608 - the break-in


def removed(table: object, *, where: str = "TRUE") -> str:
    return f"DELETE FROM {table} WHERE {where}"  # noqa: S608 - the break-in


def found(result: Verification) -> list[str]:
    return [str(finding) for finding in result.findings]


def test_nothing_is_found_where_nothing_was_altered(engine, break_in) -> None:
    result = verify(engine, rules=RULES)
    assert found(result) == []
    assert (result.cases, result.entries) == (3, 8 + 6 + 1)
    assert break_in().found == 0


def test_an_empty_register_is_sound(engine) -> None:
    assert verify(engine, rules=RULES).found == 0


ALTERED = {
    "sequence": "99",
    "kind": "'note_added'",
    "happened_on": "'2026-02-09'",
    "party": "'health'",
    "details": """'{"note": "nothing"}'""",
    "corrects": "1",
    "recorded_at": "'2026-02-10T09:00:00.000000+00:00'",
    "recorded_by": "'Robin'",
    "previous_hash": "'" + "0" * 63 + "1'",
    "hash": "'" + "0" * 63 + "1'",
}


def test_an_altered_entry_is_found_whichever_column_was_altered(break_in, three_cases) -> None:
    assert {column.name for column in events.columns} == {"case_id", *ALTERED}
    for column, value in ALTERED.items():
        for entry in (1, 3, 8):
            result = break_in(
                altered(events, column, value, where=f"sequence = {entry} AND {FIRST}")
            )
            assert result.found, (column, entry)
            assert {finding.reference for finding in result.findings} == {three_cases[0]}


def test_a_finding_says_which_entry_and_what(break_in, three_cases) -> None:
    result = break_in(altered(events, "party", "'health'", where=f"sequence = 2 AND {FIRST}"))
    assert found(result) == [
        f"Case {three_cases[0]}, entry 2: was altered: it does not match its seal."
    ]


def test_a_removed_entry_is_found(break_in) -> None:
    for entry, words in ((1, "entry 1 to"), (3, "entry 3 to"), (8, "its record ends with 7")):
        result = break_in(removed(events, where=f"sequence = {entry} AND {FIRST}"))
        assert any(words in line for line in found(result)), (entry, found(result))


def test_an_entry_moved_to_another_case_is_found(break_in) -> None:
    result = break_in(
        altered(events, "case_id", "(SELECT max(id) FROM cases)", where=f"sequence = 8 AND {FIRST}")
    )
    assert len({finding.reference for finding in result.findings}) == 2


def test_a_last_entry_removed_and_the_count_put_back_is_found(break_in) -> None:
    result = break_in(
        removed(events, where=f"sequence = 8 AND {FIRST}"),
        altered(cases, "version", 7, where=f"id = {FIRST_CASE}"),
    )
    assert any("its last entry is not the one that it knows" in line for line in found(result))


@pytest.mark.parametrize(
    ("which", "number"), [("SELECT min(id) FROM cases", 1), ("SELECT max(id) FROM cases", 3)]
)
def test_a_removed_case_is_found(break_in, which, number) -> None:
    chosen = f"({which})"
    result = break_in(
        removed(deadlines, where=f"case_id = {chosen}"),
        removed(advice, where=f"case_id = {chosen}"),
        removed(events, where=f"case_id = {chosen}"),
        removed(cases, where=f"id = {chosen}"),
    )
    assert found(result) == [f"The register: case number {number} was opened and is gone."]


def test_a_case_removed_from_its_rows_is_found(break_in) -> None:
    result = break_in(removed(cases, where=f"id = {FIRST_CASE}"))
    assert any("belong to a case that is gone" in line for line in found(result))


CASE_COLUMNS = {
    "number": "77",
    "reference": "'AAA-AAA'",
    "journey": "'annual_review'",
    "officer": "'Robin'",
    "version": "3",
    "head_hash": "'0'",
    "opened_at": "'2020-01-01T00:00:00.000000+00:00'",
    "stage": "'died'",
    "stage_since": "'2020-01-01'",
    "started_on": "'2020-01-01'",
    "decided_on": "NULL",
    "decision": "'will_not_assess'",
    "issuing_decided_on": "'2020-01-01'",
    "follows_case_id": "999",
    "meeting_on": "'2020-01-01'",
    "met_on": "'2020-01-01'",
    "drafted_on": "'2020-01-01'",
    "issued_on": "'2020-01-01'",
    "ended_on": "'2020-01-01'",
    "excepted": "NOT excepted",
    "last_event_on": "'2020-01-01'",
    "next_due_on": "'2020-01-01'",
    "next_limit_on": "'2020-01-01'",
}
NOT_COVERED = {"id", "person_id", "source", "external_key", "woken_version", "wake_leased_until"}
"""They follow from no entry: what the module's own words leave out."""


def test_an_altered_case_is_found_whichever_column_was_altered(break_in, three_cases) -> None:
    assert {column.name for column in cases.columns} == {*CASE_COLUMNS} | NOT_COVERED
    for column, value in CASE_COLUMNS.items():
        one = f"reference = '{three_cases[1]}'"
        assert break_in(altered(cases, column, value, where=one)).found, column


PROJECTED = {
    deadlines: {
        "rule_id": "'made_up'",
        "party": "'somebody'",
        "started_on": "'2020-01-01'",
        "due_on": "'2030-01-01'",
        "met_on": "'2020-01-01'",
        "fell_away_on": "'2020-01-01'",
        "excepted_by": "'holiday'",
        "excepted_authority": "'nobody'",
        "watch": "CASE WHEN watch IS NULL THEN 'seen' END",
    },
    advice: {
        "party": "'somebody'",
        "requested_on": "'2020-01-01'",
        "journey": "'annual_review'",
        "due_on": "'2030-01-01'",
        "acknowledged_on": "'2020-01-01'",
        "visit_on": "'2020-01-01'",
        "promised_on": "'2020-01-01'",
        "late_reason": "'another'",
        "returned_on": "'2020-01-01'",
        "service": "'another'",
        "received_on": "'2020-01-01'",
        "nil_reply": "NOT nil_reply",
        "sent_back": "5",
        "cancelled_on": "'2020-01-01'",
        "last_heard_on": "'2020-01-01'",
        "owed_until": "'2020-01-01'",
        "counted_late_from": "'2020-01-01'",
    },
}


def test_a_case_whose_opener_is_gone_is_told_of(break_in, three_cases) -> None:
    one = f"reference = '{three_cases[1]}'"
    assert found(break_in(altered(cases, "follows_case_id", "999", where=one))) == [
        f"Case {three_cases[1]}: the case that opened it is gone."
    ]


def test_a_journey_that_does_not_open_so_is_told_of(break_in, three_cases) -> None:
    one = f"reference = '{three_cases[1]}'"
    for journey in ("annual_review", "no_such_journey"):
        result = break_in(altered(cases, "journey", f"'{journey}'", where=one))
        says = f"its journey is {journey}, which does not open with request_received."
        assert found(result) == [f"Case {three_cases[1]}: {says}"]


def test_what_has_not_been_followed_up_yet_is_counted_and_no_finding(break_in) -> None:
    result = break_in()
    assert (result.pending, result.found) == (3, 0)
    result = break_in("UPDATE cases SET woken_version = version")
    assert (result.pending, result.found) == (0, 0)


@pytest.mark.parametrize("table", PROJECTED, ids=lambda table: table.name)
def test_drift_of_the_projection_is_found_whichever_column_was_altered(
    break_in, three_cases, table
) -> None:
    assert {column.name for column in table.columns} == {"case_id", *PROJECTED[table]}
    for column, value in PROJECTED[table].items():
        # The six weeks of the request of 10 March, of which there is one.
        result = break_in(altered(table, column, value, where="due_on = '2026-04-21'"))
        assert result.found, column
        assert {finding.reference for finding in result.findings} == {three_cases[1]}


@pytest.mark.parametrize("table", PROJECTED, ids=lambda table: table.name)
def test_a_removed_row_of_the_projection_is_found(break_in, table) -> None:
    result = break_in(removed(table))
    assert result.found
    assert all("the row is gone" in line for line in found(result))


def test_a_ledger_that_counts_otherwise_is_found(break_in) -> None:
    for count in (2, 4):
        assert break_in(altered("ledger", "cases_opened", count)).found == 1
    assert "the ledger" in found(break_in(removed("ledger")))[0]


def test_a_value_that_makes_no_sense_is_told_and_not_stumbled_over(engine, break_in) -> None:
    if engine.dialect.name == "sqlite":
        result = break_in(
            "UPDATE events SET happened_on = '2026-02-30' WHERE sequence = 2",
            "UPDATE events SET details = 'not json' WHERE sequence = 1",
            "UPDATE deadlines SET due_on = 'soon'",
        )
    else:  # PostgreSQL lets in only what has the right type
        result = break_in("UPDATE events SET kind = 'danced' WHERE sequence IN (1, 2)")
    assert sum("cannot be read" in line for line in found(result)) == 5


def test_findings_beyond_the_list_are_counted(monkeypatch) -> None:
    monkeypatch.setattr("ehcp.register.verify.MOST_LISTED", 1)
    result = Verification()
    result.note("one")
    result.note("two")
    assert (len(result.findings), result.found) == (1, 2)


@pytest.mark.usefixtures("three_cases")
def test_it_reads_the_register_as_it_was_at_one_moment(engine) -> None:
    """What others write while it goes through does not look like an alteration."""
    with reading(engine) as connection:
        steps = walk(connection)
        assert next(steps).case is not None
        open_case(engine, desk=DESK, received_on=day("2026-11-02"))
        assert len(list(steps)) == 2
        assert connection.execute(text("SELECT cases_opened FROM ledger")).scalar() == 3
