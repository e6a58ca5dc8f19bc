"""A stored weekly report that was altered or removed is found; the database refuses both itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from ehcp.register.engine import reading, writing
from ehcp.register.tables import snapshots
from ehcp.register.verify import look_through, verify
from ehcp.reports.snapshots import take_snapshot
from tests.reports.policy import COUNCIL

FIRST = date(2026, 6, 1)
NO_GUARDS = {
    "sqlite": ("DROP TRIGGER snapshots_refuse_update", "DROP TRIGGER snapshots_refuse_delete"),
    "postgresql": ("SET LOCAL session_replication_role = replica",),
}
ALTERED = {
    "at": "'2026-05-25'",
    "number": "7",
    "taken_at": "'2026-06-01T06:00:00.000000+00:00'",
    "report": """'{"figures": []}'""",
    "over_20_weeks": """'["AAA-222"]'""",
    "seal": "'" + "0" * 64 + "'",
}
"""Every column of a stored report, with another value."""


@pytest.fixture
def three_reports(engine):
    for week in range(3):
        at = FIRST + timedelta(weeks=week)
        taken_at = datetime(at.year, at.month, at.day, 5, tzinfo=UTC)
        take_snapshot(engine, at=at, taken_at=taken_at, council=COUNCIL)


@pytest.fixture
def found_after(engine, three_reports):
    """Give a way to run a statement as somebody with the keys of the database would."""
    del three_reports

    def run(statement: str) -> list[str]:
        with engine.connect() as connection:
            for each in (*NO_GUARDS[engine.dialect.name], statement):
                connection.exec_driver_sql(each)
            result = look_through(connection, rules=())
            connection.rollback()
        return [str(finding) for finding in result.findings]

    return run


@pytest.mark.usefixtures("three_reports")
def test_reports_that_are_as_they_were_stored_are_counted_and_sound(engine):
    result = verify(engine, rules=())
    assert (result.found, result.reports) == (0, 3)


@pytest.mark.parametrize("column", [column.name for column in snapshots.columns])
def test_an_altered_report_is_found_whichever_column_was_altered(found_after, column):
    found = found_after(f"UPDATE snapshots SET {column} = {ALTERED[column]} WHERE number = 3")  # noqa: S608 - the break-in
    number = 7 if column == "number" else 3
    assert any(f"stored report number {number} (" in line for line in found), found
    assert any("it does not match its seal" in line for line in found), found


def test_one_word_altered_inside_a_report_is_found(found_after, engine):
    kept = "CAST(report AS text)"
    other = f"replace({kept}, 'Exampleshire', 'Elsewhere')"
    other = other if engine.dialect.name == "sqlite" else f"CAST({other} AS json)"
    assert found_after(f"UPDATE snapshots SET report = {other} WHERE number = 2") == [  # noqa: S608 - the break-in
        "The register: stored report number 2 (2026-06-08) was altered: it does not match its seal."
    ]


@pytest.mark.parametrize(("where", "gone"), [("= 1", "1"), ("= 2", "2"), ("< 3", "1 to 2")])
def test_a_removed_report_shows_by_the_number_after_it(found_after, where, gone):
    assert found_after(f"DELETE FROM snapshots WHERE number {where}") == [  # noqa: S608 - the break-in
        f"The register: stored report number {gone} is gone."
    ]


def test_a_report_that_makes_no_sense_is_told_and_not_stumbled_over(found_after, engine):
    if engine.dialect.name == "sqlite":
        for change in ("report = 'not json'", "taken_at = 'soon'", "at = '2026-02-30'"):
            (line,) = found_after(f"UPDATE snapshots SET {change} WHERE number = 2")  # noqa: S608 - the break-in
            assert line.endswith("was altered: it cannot be read.")
    else:  # PostgreSQL lets in only what has the right type
        (line,) = found_after("UPDATE snapshots SET report = 'null' WHERE number = 2")
        assert line.endswith("was altered: it does not match its seal.")


CHANGES = {
    "changed": update(snapshots).where(snapshots.c.number == 1).values(over_20_weeks=[]),
    "removed": delete(snapshots).where(snapshots.c.number == 1),
    "all removed": delete(snapshots),
}


@pytest.mark.usefixtures("three_reports")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_or_remove_a_stored_report(engine, change):
    with (
        pytest.raises(DBAPIError, match="stored report is never changed or removed"),
        writing(engine) as connection,
    ):
        connection.execute(change)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(snapshots)) == 3
