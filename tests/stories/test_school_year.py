"""A school year of plans: imported, lived day by day under the timetable, counted a second time.

What each test compares with is worked out from the events alone, with arithmetic of its own.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from random import Random

import psycopg
import pytest
from sqlalchemy import Engine, event, make_url, select

from config.clock import LONDON
from config.council import Council
from config.settings import read_settings
from ehcp.cli.policy import desk_of
from ehcp.exchange.tracker.intake import How
from ehcp.exchange.tracker.take_in import take_in
from ehcp.register.engine import open_engine, reading
from ehcp.register.tables import alerts, cases, messages, occasions, snapshots
from ehcp.register.verify import verify
from ehcp.reports.backlog import backlog_report
from ehcp.reports.figure import BacklogReport, Figure
from tests.exchange.review_trackers import review_tracker
from tests.stories.school_year import figures_again
from tests.stories.school_year.a_council import MAILBOXES, TERMS, a_council, address
from tests.stories.school_year.alerts_again import Alert, alerts_of
from tests.stories.school_year.cohort_again import transfers_of
from tests.stories.school_year.figures_again import Moved, Reviewed
from tests.stories.school_year.letters_again import mornings, reports_due, reviews_of_terms
from tests.stories.school_year.told import DECISIONS, ToldCase, read_cases
from tests.stories.school_year.year import FIRST, LAST, Year
from workflows.office import Office

pytestmark = pytest.mark.timeout(600)

DAYS = (date(2026, 11, 2), date(2027, 1, 4), date(2027, 2, 15), date(2027, 4, 5), LAST)
"""Days on which the figures are counted again."""


@dataclass
class Lived:
    """A year that was lived, and what the register holds after it."""

    year: Year
    engine: Engine
    council: Council
    mailbox: Path
    plans: int

    @cached_property
    def told(self) -> list[ToldCase]:
        return read_cases(self.engine)

    def of(self, journey: str) -> list[ToldCase]:
        return [case for case in self.told if case.journey == journey]

    @cached_property
    def reviews(self) -> list[Reviewed]:
        return [Reviewed.of(case) for case in self.of("annual_review")]

    def rows(self, query):
        with reading(self.engine) as connection:
            return connection.execute(query).all()

    def report(self, day: date) -> BacklogReport:
        return self._reports.setdefault(
            day, backlog_report(self.engine, at=day, council=self.council)
        )

    @cached_property
    def _reports(self) -> dict[date, BacklogReport]:
        return {}

    def figure(self, name: str, day: date) -> Figure:
        return next(each for each in self.report(day).figures if each.id == name)


def a_year(url: str, folder: Path, *, plans: int) -> Lived:
    """Import a workbook on the first of September, and live until the end of August."""
    council, engine = a_council(folder / "council"), open_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _do_not_wait_for_the_disk)
    settings = read_settings().model_copy(update={"mailbox": folder / "mailbox"})
    workbook = folder / "reviews.xlsx"
    review_tracker(workbook, plans=plans, seed=2026)
    morning = datetime.combine(FIRST, time(7), tzinfo=LONDON)
    desk = desk_of(council, by="Kim", today=FIRST, at=morning)
    taken = take_in(engine, path=workbook, desk=desk, how=How())
    assert (taken.rows, taken.created, taken.refused) == (plans, plans, [])
    year = Year(engine=engine, council=council, settings=settings, luck=Random(1729))  # noqa: S311
    return Lived(year.lived(), engine, council, settings.mailbox, plans)


def _do_not_wait_for_the_disk(connection, _record) -> None:
    """What a crash would leave is not asked here, and fifteen thousand commits are a minute."""
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("sqlite", marks=pytest.mark.xdist_group("a_large_school_year")),
        pytest.param(
            "postgres",
            marks=[pytest.mark.postgres, pytest.mark.xdist_group("a_small_school_year")],
        ),
    ],
)
def lived(request, tmp_path_factory) -> Iterator[Lived]:
    folder: Path = tmp_path_factory.mktemp("year")
    if request.param == "sqlite":
        file = folder / "register.db"
        file.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        it = a_year(f"sqlite:///{file}", folder, plans=2_000)
        yield it
        it.engine.dispose()
        return
    server = request.getfixturevalue("postgres_server")
    template, worker = (request.getfixturevalue(name) for name in ("postgres_template", "worker"))
    name = f"year_{worker}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    address = make_url(server).set(drivername="postgresql+psycopg", database=name)
    it = a_year(address.render_as_string(hide_password=False), folder, plans=200)
    yield it
    it.engine.dispose()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def test_a_year_was_full_of_happenings(lived):
    happened = Counter(entry.kind for case in lived.told for entry in case.entries)
    decided = sum(happened[kind] for kind in DECISIONS)
    assert decided > lived.plans * 0.9
    for kind in ("corrected", "amended_plan_finalised", "transfer_plan_finalised"):
        assert happened[kind] > lived.plans / 50, kind
    for kind in ("plan_ceased", "plan_transferred", "decided_not_to_amend"):
        assert happened[kind] > 0, kind
    days = [each.day for each in lived.year.rounds]
    assert max(Counter(days).values()) == 2
    assert len(set(days)) < (LAST - FIRST).days


def test_every_limit_raises_each_of_its_alerts_once(lived):
    expected = Counter(alerts_of(lived.told, lived.year.on_working_days))
    query = select(alerts, cases.c.reference).join(cases, cases.c.id == alerts.c.case_id)
    raised = Counter(
        Alert(
            row.reference,
            row.rule_id,
            row.due_on,
            row.step,
            row.raised_on,
            row.level,
            row.audience,
        )
        for row in lived.rows(query)
    )
    assert sorted((expected - raised).elements())[:5] == []
    assert sorted((raised - expected).elements())[:5] == []
    assert max(raised.values()) == 1
    assert len({alert.rule for alert in raised}) >= 14


def test_every_decision_opens_the_next_review_once_from_its_own_day(lived):
    followers: dict[int | None, list[ToldCase]] = {}
    for case in lived.of("annual_review"):
        followers.setdefault(case.follows, []).append(case)
    opened = 0
    for case in lived.of("annual_review"):
        decided = case.first(*DECISIONS)
        next_ones = [
            each for each in followers.get(case.id, []) if each.first("no_longer_needed") is None
        ]
        starts = [each.first("plan_last_reviewed") for each in next_ones]
        assert starts == ([] if decided is None else [decided]), case.reference
        opened += len(starts)
    assert opened > lived.plans * 0.9
    assert len(followers[None]) == lived.plans


def test_nobody_has_two_reviews_to_be_held(lived):
    waiting = Counter(
        case.person for case in lived.of("annual_review") if Reviewed.of(case).waits(LAST)
    )
    gone = {
        case.person
        for case in lived.told
        if case.first("plan_ceased", "plan_transferred") is not None
    }
    assert set(waiting.values()) == {1}
    assert waiting.keys().isdisjoint(gone)
    assert len(waiting) + len(gone) == lived.plans


def test_the_end_of_a_plan_ends_everything_under_it_on_its_day(lived):
    ends = {}
    for case in lived.told:
        over = case.first("plan_ceased", "plan_transferred")
        if case.journey in ("ceasing", "transfer_out") and over is not None:
            ends[case.person] = over
    assert len(ends) > lived.plans / 100
    under = ("annual_review", "phase_transfer", "ceasing", "transfer_out")
    with reading(lived.engine) as connection:
        found = connection.execute(
            select(cases.c.person_id, cases.c.ended_on).where(
                cases.c.person_id.in_(ends), cases.c.journey.in_(under)
            )
        ).all()
    for person, ended_on in found:
        assert ended_on is not None
        assert ended_on <= ends[person]


def test_a_decision_to_cease_opens_its_case_once_unless_a_tracker_brought_it(lived):
    opened = Counter(case.follows for case in lived.of("ceasing"))
    asked = Counter(
        case.id
        for case in lived.of("annual_review")
        for it in case.happened()
        if it.kind == "review_decided_to_cease" and it.details.get("source") != "tracker"
    )
    assert opened == asked
    assert sum(asked.values()) > lived.plans / 100


def test_every_phase_transfer_is_opened_once(lived):
    opened = Counter(
        (case.person, case.happened()[0].kind, case.happened()[0].details["transfer_on"])
        for case in lived.of("phase_transfer")
    )
    assert max(opened.values()) == 1
    assert set(opened) == transfers_of(lived.told, lived.year.rounds, lived.engine)


def test_each_morning_is_told_to_each_caseworker_once(lived):
    expected = mornings(
        lived.told,
        lived.year.on_working_days,
        address_of={case.officer: address(case.officer) for case in lived.told},
    )
    written = {
        (row.recipient, date.fromisoformat(row.facts["on"])): tuple(
            row.facts[name] for name in ("missed", "due_today", "due_soon", "reviews_to_fix")
        )
        for row in lived.rows(select(messages).where(messages.c.letter == "caseworker_day"))
    }
    assert len(written) > 600
    assert written == expected


def test_every_report_that_does_not_come_is_asked_for_once(lived):
    expected = reports_due(lived.told, lived.year.on_working_days)
    written = _occasions(lived, "review_report_due")
    assert sum(expected.values()) > lived.plans / 100
    assert max(expected.values()) == 1
    assert written == Counter({f"review_report_due|{key}": n for key, n in expected.items()})


def test_every_setting_is_told_of_its_reviews_once_before_each_term(lived):
    expected = reviews_of_terms(
        lived.told, lived.year.on_working_days, dict.fromkeys(MAILBOXES, TERMS)
    )
    assert len(expected) > len(TERMS) * len(MAILBOXES) / 2
    assert _occasions(lived, "reviews_this_term") == Counter(
        f"reviews_this_term|{reference}|{begins}"
        for (_, begins), references in expected.items()
        for reference in references
    )


def _occasions(lived: Lived, letter: str) -> Counter[str]:
    """Count the reasons that are written about in letters that went out."""
    sent = lived.rows(select(messages.c.facts).where(messages.c.letter == letter))
    told = Counter(item["occasion"] for (facts,) in sent for item in facts["items"])
    kept = {key for (key,) in lived.rows(select(occasions.c.key))}
    assert told.keys() <= kept
    return told


def test_every_letter_went_out_once(lived):
    written = lived.rows(select(messages.c.id, messages.c.status, messages.c.letter))
    assert Counter(status for _, status, _ in written).keys() == {"sent"}
    assert len(list(lived.mailbox.glob("*.eml"))) == len(written) > 600
    assert {letter for _, _, letter in written} == {
        "caseworker_day",
        "review_report_due",
        "reviews_this_term",
        "weekly_report",
    }


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_reviews_are_counted_as_the_events_tell_them(lived, day):
    counted = lived.figure("N15", day).reviews
    assert counted is not None
    again = figures_again.annual_reviews(lived.reviews, day)
    assert counted.model_dump() == again
    assert lived.figure("N15", day).value == again["over_twelve_months"] > 0
    # For a day long past every review has its meeting by now: so that count says something today.
    assert day != LAST or again["due_without_meeting"] > 0


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_amendment_backlog_burns_down_as_the_events_tell_it(lived, day):
    counted = lived.figure("A1", day)
    again = figures_again.amendment_backlog(lived.reviews, day)
    assert counted.value == again["owed"] > 0
    assert counted.amendments is not None
    shown = counted.amendments.model_dump()
    assert {name: shown[name] for name in again if name != "owed"} == {
        name: count for name, count in again.items() if name != "owed"
    }
    burnt = counted.amendments.burn_down
    expected = figures_again.burn_down(lived.reviews, since=burnt.since, s=day)
    assert burnt.opening + burnt.corrections == expected.pop("opening")
    assert {name: getattr(burnt, name) for name in expected} == expected
    assert (burnt.verdict, burnt.unexplained) == ("agrees", ())


def test_each_stored_report_says_what_was_on_record_that_monday(lived):
    stored = [row.report for row in lived.rows(select(snapshots).order_by(snapshots.c.at))]
    assert len(stored) > 40
    for report in (BacklogReport.model_validate(each) for each in stored[3::4]):
        known = [
            Reviewed.of(case, by=report.taken_at)
            for case in lived.of("annual_review")
            if case.entries[0].recorded_at <= report.taken_at
        ]
        reviews, amendments = (
            next(each for each in report.figures if each.id == name) for name in ("N15", "A1")
        )
        assert reviews.reviews is not None
        assert reviews.reviews.model_dump() == figures_again.annual_reviews(known, report.at)
        assert amendments.value == figures_again.amendment_backlog(known, report.at)["owed"]
        assert amendments.amendments is not None
        assert amendments.amendments.burn_down.verdict != "does not agree"


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_phase_transfers_are_counted_as_the_events_tell_them(lived, day):
    moves = [Moved.of(case) for case in lived.of("phase_transfer")]
    again = figures_again.phase_transfers(moves, day)
    counted = {
        (cohort.phase, cohort.year): {
            name: getattr(cohort, name) for name in next(iter(again.values()))
        }
        for cohort in lived.figure("N16", day).cohorts or ()
    }
    named = {
        "phase_transfer_to_school_due": "phase_transfer_school",
        "phase_transfer_to_post16_due": "phase_transfer_post16",
    }
    assert counted == {(named[kind], year): its for (kind, year), its in again.items()}


def test_decisions_within_four_weeks_are_counted_as_the_events_tell_them(lived):
    figure = lived.figure("S4", LAST)
    since = date(LAST.year, 1, 1)
    assert (figure.numerator, figure.denominator) == figures_again.decided_within_four_weeks(
        lived.reviews, first=since, last=LAST
    )
    assert figure.twelve_months is not None
    twelve = (figure.twelve_months.numerator, figure.twelve_months.denominator)
    assert twelve == figures_again.decided_within_four_weeks(lived.reviews, first=FIRST, last=LAST)
    assert 0 < twelve[0] < twelve[1]


def test_the_record_is_whole_and_everything_follows_from_it(lived):
    office = Office.of(lived.engine, council=lived.council, settings=read_settings())
    assert verify(lived.engine, rules=office.rules).found == 0
