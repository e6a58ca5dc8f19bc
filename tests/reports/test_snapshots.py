"""The stored report: once for each Monday, never edited, and checked against the one before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.casework.record import record
from ehcp.law.notices import complete
from ehcp.register.engine import reading, writing
from ehcp.register.tables import cases, snapshots
from ehcp.reports.pages.machine import as_json
from ehcp.reports.snapshots import NoSnapshot, NotAMonday, NotYet, snapshot_of, take_snapshot
from tests.builders import a_case
from tests.reports.policy import COUNCIL
from tests.reports.registers import keep, report

FIRST, SECOND = date(2026, 5, 25), date(2026, 6, 1)
AT_SIX = datetime(2026, 5, 25, 5, 0, tzinfo=UTC)
A_WEEK = timedelta(weeks=1)
DESK = Desk(by="Kim", today=SECOND, at=AT_SIX + timedelta(days=3))
BEFORE = Desk(by="Kim", today=FIRST, at=AT_SIX - timedelta(days=3))


def requested(reference: str, days_before_the_second: int):
    day = SECOND - timedelta(days=days_before_the_second)
    return a_case(reference=reference).requested(day.isoformat())


def keep_before(engine, *stories):
    """Record these before the first report."""
    early = [
        story.file.__class__(
            reference=story.reference,
            recorded=tuple(
                entry.model_copy(update={"recorded_at": BEFORE.at}) for entry in story.entries
            ),
        )
        for story in stories
    ]
    keep(engine, early, desk=BEFORE)


def take(engine, at):
    return take_snapshot(engine, at=at, taken_at=AT_SIX + (at - FIRST), council=COUNCIL)


def test_a_second_run_stores_nothing_and_gives_the_same_bytes(engine):
    keep_before(engine, requested("AAA-222", 150))
    first = take(engine, FIRST)
    keep(engine, [requested("AAA-333", 160).file])
    again = take_snapshot(engine, at=FIRST, taken_at=AT_SIX + A_WEEK, council=COUNCIL)
    assert as_json(again) == as_json(first)
    assert as_json(snapshot_of(engine, at=FIRST)) == as_json(first)
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(snapshots)).scalar() == 1


def test_the_reports_are_numbered_in_their_order(engine):
    assert [take(engine, FIRST).number, take(engine, SECOND).number] == [1, 2]


def test_a_report_is_stored_for_mondays_only(small):
    with pytest.raises(NotAMonday, match="Tuesday 2 June 2026 is not a Monday"):
        take(small, date(2026, 6, 2))


def test_the_report_of_a_monday_that_has_not_come_is_not_stored(small):
    for early in (AT_SIX - A_WEEK, datetime(2026, 5, 24, 22, 59, tzinfo=UTC)):
        with pytest.raises(NotYet, match="Monday 25 May 2026 has not come yet"):
            take_snapshot(small, at=FIRST, taken_at=early, council=COUNCIL)
    with reading(small) as connection:
        assert connection.execute(select(func.count()).select_from(snapshots)).scalar() == 0


def test_the_monday_begins_at_midnight_in_london(small):
    midnight = datetime(2026, 5, 24, 23, 0, tzinfo=UTC)
    assert take_snapshot(small, at=FIRST, taken_at=midnight, council=COUNCIL).number == 1


def test_a_day_without_a_stored_report_says_so(small):
    with pytest.raises(NoSnapshot, match="No report is stored for Monday 1 June 2026"):
        snapshot_of(small, at=SECOND)


def test_without_an_earlier_report_there_is_nothing_to_check(small):
    keep_before(small, requested("AAA-222", 143))
    figure = report(small, SECOND).figure("N13")
    assert figure.value is None
    assert figure.colour is None
    flow = figure.flow
    assert flow is not None
    assert (flow.opening, flow.newly_over, flow.closing) == (0, 1, 1)


def test_the_flow_agrees_when_everything_that_moved_is_on_record(engine):
    stories = [requested(f"AAA-22{n}", 150 + n) for n in range(3)]
    for story in stories[:2]:
        story.told_will_assess("2026-02-01").draft_served("2026-03-01")
    newly = requested("AAA-555", 145)
    keep_before(engine, *stories, newly)
    take(engine, FIRST)
    for reference, kind in (("AAA-220", Kind.PLAN_FINALISED), ("AAA-222", Kind.WITHDRAWN)):
        record(
            engine,
            desk=DESK,
            reference=reference,
            kind=kind,
            happened_on=date(2026, 5, 27),
            details=complete(kind),
        )
    figure = take(engine, SECOND).figure("N13")
    flow = figure.flow
    assert figure.value == "agrees"
    assert figure.colour == "green"
    parts = (flow.opening, flow.newly_over, flow.issued_late, flow.otherwise_closed_late)
    assert parts == (3, 1, 1, 1)
    assert (flow.corrections, flow.closing) == (0, 2)


def test_what_was_recorded_late_is_a_correction_and_the_flow_agrees(engine):
    keep_before(engine, requested("AAA-222", 160), requested("AAA-333", 160))
    take(engine, FIRST)
    # It had been withdrawn before the first report, which nobody had put on record.
    record(
        engine,
        desk=DESK,
        reference="AAA-222",
        kind=Kind.WITHDRAWN,
        happened_on=date(2026, 5, 20),
    )
    figure = take(engine, SECOND).figure("N13")
    assert figure.value == "agrees"
    assert (figure.flow.corrections, figure.flow.corrected) == (-1, ("AAA-222",))


def test_a_case_that_changed_without_an_entry_is_named_and_the_flow_does_not_agree(engine):
    keep_before(engine, requested("AAA-222", 160), requested("AAA-333", 160))
    take(engine, FIRST)
    with writing(engine) as connection:
        connection.execute(
            update(cases)
            .where(cases.c.reference == "AAA-333")
            .values(ended_on=date(2026, 5, 1), stage="withdrawn")
        )
    figure = take(engine, SECOND).figure("N13")
    assert figure.value == "does not agree"
    assert figure.colour == "red"
    assert figure.flow.unexplained == ("AAA-333",)


def test_the_references_over_twenty_weeks_are_kept_with_the_report(small):
    keep_before(
        small, requested("AAA-333", 160), requested("AAA-222", 160), requested("AAA-444", 1)
    )
    take(small, FIRST)
    with reading(small) as connection:
        late = connection.execute(select(snapshots.c.over_20_weeks)).scalar_one()
    assert late == ["AAA-222", "AAA-333"]
