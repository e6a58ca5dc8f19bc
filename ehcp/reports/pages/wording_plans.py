"""How the figures of plans in force and the national measures are said."""

from ehcp.law.in_words import count_in_words, day_in_words
from ehcp.reports.figure import Figure
from ehcp.reports.plan_parts import BurnDown, Cohort, ComplaintCounts, ReturnColumns, Year

NONE = "none"
WITH_EXCEPTIONS = ("S1", "S2", "S3")
"""The national measures of which exceptions can be taken out; the law has none for the others."""


def share_shown(value: float | None) -> str:
    """Write a share."""
    return NONE if value is None else f"{value:.1f} %"


def reviews(figure: Figure) -> str:
    """Say N15 in a sentence."""
    counts = figure.reviews
    if counts is None:
        return ""
    return (
        f"of {count_in_words(counts.in_force, unit='plan')} in force "
        f"({share_shown(figure.percent)}); "
        f"due in 8 weeks without a meeting date {counts.due_without_meeting:,}; "
        f"decisions over 4 weeks after the meeting {counts.decisions_late:,}; "
        f"amended plans over 12 weeks after it {counts.amendments_late:,}"
    )


def amendments(figure: Figure) -> str:
    """Say the amendment backlog in a sentence."""
    counts = figure.amendments
    if counts is None:
        return ""
    oldest = "" if counts.oldest_weeks is None else f"; oldest {counts.oldest_weeks:.1f} weeks"
    said = (
        f"notice not sent {counts.notice_not_sent:,}; "
        f"over 8 weeks after the notice {counts.over_eight_weeks:,}; "
        f"over 12 weeks after the meeting {counts.over_twelve_weeks:,}{oldest}; "
        f"{burn_down(counts.burn_down)}"
    )
    if counts.without_review:
        said += (
            f"; beside these {counts.without_review:,} without a review, "
            f"{counts.without_review_over_eight_weeks:,} of them over 8 weeks"
        )
    return said


def burn_down(flow: BurnDown) -> str:
    """Say how last week's amendments became this week's."""
    sign = "-" if flow.corrections < 0 else "+"
    corrected = f" {sign} {abs(flow.corrections):,} corrected" if flow.corrections else ""
    other = f" - {flow.otherwise_ended:,} otherwise ended" if flow.otherwise_ended else ""
    said = (
        f"since {day_in_words(flow.since)}: {flow.opening:,} + {flow.newly_decided:,} newly "
        f"decided - {flow.finalised:,} final - {flow.declined:,} declined{other}{corrected} "
        f"= {flow.closing:,}"
    )
    if flow.verdict is None:
        return f"{said}, no stored report yet to check it against"
    if flow.unexplained:
        return f"{said}, nothing explains {', '.join(flow.unexplained)}"
    return f"{said}, {flow.verdict}"


def transfers(figure: Figure) -> str:
    """Say N16 in a sentence: each phase that is still to come, and what is past its day."""
    cohorts = figure.cohorts or ()
    overdue = sum(cohort.overdue for cohort in cohorts)
    still = [cohort for cohort in reversed(cohorts) if cohort.not_final > cohort.overdue]
    said = [_cohort(cohort) for cohort in still]
    if overdue:
        said.append(f"past their strict day {overdue:,}")
    return "; ".join(said) or "none is due"


def _cohort(of: Cohort) -> str:
    """Say how far one phase is, and how many days are left."""
    to_come = of.not_final - of.overdue
    if of.strict_on is None or of.published_on is None:
        left = f"{of.year}, each by their own day"
    else:
        left = (
            f"{count_in_words(of.days_to_strict or 0, unit='day')} to "
            f"{day_in_words(of.strict_on)}, {of.days_to_published or 0:,} to the published day"
        )
    return f"{of.name[0].lower()}{of.name[1:]}, {left}: {to_come:,} of {of.due:,} not final"


def complaints(counts: ComplaintCounts) -> str:
    """Say how complaints are handled, and the appeals."""
    return (
        f"answered late {counts.answered_late:,} of the {counts.cases:,} that are cases; remedies "
        f"owed {counts.remedies_owed:,}, overdue {counts.remedies_overdue:,}; appeals registered "
        f"{counts.appeals_registered:,}, determined {counts.appeals_determined:,}"
    )


def national(figure: Figure) -> str:
    """Say a national measure in a sentence: the year so far, and the year before."""
    years = list(reversed(figure.years or ()))
    said = "; ".join(f"{year_shown(year)}: {_in_words(year)}" for year in years)
    last = figure.twelve_months
    if last is not None:
        said += f"; last 12 months: {_in_words(last)}"
    return said


def year_shown(year: Year) -> str:
    """Name a calendar year, and say whether it still runs."""
    return f"{year.year}" if year.complete else f"{year.year} so far"


def _in_words(year: Year) -> str:
    said = f"{year.numerator:,} of {year.denominator:,} ({share_shown(year.percent)})"
    if year.denominator_excluding_exceptions == year.denominator:
        return said
    return f"{said}, without exceptions {share_shown(year.percent_excluding_exceptions)}"


COLUMNS: tuple[tuple[str, str], ...] = (
    ("Plans in force", "in_force"),
    ("Review expected", "review_expected"),
    ("Review not expected", "review_not_expected"),
    ("Review completed in the year", "review_completed"),
    ("Review completed before the year", "review_completed_prior"),
    ("No review completed", "review_not_completed"),
    ("Outcome: amended", "outcome_amended"),
    ("Outcome: maintained", "outcome_maintained"),
    ("Outcome: to cease", "outcome_ceased"),
    ("No outcome recorded", "no_outcome_recorded"),
    ("Decision within 4 weeks", "decision_4_weeks"),
    ("Decision after 4 weeks", "decision_over_4_weeks"),
)
"""The review columns of the return, in the words of the page, each with its name."""


def column(columns: ReturnColumns, name: str) -> int:
    """Give one of the columns."""
    value: int = getattr(columns, name)
    return value
