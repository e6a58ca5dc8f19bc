"""N15, A1, N16 and the columns of the return: each limit on its day, shown on single plans."""

from datetime import date, timedelta

import pytest

from ehcp.cases.kinds import Kind
from ehcp.register.engine import writing
from tests.reports.random_plans import Told, case_file
from tests.reports.registers import keep_plans, report

MONDAY = date(2026, 6, 1)
JANUARY = date(2026, 1, 1)


def ago(days: int) -> date:
    return MONDAY - timedelta(days=days)


def review(start, *steps, kind=Kind.PLAN_LAST_REVIEWED, reference="AAA-222", **facts):
    told: list[Told] = [(start, kind, None, {})]
    told += [(on, what, None, facts.get(what.value, {})) for what, on in steps]
    return case_file(reference, "annual_review", told)


def amended(*, met, decided, noticed=None, ended=None, how=Kind.AMENDED_PLAN_FINALISED):
    steps = [(Kind.REVIEW_MEETING_HELD, met), (Kind.TOLD_WILL_AMEND, decided)]
    steps += [(Kind.AMENDMENT_NOTICE_SENT, noticed)] if noticed else []
    steps += [(how, ended)] if ended else []
    return review(ago(300), *steps)


@pytest.fixture
def made(small):
    """Give a way to keep people and to report on them."""

    def keep_and_report(*people, at=MONDAY):
        with writing(small) as connection:
            keep_plans(connection, [[p] if not isinstance(p, list) else p for p in people])
        return report(small, at)

    return keep_and_report


# The twelve months begin with their first day: those from 2 June 2025 end on 1 June 2026.
@pytest.mark.parametrize(("start", "over"), [(date(2025, 6, 2), 0), (date(2025, 6, 1), 1)])
def test_a_plan_is_over_twelve_months_on_the_day_after_their_last(made, start, over):
    figure = made(review(start)).figure("N15")
    assert (figure.value, figure.denominator) == (over, 1)


@pytest.mark.parametrize(
    ("start", "soon"),
    [(date(2025, 6, 1), 0), (date(2025, 6, 2), 1), (date(2025, 7, 28), 1), (date(2025, 7, 29), 0)],
)
def test_a_review_without_meeting_is_soon_from_its_last_day_to_eight_weeks_before(
    made, start, soon
):
    counts = made(review(start)).figure("N15").reviews
    assert counts.due_without_meeting == soon


def test_a_review_with_a_meeting_fixed_or_held_is_arranged(made):
    fixed = {"review_meeting_fixed": {"meeting_on": "2026-07-01"}}
    arranged = review(date(2025, 7, 1), (Kind.REVIEW_MEETING_FIXED, ago(9)), **fixed)
    held = review(date(2025, 7, 1), (Kind.REVIEW_MEETING_HELD, ago(9)), reference="AAA-333")
    assert made(arranged, held).figure("N15").reviews.due_without_meeting == 0


def test_a_plan_taken_over_has_the_later_of_its_two_days(made):
    facts = {"plan_taken_over": {"twelve_months_from": "2025-05-01"}}
    taken = review(date(2025, 5, 1), (Kind.PLAN_TAKEN_OVER, date(2026, 4, 20)), **facts)
    assert made(taken).figure("N15").value == 0
    assert made(at=date(2026, 7, 20)).figure("N15").value == 1


@pytest.mark.parametrize(("met", "late"), [(28, 0), (29, 1)])
def test_a_decision_is_late_on_the_29th_day_after_the_meeting(made, met, late):
    held = review(ago(300), (Kind.REVIEW_MEETING_HELD, ago(met)))
    assert made(held).figure("N15").reviews.decisions_late == late


@pytest.mark.parametrize(("met", "late"), [(84, 0), (85, 1)])
def test_an_amended_plan_is_late_on_the_85th_day_after_the_meeting(made, met, late):
    found = made(amended(met=ago(met), decided=ago(met - 20)))
    assert found.figure("N15").reviews.amendments_late == late
    assert found.figure("A1").amendments.over_twelve_weeks == late


@pytest.mark.parametrize(("noticed", "late"), [(56, 0), (57, 1)])
def test_an_amended_plan_is_late_on_the_57th_day_after_the_notice(made, noticed, late):
    found = made(amended(met=ago(80), decided=ago(60), noticed=ago(noticed))).figure("A1")
    assert found.amendments.over_eight_weeks == late
    assert found.amendments.notice_not_sent == 0


def test_the_amendments_of_a_week_burn_down_to_those_of_today(made):
    final, declined = Kind.AMENDED_PLAN_FINALISED, Kind.DECIDED_NOT_TO_AMEND
    stories = [
        amended(met=ago(60), decided=ago(50), noticed=ago(50)),
        amended(met=ago(60), decided=ago(50), noticed=ago(50), ended=ago(7), how=final),
        amended(met=ago(60), decided=ago(50), noticed=ago(50), ended=ago(6), how=final),
        amended(met=ago(60), decided=ago(50), noticed=ago(50), ended=ago(0), how=declined),
        amended(met=ago(60), decided=ago(50), noticed=ago(50), ended=ago(2), how=Kind.PLAN_CEASED),
        amended(met=ago(20), decided=ago(7)),
        amended(met=ago(20), decided=ago(6)),
    ]
    people = [
        case_file(
            f"AAA-{place:03}",
            "annual_review",
            [(e.happened_on, e.kind, e.party, e.details) for e in story.events],
        )
        for place, story in enumerate(stories)
    ]
    figure = made(*people).figure("A1")
    flow = figure.amendments.burn_down
    assert (flow.opening, flow.newly_decided, flow.closing) == (5, 1, 3)
    assert (flow.finalised, flow.declined, flow.otherwise_ended) == (1, 1, 1)
    assert flow.verdict is None
    assert (figure.value, figure.last_week) == (3, 5)
    assert figure.series[-1].value == 3


def transfer(*steps, kind=Kind.PHASE_TRANSFER_TO_SCHOOL_DUE, year=2026, reference="TTT-222"):
    told = [(date(year - 1, 4, 1), kind, None, {"transfer_on": f"{year}-09-01"})]
    return case_file(reference, "phase_transfer", [*told, *((on, w, None, {}) for w, on in steps)])


@pytest.mark.parametrize(("day", "strict", "published"), [(14, 1, 1), (15, 0, 1), (16, 0, 0)])
def test_the_strict_day_is_before_15_february_and_the_published_day_is_the_15th(
    made, day, strict, published
):
    found = made(transfer((Kind.TRANSFER_PLAN_FINALISED, date(2026, 2, day))))
    (cohort,) = found.figure("N16").cohorts
    assert (cohort.by_strict, cohort.by_published) == (strict, published)
    assert (cohort.strict_on, cohort.published_on) == (date(2026, 2, 14), date(2026, 2, 15))
    assert found.figure("S5").numerator == published


def test_days_are_counted_to_the_strict_and_to_the_published_day(made):
    post16 = Kind.PHASE_TRANSFER_TO_POST16_DUE
    found = made(transfer(kind=post16, year=2027), at=date(2027, 3, 20)).figure("N16")
    (cohort,) = found.cohorts
    assert (cohort.days_to_strict, cohort.days_to_published) == (10, 11)
    assert (found.value, cohort.overdue) == (1, 0)


@pytest.mark.parametrize(("day", "due"), [(14, 0), (15, 1)])
def test_a_transfer_whose_plan_ended_by_the_strict_day_is_not_counted(made, day, due):
    found = made(transfer((Kind.PLAN_CEASED, date(2026, 2, day)))).figure("N16")
    assert sum(cohort.due for cohort in found.cohorts) == due
    assert found.value == 0


@pytest.mark.parametrize(("decided", "in_year"), [(JANUARY, 1), (date(2025, 12, 31), 0)])
def test_a_review_is_completed_in_the_year_of_its_decision(made, decided, in_year):
    first = review(
        date(2025, 2, 1),
        (Kind.REVIEW_MEETING_HELD, date(2025, 12, 10)),
        (Kind.TOLD_WILL_MAINTAIN, decided),
    )
    after = review(decided, reference="AAA-333")
    columns = made([first, after]).figure("S4").columns
    assert (columns.review_completed, columns.review_completed_prior) == (in_year, 1 - in_year)
    assert (columns.outcome_maintained, columns.decision_4_weeks) == (in_year, in_year)


@pytest.mark.parametrize(
    ("made_on", "expected"), [(MONDAY.replace(year=2025), 1), (date(2025, 6, 2), 0)]
)
def test_a_review_is_expected_of_a_plan_that_is_a_year_old(made, made_on, expected):
    columns = made(review(made_on, kind=Kind.PLAN_FIRST_MADE)).figure("S4").columns
    assert (columns.review_expected, columns.review_not_completed) == (expected, 1)


@pytest.mark.parametrize(("days", "in_time"), [(28, 1), (29, 0)])
def test_a_review_decision_is_in_time_on_the_28th_day_after_the_meeting(made, days, in_time):
    met = date(2026, 4, 1)
    steps = ((Kind.REVIEW_MEETING_HELD, met), (Kind.TOLD_WILL_MAINTAIN, met + timedelta(days)))
    figure = made(review(date(2025, 5, 20), *steps)).figure("S4")
    assert (figure.numerator, figure.denominator) == (in_time, 1)
    assert (figure.twelve_months.numerator, figure.twelve_months.denominator) == (in_time, 1)


def test_a_meeting_that_is_over_and_neither_held_nor_moved_is_a_fault_of_the_record(made):
    fixed = {"review_meeting_fixed": {"meeting_on": f"{ago(1)}"}}
    figure = made(review(ago(300), (Kind.REVIEW_MEETING_FIXED, ago(30)), **fixed)).figure("N20")
    found = {fault.rule: fault.references for fault in figure.rules if fault.count}
    assert found == {"meeting_passed": ("AAA-222",)}
    assert figure.value == 0


@pytest.mark.parametrize(
    ("at", "told", "count"),
    [
        (date(2025, 11, 21), False, 0),
        (date(2025, 11, 22), False, 1),
        (date(2025, 11, 22), True, 0),
    ],
)
def test_a_transfer_that_is_near_needs_the_familys_preference(made, at, told, count):
    said = ((Kind.PREFERENCE_RECEIVED, date(2025, 10, 31)),) if told else ()
    rules = made(transfer(*said), at=at).figure("N20").rules
    assert next(fault.count for fault in rules if fault.rule == "no_preference") == count


def test_a_plan_without_an_open_review_is_a_fault_once_there_are_reviews(made):
    told: list[Told] = [
        (ago(400), Kind.REQUEST_RECEIVED, None, {}),
        (ago(300), Kind.TOLD_WILL_ASSESS, None, {}),
        (ago(290), Kind.DRAFT_SERVED, None, {}),
        (ago(260), Kind.PLAN_FINALISED, None, {}),
    ]
    alone = case_file("PPP-222", "needs_assessment", told)
    rules = made(alone).figure("N20").rules
    assert next(fault.count for fault in rules if fault.rule == "plan_without_review") == 0
    with_review = case_file("PPP-333", "needs_assessment", told)
    gone = case_file("PPP-444", "needs_assessment", told)
    ceasing = case_file(
        "CCC-444",
        "ceasing",
        [(ago(90), Kind.CEASING_CONSIDERED, None, {}), (ago(9), Kind.DIED, None, {})],
    )
    reviewed = review(ago(260), kind=Kind.PLAN_FIRST_MADE, reference="RRR-333")
    rules = made([with_review, reviewed], [gone, ceasing]).figure("N20").rules
    found = next(fault for fault in rules if fault.rule == "plan_without_review")
    assert found.references == ("PPP-222",)
