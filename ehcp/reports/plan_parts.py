"""The parts of a report that are about plans in force: reviews, amendments, transfers, the return.

They carry counts and references, never a name.
"""

from datetime import date

from ehcp.reports.part import Part


class ReviewCounts(Part):
    """Where the reviews of the plans in force stand (N15).

    Attributes:
        in_force: plans whose next review is not decided yet: one for each plan.
        due_without_meeting: (a) due within eight weeks, and no meeting fixed.
        over_twelve_months: (b) the twelve months are over without a decision.
        decisions_late: (c) held more than four weeks ago, and no decision.
        amendments_late: (d) to be amended, and not final more than twelve weeks after the meeting.
    """

    in_force: int
    due_without_meeting: int
    over_twelve_months: int
    decisions_late: int
    amendments_late: int


class BurnDown(Part):
    """How the amendments that were owed last week became those owed now."""

    since: date
    opening: int
    newly_decided: int
    finalised: int
    declined: int
    otherwise_ended: int
    corrections: int
    closing: int
    verdict: str | None = None
    corrected: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()


class AmendmentCounts(Part):
    """The reviews that were decided to lead to an amended plan which is not final yet.

    Attributes:
        notice_not_sent: the notice of the proposed amendments is not sent.
        over_eight_weeks: since the notice (reg 22(3)).
        over_twelve_weeks: since the meeting (reg 20(10) with reg 22(3): the Devon judgment).
        oldest_weeks: since the meeting, or since the decision where no meeting is on record.
        without_review: open amendments without a review (reg 28), which are not among the others.
        references: the cases counted, so that the next report can be checked against this one.
    """

    notice_not_sent: int
    over_eight_weeks: int
    over_twelve_weeks: int
    oldest_weeks: float | None
    without_review: int
    without_review_over_eight_weeks: int
    burn_down: BurnDown
    references: tuple[str, ...]


class Cohort(Part):
    """The young people who change phase in one year.

    Attributes:
        strict_on: the last day that the law allows, on which the alerts are raised; None where
            each has a day of their own.
        published_on: the day on which councils are measured.
        due: all whose plan had to be final; those whose plan ended before the day are left out.
        not_final: those whose plan for the next phase is not final yet.
        reviewed: those of them whose plan has been reviewed.
        overdue: those of them whose strict day is over.
        by_strict: final by the strict day.
        by_published: final by the published day.
    """

    phase: str
    name: str
    year: int
    strict_on: date | None
    published_on: date | None
    days_to_strict: int | None
    days_to_published: int | None
    due: int
    not_final: int
    reviewed: int
    overdue: int
    by_strict: int
    by_published: int
    percent_by_published: float | None


class Year(Part):
    """What was done in time in one calendar year; of the year that still runs, so far."""

    year: int
    numerator: int
    denominator: int
    percent: float | None
    numerator_excluding_exceptions: int
    denominator_excluding_exceptions: int
    percent_excluding_exceptions: float | None
    complete: bool
    weeks_20_to_52: int | None = None
    over_52_weeks: int | None = None
    mean_weeks: float | None = None
    mean_weeks_excluding_exceptions: float | None = None


class ReturnColumns(Part):
    """The review columns of the return from 2026 on, over the plans in force on the day.

    Each of the first three groups adds up to the plans in force or, the outcomes, to the reviews
    completed in the year.
    """

    year: int
    in_force: int
    review_expected: int
    review_not_expected: int
    review_completed: int
    review_completed_prior: int
    review_not_completed: int
    outcome_amended: int
    outcome_maintained: int
    outcome_ceased: int
    no_outcome_recorded: int
    decision_4_weeks: int
    decision_over_4_weeks: int


class ComplaintCounts(Part):
    """The complaints that are cases, and the appeals, of the last twelve months.

    Attributes:
        cases: complaints received that are cases here; the others came with an import.
        answered_late: of these, answered after the last day of their stage, or not yet and over it.
        remedies_owed: agreed and not carried out, whenever the complaint was received.
        remedies_overdue: those of them whose agreed day is over.
        appeals_registered: appeals registered in the twelve months, on any case.
        appeals_determined: appeals that were decided, conceded or withdrawn in them.
    """

    cases: int
    answered_late: int
    remedies_owed: int
    remedies_overdue: int
    appeals_registered: int
    appeals_determined: int


class DueLine(Part):
    """One case on a list of what is due, by reference: never a name."""

    reference: str
    due: date | None
    stage: str
    officer: str | None


class DueList(Part):
    """Cases behind a figure, the first due first; `restricted` as in `CaseList`."""

    id: str
    figure: str
    name: str
    definition: str
    total: int
    lines: tuple[DueLine, ...]
    restricted: int | None = None
