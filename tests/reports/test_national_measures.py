"""S1 to S3: the 20-, 6- and 16-week measures, counted as the national statistics count them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from config.council import read_council
from ehcp.cases.kinds import Kind
from ehcp.register.engine import writing
from ehcp.reports.backlog import backlog_report
from tests.builders import a_case
from tests.reports.random_plans import Told, case_file
from tests.reports.registers import figure_of, keep, keep_plans

MONDAY = date(2026, 6, 1)
EXCEPTED = {"described": "x", "from_on": "2025-11-01"}


@pytest.fixture
def measure(small):
    """Give a way to tell stories and to ask for one measure of them, and its years."""

    def asked(figure, *stories, at=MONDAY):
        keep(small, [replace(s.file, reference=f"{n:03}-AAA") for n, s in enumerate(stories)])
        found = figure_of(small, at, figure)
        return found, {year.year: year for year in found.years}

    return asked


def plan(requested, final):
    story = a_case().requested(requested).told_will_assess(requested)
    return story.draft_served(requested).plan_finalised(final)


def excepted(story):
    return story.exception_approved("personal_circumstances", "2026-01-05", **EXCEPTED)


@pytest.mark.parametrize(("days", "in_time"), [(140, 1), (141, 0)])
def test_s1_the_140th_day_is_in_time(measure, days, in_time):
    issued = date(2026, 5, 20)
    figure, _ = measure("S1", plan(f"{issued - timedelta(days)}", f"{issued}"))
    assert (figure.numerator, figure.denominator) == (in_time, 1)


def test_s1_is_of_the_calendar_year_of_the_issue(measure):
    _, years = measure(
        "S1",
        plan("2025-09-01", "2025-12-31"),
        plan("2025-09-01", "2026-01-01"),
        plan("2024-09-01", "2024-12-31"),
    )
    assert [(year, years[year].denominator) for year in years] == [(2025, 1), (2026, 1)]
    assert [years[year].complete for year in years] == [True, False]


def test_s1_an_exception_takes_a_case_out_of_both_numbers(measure):
    late = excepted(plan("2025-10-01", "2026-05-20"))
    figure, _ = measure("S1", late, plan("2026-01-05", "2026-05-25"))
    assert (figure.numerator, figure.denominator, figure.value) == (1, 2, 50.0)
    assert figure.denominator_excluding_exceptions == 1
    assert figure.percent_excluding_exceptions == 100.0


def test_s1_has_no_headline_where_every_case_is_excepted(measure):
    figure, _ = measure("S1", excepted(plan("2025-10-01", "2026-05-20")))
    assert figure.value == 0.0
    assert figure.percent_excluding_exceptions is None


def test_s1_shows_the_long_waits_and_the_mean(measure):
    _, years = measure(
        "S1",
        plan("2026-01-05", "2026-04-27"),  # 16 weeks
        plan("2025-06-02", "2026-05-04"),  # 48 weeks
        plan("2025-05-12", "2026-05-11"),  # 52 weeks
        plan("2025-05-11", "2026-05-11"),  # 52 weeks and a day
    )
    assert (years[2026].weeks_20_to_52, years[2026].over_52_weeks) == (2, 1)
    assert years[2026].mean_weeks == 42.0


@pytest.mark.parametrize(("days", "in_time"), [(42, 1), (43, 0)])
@pytest.mark.parametrize("told", ["told_will_assess", "told_will_not_assess"])
def test_s2_agreements_and_refusals_both_count(measure, days, in_time, told):
    story = a_case().requested("2026-02-02")
    figure, _ = measure("S2", getattr(story, told)(f"{date(2026, 2, 2) + timedelta(days)}"))
    assert (figure.numerator, figure.denominator) == (in_time, 1)


@pytest.mark.parametrize(("waited", "late"), [(42, 0), (43, 1)])
def test_s2_what_is_not_decided_after_six_weeks_is_late(measure, waited, late):
    figure, _ = measure("S2", a_case().requested(f"{MONDAY - timedelta(waited)}"))
    assert (figure.numerator, figure.denominator) == (0, late)


def test_s2_leaves_out_what_was_withdrawn_before_the_decision(measure):
    figure, _ = measure("S2", a_case().requested("2026-02-02").withdrawn("2026-05-01"))
    assert figure.denominator == 0
    assert figure.value is None


def test_s2_is_of_the_year_of_the_request(measure):
    _, years = measure(
        "S2",
        a_case().requested("2025-12-31").told_will_assess("2026-01-20"),
        a_case().requested("2026-01-01").told_will_assess("2026-01-20"),
        a_case().requested("2025-12-30"),
    )
    assert (years[2025].numerator, years[2025].denominator) == (1, 2)
    assert (years[2026].numerator, years[2026].denominator) == (1, 1)


@pytest.mark.parametrize(("days", "in_time"), [(112, 1), (113, 0)])
def test_s3_counts_only_families_told_that_there_will_be_no_plan(measure, days, in_time):
    story = a_case().requested("2026-01-05").told_will_assess("2026-02-02")
    story.then(Kind.TOLD_NO_PLAN, f"{date(2026, 1, 5) + timedelta(days)}")
    refused = a_case().requested("2026-01-05").told_will_not_assess("2026-02-02")
    figure, _ = measure("S3", story, refused, plan("2026-01-05", "2026-05-20"))
    assert (figure.numerator, figure.denominator) == (in_time, 1)


@pytest.mark.parametrize(("leave_out", "counted"), [(True, 0), (False, 1)])
@pytest.mark.parametrize(
    ("ending", "figure"), [(Kind.PLAN_FINALISED, "S1"), (Kind.TOLD_NO_PLAN, "S3")]
)
def test_what_a_dispute_brought_about_is_left_out_unless_the_council_says_otherwise(
    small, leave_out, counted, ending, figure
):
    refused: list[Told] = [
        (date(2025, 9, 1), Kind.REQUEST_RECEIVED, None, {}),
        (date(2025, 10, 1), Kind.TOLD_WILL_NOT_ASSESS, None, {}),
    ]
    after: list[Told] = [
        (date(2026, 3, 2), Kind.ASSESSMENT_ORDERED, None, {"order": "assess", "basis": "order"}),
        (date(2026, 3, 9), Kind.TOLD_WILL_ASSESS, None, {}),
        (date(2026, 4, 20), Kind.DRAFT_SERVED, None, {}),
        (date(2026, 5, 18), ending, None, {}),
    ]
    with writing(small) as connection:
        keep_plans(
            connection,
            [
                [
                    case_file("AAA-222", "needs_assessment", refused),
                    case_file("AAA-333", "ordered_assessment", after),
                ]
            ],
            follows_any=True,
        )
    council = read_council()
    measures = council.targets.measures.model_copy(update={"leave_out_disputed": leave_out})
    targets = council.targets.model_copy(update={"measures": measures})
    council = council.model_copy(update={"targets": targets})
    found = backlog_report(small, at=MONDAY, council=council).figure(figure)
    # Counted from the first request it is late: over eight months.
    assert (found.numerator, found.denominator) == (0, counted)
    assert "as the council's own policy has it" in found.definition
    assert "`" not in found.definition


def test_a_refusal_that_was_overturned_stays_the_decision_that_it_was(measure):
    figure, _ = measure("S2", a_case().requested("2026-02-02").told_will_not_assess("2026-03-02"))
    assert (figure.numerator, figure.denominator) == (1, 1)
