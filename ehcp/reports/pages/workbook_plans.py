"""The sheets of plans in force: reviews, amendments, transfers, the return, and what is due."""

from ehcp.law.in_words import day_in_words
from ehcp.reports.figure import BacklogReport
from ehcp.reports.pages import wording
from ehcp.reports.pages import wording_plans as said
from ehcp.reports.pages.book import Book, Row
from ehcp.reports.plan_parts import AmendmentCounts, Cohort, DueList, ReviewCounts, Year

_NATIONAL = ("S1", "S2", "S3", "S4", "S5")
_SHEET_NAMES = {
    "reviews_to_arrange": "Reviews to arrange",
    "reviews_over": "Reviews over 12 months",
    "decisions_late": "Review decisions late",
    "amendments": "Amended plans owed",
    "transfers": "Transfers not final",
}


def add_to(book: Book, report: BacklogReport) -> None:
    """Add the sheets; a report stored before there were these figures gets none."""
    if report.has("S1"):
        _national(book, report)
    if report.has("N15"):
        _reviews(book, report)
    if report.has("N16"):
        _transfers(book, report.figure("N16").cohorts or ())
    for listed in report.due_lists:
        _due(book, listed)


def _national(book: Book, report: BacklogReport) -> None:
    rows: list[Row] = []
    for figure in (report.figure(name) for name in _NATIONAL):
        rows += [
            (figure.id, figure.name, said.year_shown(year), *_numbers(year))
            for year in reversed(figure.years or ())
        ]
        if figure.twelve_months:
            rows.append((figure.id, figure.name, "last 12 months", *_numbers(figure.twelve_months)))
    book.sheet(
        "National measures",
        "National measures, calendar year to date, and the year before",
        (
            "No",
            "Measure",
            "Year",
            "On time",
            "All",
            "Per cent",
            "On time, without exceptions",
            "All, without exceptions",
            "Per cent, without exceptions",
            "After 20 to 52 weeks",
            "After over 52 weeks",
            "Mean weeks",
            "Mean weeks, without exceptions",
        ),
        rows,
    )


def _numbers(year: Year) -> Row:
    return (
        year.numerator,
        year.denominator,
        wording.NONE if year.percent is None else year.percent,
        year.numerator_excluding_exceptions,
        year.denominator_excluding_exceptions,
        wording.NONE
        if year.percent_excluding_exceptions is None
        else year.percent_excluding_exceptions,
        year.weeks_20_to_52,
        year.over_52_weeks,
        year.mean_weeks,
        year.mean_weeks_excluding_exceptions,
    )


def _reviews(book: Book, report: BacklogReport) -> None:
    rows: list[Row] = []
    reviews, owed = report.figure("N15").reviews, report.figure("A1").amendments
    columns = report.figure("S4").columns
    if reviews:
        rows += [("N15", *row) for row in _counts(reviews)]
    if owed:
        rows += [("A1", *row) for row in _amendments(owed)]
    if columns:
        rows += [
            (f"S4, {columns.year}", name, said.column(columns, field))
            for name, field in said.COLUMNS
        ]
    book.sheet("Reviews", "Annual reviews and amendments", ("No", "What", "Plans"), rows)


def _counts(reviews: ReviewCounts) -> tuple[tuple[str, int], ...]:
    return (
        ("Plans in force", reviews.in_force),
        ("(a) Due in 8 weeks without a meeting date", reviews.due_without_meeting),
        ("(b) Over 12 months without a completed review", reviews.over_twelve_months),
        ("(c) Decision over 4 weeks after the meeting", reviews.decisions_late),
        ("(d) Amended plan over 12 weeks after the meeting", reviews.amendments_late),
    )


def _amendments(owed: AmendmentCounts) -> tuple[tuple[str, int | float | str | None], ...]:
    flow = owed.burn_down
    return (
        (f"Owed on {day_in_words(flow.since)}", flow.opening),
        ("Newly decided", flow.newly_decided),
        ("Made final", -flow.finalised),
        ("Declined", -flow.declined),
        ("Otherwise ended", -flow.otherwise_ended),
        ("Corrections", flow.corrections),
        ("Owed now", flow.closing),
        ("The check", flow.verdict or wording.NOTHING_YET),
        ("Notice not sent", owed.notice_not_sent),
        ("Over 8 weeks after the notice", owed.over_eight_weeks),
        ("Over 12 weeks after the meeting", owed.over_twelve_weeks),
        ("Oldest, in weeks", owed.oldest_weeks),
        ("Without a review (reg 28), beside these", owed.without_review),
        ("Of those over 8 weeks", owed.without_review_over_eight_weeks),
    )


def _transfers(book: Book, cohorts: tuple[Cohort, ...]) -> None:
    book.sheet(
        "Phase transfers",
        "Phase transfers by year and phase",
        (
            "Year",
            "Phase",
            "Strict last day",
            "Published day",
            "Days to the strict day",
            "Days to the published day",
            "Due",
            "Not final",
            "Of these reviewed",
            "Of these past the strict day",
            "Final by the strict day",
            "Final by the published day",
            "Per cent by the published day",
        ),
        (
            (
                cohort.year,
                cohort.name,
                cohort.strict_on,
                cohort.published_on,
                cohort.days_to_strict,
                cohort.days_to_published,
                cohort.due,
                cohort.not_final,
                cohort.reviewed,
                cohort.overdue,
                cohort.by_strict,
                cohort.by_published,
                wording.NONE
                if cohort.percent_by_published is None
                else cohort.percent_by_published,
            )
            for cohort in cohorts
        ),
    )


def _due(book: Book, listed: DueList) -> None:
    shown = wording.count_shown(listed, shown=len(listed.lines))
    book.sheet(
        _SHEET_NAMES[listed.id],
        f"{listed.name}: {shown}",
        ("Case", "Due", "Stage", "Officer"),
        ((line.reference, line.due, line.stage, line.officer or "nobody") for line in listed.lines),
    )
