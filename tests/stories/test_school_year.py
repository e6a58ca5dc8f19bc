"""A school year of plans: imported, lived day by day under the timetable, counted a second time.

What each test compares with is worked out from the events alone, with arithmetic of its own.
"""

import os
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from config.settings import read_settings
from ehcp.register.engine import reading
from ehcp.register.tables import alerts, cases, messages, occasions, snapshots
from ehcp.register.verify import verify
from ehcp.reports.figure import BacklogReport
from tests.stories.school_year import figures_again
from tests.stories.school_year.a_council import MAILBOXES, TERMS, address
from tests.stories.school_year.alerts_again import Alert, alerts_of
from tests.stories.school_year.cohort_again import transfers_of
from tests.stories.school_year.figures_again import Moved, Reviewed
from tests.stories.school_year.letters_again import mornings, reports_due, reviews_of_terms
from tests.stories.school_year.lived import Lived, a_year
from tests.stories.school_year.told import DECISIONS, ToldCase
from tests.stories.school_year.year import FIRST, LAST
from workflows.office import Office

DAYS = (date(2026, 11, 2), date(2027, 1, 4), date(2027, 2, 15), date(2027, 4, 5), LAST)
"""Days on which the figures are counted again."""
MONDAY = 0


def a_year_was_full_of_happenings(lived: Lived) -> None:
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


def every_limit_raises_each_of_its_alerts_once(lived: Lived) -> None:
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


def every_decision_opens_the_next_review_once_from_its_own_day(lived: Lived) -> None:
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


def nobody_has_two_reviews_to_be_held(lived: Lived) -> None:
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


def the_end_of_a_plan_ends_everything_under_it_on_its_day(lived: Lived) -> None:
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


def a_decision_to_cease_opens_its_case_once_unless_a_tracker_brought_it(lived: Lived) -> None:
    opened = Counter(case.follows for case in lived.of("ceasing"))
    asked = Counter(
        case.id
        for case in lived.of("annual_review")
        for it in case.happened()
        if it.kind == "review_decided_to_cease" and it.details.get("source") != "tracker"
    )
    assert opened == asked
    assert sum(asked.values()) > lived.plans / 100


def every_phase_transfer_is_opened_once(lived: Lived) -> None:
    opened = Counter(
        (case.person, case.happened()[0].kind, case.happened()[0].details["transfer_on"])
        for case in lived.of("phase_transfer")
    )
    assert max(opened.values()) == 1
    assert set(opened) == transfers_of(lived.told, lived.year.rounds, lived.engine)


def each_morning_is_told_to_each_caseworker_once(lived: Lived) -> None:
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
    assert len(written) > 2 * len(lived.year.on_working_days.days)
    assert written == expected


def every_report_that_does_not_come_is_asked_for_once(lived: Lived) -> None:
    expected = reports_due(lived.told, lived.year.on_working_days)
    assert sum(expected.values()) > lived.plans / 100
    written = Counter(
        (item["occasion"].removeprefix("review_report_due|"), row.created_at.date())
        for row in lived.rows(select(messages).where(messages.c.letter == "review_report_due"))
        for item in row.facts["items"]
    )
    assert written == expected


def every_setting_is_told_of_its_reviews_once_before_each_term(lived: Lived) -> None:
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


def every_letter_went_out_once(lived: Lived) -> None:
    written = lived.rows(select(messages.c.id, messages.c.status, messages.c.letter))
    assert Counter(status for _, status, _ in written).keys() == {"sent"}
    assert len(list(lived.mailbox.glob("*.eml"))) == len(written)
    assert len(written) > 2 * len(lived.year.on_working_days.days)
    assert {letter for _, _, letter in written} == {
        "caseworker_day",
        "review_report_due",
        "reviews_this_term",
        "weekly_report",
    }


def reviews_are_counted_as_the_events_tell_them(lived: Lived, day: date) -> None:
    counted = lived.figure("N15", day).reviews
    assert counted is not None
    again = figures_again.annual_reviews(lived.reviews, day)
    assert counted.model_dump() == again
    assert lived.figure("N15", day).value == again["over_twelve_months"] > 0
    # For a day long past every review has its meeting by now: so that count says something today.
    assert day != LAST or again["due_without_meeting"] > 0


def the_amendment_backlog_burns_down_as_the_events_tell_it(lived: Lived, day: date) -> None:
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


def each_stored_report_says_what_was_on_record_that_monday(lived: Lived) -> None:
    stored = [row.report for row in lived.rows(select(snapshots).order_by(snapshots.c.at))]
    mondays = {each.day for each in lived.year.rounds if each.day.weekday() == MONDAY}
    assert len(stored) == len(mondays) > 12
    burnt: Counter[str] = Counter()
    for report in (BacklogReport.model_validate(each) for each in stored[1 :: len(stored) // 12]):
        assert report.taken_at is not None
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
        burn_down = amendments.amendments.burn_down
        assert burn_down.verdict == "agrees"
        expected = figures_again.burn_down(known, since=burn_down.since, s=report.at)
        expected.pop(
            "opening"
        )  # as reported the week before; what was corrected since is beside it
        assert {name: getattr(burn_down, name) for name in expected} == expected
        burnt.update(expected)
    assert burnt["finalised"] > burnt["declined"] > 0


def phase_transfers_are_counted_as_the_events_tell_them(lived: Lived, day: date) -> None:
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


def decisions_within_four_weeks_are_counted_as_the_events_tell_them(lived: Lived) -> None:
    figure = lived.figure("S4", LAST)
    since = date(LAST.year, 1, 1)
    assert (figure.numerator, figure.denominator) == figures_again.decided_within_four_weeks(
        lived.reviews, first=since, last=LAST
    )
    assert figure.twelve_months is not None
    twelve = (figure.twelve_months.numerator, figure.twelve_months.denominator)
    assert twelve == figures_again.decided_within_four_weeks(lived.reviews, first=FIRST, last=LAST)
    assert 0 < twelve[0] < twelve[1]


def the_record_is_whole_and_everything_follows_from_it(lived: Lived) -> None:
    office = Office.of(lived.engine, council=lived.council, settings=read_settings())
    assert verify(lived.engine, rules=office.rules).found == 0


ONCE = (
    a_year_was_full_of_happenings,
    every_limit_raises_each_of_its_alerts_once,
    every_decision_opens_the_next_review_once_from_its_own_day,
    nobody_has_two_reviews_to_be_held,
    the_end_of_a_plan_ends_everything_under_it_on_its_day,
    a_decision_to_cease_opens_its_case_once_unless_a_tracker_brought_it,
    every_phase_transfer_is_opened_once,
    each_morning_is_told_to_each_caseworker_once,
    every_report_that_does_not_come_is_asked_for_once,
    every_setting_is_told_of_its_reviews_once_before_each_term,
    every_letter_went_out_once,
    each_stored_report_says_what_was_on_record_that_monday,
    decisions_within_four_weeks_are_counted_as_the_events_tell_them,
    the_record_is_whole_and_everything_follows_from_it,
)
ON_EACH_DAY = (
    reviews_are_counted_as_the_events_tell_them,
    the_amendment_backlog_burns_down_as_the_events_tell_it,
    phase_transfers_are_counted_as_the_events_tell_them,
)


# One test for each database, and not one for each promise: a year is lived once, however the tests
# are shared out. PLANS_OF_THE_YEAR=2000 lives it with as many plans as a small county keeps.
@pytest.mark.timeout(900)
def test_a_school_year_keeps_its_promises(sqlite_url, tmp_path, subtests):
    plans = int(os.environ.get("PLANS_OF_THE_YEAR", "300"))
    keeps_its_promises(a_year(sqlite_url, tmp_path, plans=plans), subtests)


# The same days are lived and the same promises are asked. Most of the time goes into the rounds of
# the timetable, of which SQLite has had one for nearly every day.
@pytest.mark.again
@pytest.mark.postgres
@pytest.mark.timeout(900)
def test_a_school_year_with_a_timetable_that_often_stands_still_keeps_its_promises(
    postgres_url, tmp_path, subtests
):
    keeps_its_promises(a_year(postgres_url, tmp_path, plans=200, seldom=True), subtests)


def keeps_its_promises(lived: Lived, subtests) -> None:
    for promise in ONCE:
        with subtests.test(promise.__name__):
            promise(lived)
    for promised in ON_EACH_DAY:
        for day in DAYS:
            with subtests.test(promised.__name__, day=day):
                promised(lived, day)
    lived.engine.dispose()
