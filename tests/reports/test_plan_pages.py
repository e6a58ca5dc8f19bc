"""Plans in force on every page: whole, checked against the last report, and without a name."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import html5lib
import openpyxl
import pytest
from sqlalchemy import insert, select, update

from ehcp.cases.kinds import Kind
from ehcp.register.engine import writing
from ehcp.register.tables import cases, complaints
from ehcp.reports.figure import BacklogReport
from ehcp.reports.figures import FIGURES
from ehcp.reports.figures.amendments import amendment_backlog
from ehcp.reports.pages.html import as_html
from ehcp.reports.pages.machine import as_json
from ehcp.reports.pages.text import as_text
from ehcp.reports.pages.workbook import as_workbook
from ehcp.reports.plan_parts import BurnDown
from ehcp.reports.snapshots import take_snapshot
from tests.reports.policy import COUNCIL
from tests.reports.random_plans import Told, case_file
from tests.reports.registers import figure_of, keep_plans, report

FIRST, MONDAY = date(2026, 5, 25), date(2026, 6, 1)


def ago(days: int) -> date:
    return MONDAY - timedelta(days=days)


def amending(reference, *, decided=40, ended=None):
    told: list[Told] = [
        (ago(340), Kind.PLAN_LAST_REVIEWED, None, {}),
        (ago(decided + 20), Kind.REVIEW_MEETING_HELD, None, {}),
        (ago(decided), Kind.TOLD_WILL_AMEND, None, {}),
        (ago(decided), Kind.AMENDMENT_NOTICE_SENT, None, {}),
    ]
    told += [(ago(ended), Kind.AMENDED_PLAN_FINALISED, None, {})] if ended is not None else []
    return case_file(reference, "annual_review", told)


def a_register(engine):
    transfer = [
        (date(2026, 4, 1), Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, None, {"transfer_on": "2027-09-01"})
    ]
    overdue: list[Told] = [(ago(500), Kind.PLAN_FIRST_MADE, None, {})]
    with writing(engine) as connection:
        keep_plans(
            connection,
            [
                [amending("AAA-222")],
                [case_file("BBB-222", "annual_review", overdue)],
                [case_file("TTT-222", "phase_transfer", transfer)],
            ],
        )


@pytest.fixture
def made(small):
    a_register(small)
    return report(small, MONDAY)


def test_the_page_says_where_reviews_amendments_and_transfers_stand(made):
    page = as_html(made)
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)
    assert parser.errors == []
    for said in (
        "Plans in force",
        "Plans over 12 months without a completed review",
        "Amended plans owed, the last 26 weeks",
        "258 days to 14 February 2027, 259 to the published day",
        "National measures, calendar year to date",
    ):
        assert said in page


def test_the_text_has_the_national_measures_and_fits_a_terminal(made):
    for width in (80, 120):
        text = as_text(made, width=width)
        assert max(map(len, text.splitlines())) <= width
        assert "National measures, calendar year to date" in text
        assert "Phase transfers that are not final: 1 case" in text


def test_the_workbook_lists_the_cases_behind_the_figures(made):
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(made)))

    def first_line(sheet):
        reference, due, stage, officer = (cell.value for cell in book[sheet][4])
        assert isinstance(due, datetime)
        return reference, due.date(), stage, officer

    owed = first_line("Amended plans owed")
    assert owed == ("AAA-222", date(2026, 6, 17), "Amendments with the family", "Kim")
    assert first_line("Reviews over 12 months")[:2] == ("BBB-222", date(2026, 1, 16))
    assert first_line("Transfers not final")[:2] == ("TTT-222", date(2027, 2, 14))
    assert {"National measures", "Phase transfers", "Reviews"} <= set(book.sheetnames)


def test_the_json_gives_every_part(made):
    figures = {figure["id"]: figure for figure in json.loads(as_json(made))["figures"]}
    assert figures["N15"]["reviews"]["over_twelve_months"] == 1
    assert figures["A1"]["amendments"]["references"] == ["AAA-222"]
    assert figures["N16"]["cohorts"][0]["phase"] == "phase_transfer_school"
    assert [year["year"] for year in figures["S1"]["years"]] == [2025, 2026]


def test_a_report_stored_before_there_were_reviews_is_still_shown(made):
    newer = {"N15", "A1", "N16", "S1", "S2", "S3", "S4", "S5"}
    old = json.loads(as_json(made))
    old["figures"] = [figure for figure in old["figures"] if figure["id"] not in newer]
    next(figure for figure in old["figures"] if figure["id"] == "N17").pop("complaints")
    del old["due_lists"]
    stored = BacklogReport.model_validate(old)
    assert "Plans in force" not in as_html(stored)
    assert "National measures" not in as_text(stored)
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(stored)))
    assert "National measures" not in book.sheetnames


def take(engine, at):
    at_six = datetime(2026, 5, 25, 5, tzinfo=UTC)
    return take_snapshot(engine, at=at, taken_at=at_six + (at - FIRST), council=COUNCIL)


def burn_down(made: BacklogReport) -> BurnDown:
    counts = made.figure("A1").amendments
    assert counts is not None
    return counts.burn_down


def keep_amending(engine, *files):
    with writing(engine) as connection:
        keep_plans(connection, [[file] for file in files])


def test_the_burn_down_is_checked_against_the_last_stored_report(engine):
    keep_amending(engine, amending("AAA-222"), amending("AAA-333", ended=3))
    assert burn_down(take(engine, FIRST)).closing == 2
    keep_amending(engine, amending("AAA-444", decided=2))
    flow = burn_down(take(engine, MONDAY))
    assert (flow.opening, flow.newly_decided, flow.finalised, flow.closing) == (2, 1, 1, 2)
    assert (flow.corrections, flow.verdict) == (0, "agrees")


def test_an_amendment_put_on_record_late_is_a_correction(engine):
    keep_amending(engine, amending("AAA-222"))
    take(engine, FIRST)
    late = amending("AAA-333")
    recorded = [
        entry.model_copy(update={"recorded_at": datetime(2026, 5, 27, tzinfo=UTC)})
        for entry in late.recorded
    ]
    keep_amending(
        engine,
        late.__class__(reference=late.reference, journey=late.journey, recorded=tuple(recorded)),
    )
    flow = burn_down(take(engine, MONDAY))
    assert (flow.opening, flow.corrections, flow.closing) == (1, 1, 2)
    assert (flow.verdict, flow.corrected) == ("agrees", ("AAA-333",))


def test_an_amendment_that_changed_without_an_entry_is_named(engine):
    keep_amending(engine, amending("AAA-222"), amending("AAA-333"))
    take(engine, FIRST)
    with writing(engine) as connection:
        gone = update(cases).where(cases.c.reference == "AAA-333")
        connection.execute(gone.values(ended_on=ago(20), stage="plan_amended"))
    flow = burn_down(take(engine, MONDAY))
    assert (flow.verdict, flow.unexplained) == ("does not agree", ("AAA-333",))


def test_a_report_before_the_first_with_amendments_is_nothing_to_check_against(small, monkeypatch):
    keep_amending(small, amending("AAA-222"))
    older = tuple(figure for figure in FIGURES if figure is not amendment_backlog)
    with monkeypatch.context() as as_it_was:
        as_it_was.setattr("ehcp.reports.backlog.FIGURES", older)
        take(small, FIRST)
    flow = burn_down(take(small, MONDAY))
    assert (flow.opening, flow.closing, flow.verdict) == (1, 1, None)


def complaint(reference, received, *steps, theme="Timeliness"):
    told = [(received, Kind.COMPLAINT_RECEIVED, None, {"theme": theme})]
    return case_file(reference, "complaint", [*told, *steps])


def test_complaints_that_are_cases_count_with_those_of_the_list_and_once(engine):
    late = complaint(
        "CCC-222",
        ago(60),
        (ago(58), Kind.COMPLAINT_ACKNOWLEDGED, None, {}),
        (ago(20), Kind.COMPLAINT_ANSWERED, None, {}),
        (ago(20), Kind.REMEDY_AGREED, None, {"remedy": "x", "due_on": f"{ago(1)}"}),
    )
    in_time = complaint(
        "CCC-333",
        ago(30),
        (ago(29), Kind.COMPLAINT_ACKNOWLEDGED, None, {}),
        (ago(25), Kind.COMPLAINT_ANSWERED, None, {}),
        theme="Conduct",
    )
    keep_amending(engine, late, in_time, complaint("CCC-444", ago(366)))
    with writing(engine) as connection:
        its_id = connection.execute(
            select(cases.c.id).where(cases.c.reference == "CCC-222")
        ).scalar_one()
        rows = [
            {"external_ref": "1", "received_on": ago(60), "theme": "timeliness", "case_id": its_id},
            {"external_ref": "2", "received_on": ago(9), "theme": "timeliness", "case_id": None},
        ]
        connection.execute(insert(complaints), rows)
    figure = figure_of(engine, MONDAY, "N17")
    assert (figure.value, figure.numerator) == (3, 2)
    counts = figure.complaints
    assert (counts.cases, counts.answered_late) == (2, 1)
    assert (counts.remedies_owed, counts.remedies_overdue) == (1, 1)


ACKNOWLEDGED: tuple[Any, ...] = (ago(58), Kind.COMPLAINT_ACKNOWLEDGED, None, {})
CLOSED: tuple[Any, ...] = (ago(2), Kind.COMPLAINT_CLOSED, None, {})
REMEDY = (ago(20), Kind.REMEDY_AGREED, None, {"remedy": "x", "due_on": f"{ago(5)}"})


@pytest.mark.parametrize(
    ("steps", "late", "owed"),
    [
        ([ACKNOWLEDGED, (ago(20), Kind.COMPLAINT_ANSWERED, None, {}), CLOSED], 1, 0),
        ([ACKNOWLEDGED, CLOSED], 1, 0),  # never answered, and closed after the last day
        ([ACKNOWLEDGED, (ago(55), Kind.COMPLAINT_CLOSED, None, {})], 0, 0),
        ([ACKNOWLEDGED, (ago(20), Kind.COMPLAINT_ESCALATED, None, {})], 1, 0),
        ([ACKNOWLEDGED, (ago(2), Kind.NO_LONGER_NEEDED, None, {})], 0, 0),
        ([REMEDY, CLOSED], 0, 1),
        ([REMEDY, (ago(3), Kind.REMEDY_DONE, None, {}), CLOSED], 0, 0),
        ([REMEDY, (ago(10), Kind.REMEDY_AGREED, None, REMEDY[3]), CLOSED], 0, 1),
    ],
)
def test_closing_a_complaint_makes_nothing_timely_and_no_remedy_done(small, steps, late, owed):
    keep_amending(small, complaint("CCC-222", ago(60), *steps))
    counts = figure_of(small, MONDAY, "N17").complaints
    assert (counts.answered_late, counts.remedies_owed, counts.remedies_overdue) == (
        late,
        owed,
        owed,
    )


def test_appeals_count_by_their_corrected_days(engine):
    told = [
        (ago(500), Kind.REQUEST_RECEIVED, None, {}),
        (ago(460), Kind.TOLD_WILL_NOT_ASSESS, None, {}),
        (ago(400), Kind.APPEAL_REGISTERED, None, {}),
        (ago(100), Kind.TRIBUNAL_ORDERED, None, {"order": "assess"}),
    ]
    plain = case_file("AAA-222", "needs_assessment", told)
    moved = case_file("AAA-333", "needs_assessment", told)
    corrected = moved.recorded[2].model_copy(
        update={
            "sequence": 5,
            "kind": Kind.CORRECTED,
            "corrects": 3,
            "details": {"happened_on": f"{ago(350)}"},
        }
    )
    keep_amending(engine, plain, moved.with_entry(corrected))
    counts = figure_of(engine, MONDAY, "N17").complaints
    assert (counts.appeals_registered, counts.appeals_determined) == (1, 2)
