"""Behind N15, A1 and N16: the reviews, the amended plans owed, and the phase transfers."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from sqlalchemy import select

from ehcp.register.tables import cases
from ehcp.reports.behind.counted import Counted, Find, Line, in_order, on_other_days
from ehcp.reports.behind.flow import burn_down
from ehcp.reports.figure import Figure
from ehcp.reports.figures.amendments import (
    decided_to_amend,
    notified_long_ago,
    without_review,
)
from ehcp.reports.figures.transfers import is_owed
from ehcp.reports.plan_parts import Cohort
from ehcp.reports.position import Position
from ehcp.reports.reviews import Review, open_reviews, undecided
from ehcp.reports.transfers import Transfer

PLANS = "plans"
_REVIEW_HEADS = ("Decision due", "Meeting fixed for", "Meeting held", "Stage on the day")
_IN_FORCE_HEADS = ("Twelve months since",)
_AMENDING_HEADS = ("Amended plan due", "Meeting held", "Decided", "Notice sent")
_OWED_HEADS = ("Decided to amend", "Ended since")
_WITHOUT_HEADS = ("Proposed",)
_TRANSFER_HEADS = ("Strict day", "Published day", "Reviewed", "Final", "Ended without")


def n15(figure: Figure, _at: date) -> Iterator[Counted]:
    """Behind N15: the plans in force, and where their reviews are late."""
    counts = figure.reviews
    if counts is None:
        return
    over = _reviews(lambda review, at: review.is_over(at=at))
    yield _plans("", "(b) over 12 months", counts.over_twelve_months, _REVIEW_HEADS, over)
    yield _plans(
        "due_without_meeting",
        "(a) due in 8 weeks without a meeting date",
        counts.due_without_meeting,
        _REVIEW_HEADS,
        _reviews(lambda review, at: review.is_due_without_meeting(at=at)),
    )
    yield _plans(
        "decisions_late",
        "(c) with a decision over 4 weeks after the meeting",
        counts.decisions_late,
        _REVIEW_HEADS,
        _reviews(lambda review, at: review.decision_is_late(at=at)),
    )
    yield _plans(
        "amendments_late",
        "(d) with an amended plan over 12 weeks after the meeting",
        counts.amendments_late,
        _AMENDING_HEADS,
        _amending(lambda review, at: review.is_over_twelve_weeks(at=at)),
    )
    yield _plans("in_force", "in force", counts.in_force, _IN_FORCE_HEADS, _in_force)


def a1(figure: Figure, at: date) -> Iterator[Counted]:
    """Behind A1: the amended plans owed, which of them are late, and how they came and went."""
    counts = figure.amendments
    if counts is None:
        return
    owed = _amending(lambda review, _at: review.is_amending)
    yield _plans("", "owed", figure.numerator, _AMENDING_HEADS, owed)
    late: tuple[tuple[str, str, int, Callable[[Review, date], bool]], ...] = (
        (
            "notice_not_sent",
            "whose notice is not sent",
            counts.notice_not_sent,
            lambda review, _at: review.awaits_notice,
        ),
        (
            "over_eight_weeks",
            "over 8 weeks after the notice",
            counts.over_eight_weeks,
            lambda review, at: review.is_over_eight_weeks(at=at),
        ),
        (
            "over_twelve_weeks",
            "over 12 weeks after the meeting",
            counts.over_twelve_weeks,
            lambda review, at: review.is_over_twelve_weeks(at=at),
        ),
    )
    for part, says, number, choose in late:
        yield _plans(part, says, number, _AMENDING_HEADS, _amending(choose))
    yield from burn_down(counts.burn_down)
    yield _plans(
        "without_review",
        "amended without a review",
        counts.without_review,
        _WITHOUT_HEADS,
        _without_review(late_only=False),
    )
    yield _plans(
        "without_review.late",
        "amended without a review, over 8 weeks",
        counts.without_review_over_eight_weeks,
        _WITHOUT_HEADS,
        _without_review(late_only=True),
    )
    yield from on_other_days(figure, at, heads=_OWED_HEADS, find=_owed, what=PLANS)


def n16(figure: Figure, _at: date) -> Iterator[Counted]:
    """Behind N16: the transfers that are not final, and those of each year and phase."""
    cohorts = figure.cohorts or ()
    waiting = {(cohort.year, cohort.phase) for cohort in cohorts if cohort.not_final}
    yield _transfers("", "that are not final", figure.numerator, lambda each, _at: each.is_open)
    yield _transfers(
        "of",
        "of those years and phases",
        figure.denominator,
        lambda each, _at: (each.due_on.year, each.phase) in waiting,
    )
    for cohort in cohorts:
        yield from _cohort(cohort)


def transfer_line(transfer: Transfer) -> Line:
    """Write a transfer as a line."""
    return Line(
        transfer.reference,
        (
            transfer.due_on,
            transfer.published_on,
            transfer.met_on,
            transfer.final_on,
            transfer.left_on,
        ),
    )


def transfers_that(
    choose: Callable[[Iterable[Transfer], date], Iterable[Transfer]],
) -> Find:
    """Find transfers."""
    return lambda position: [
        transfer_line(each) for each in choose(position.transfers, position.at)
    ]


TRANSFER_HEADS = _TRANSFER_HEADS


def _cohort(cohort: Cohort) -> Iterator[Counted]:
    name = f"{cohort.year}.{cohort.phase}"
    says = f"{cohort.name[0].lower()}{cohort.name[1:]}, {cohort.year}"
    parts: tuple[tuple[str, str, int, Callable[[Transfer, date], bool]], ...] = (
        ("", "due", cohort.due, lambda _each, _at: True),
        (".not_final", "not final", cohort.not_final, lambda each, _at: each.is_open),
        (
            ".reviewed",
            "not final and reviewed",
            cohort.reviewed,
            lambda each, _at: each.is_open and each.met_on is not None,
        ),
        (
            ".overdue",
            "not final and past the strict day",
            cohort.overdue,
            lambda each, at: each.is_open and each.due_on < at,
        ),
        (
            ".by_strict",
            "final by the strict day",
            cohort.by_strict,
            lambda each, _at: each.is_final_by_strict,
        ),
        (
            ".by_published",
            "final by the published day",
            cohort.by_published,
            lambda each, _at: each.is_final_by_published,
        ),
    )
    for part, words, number, choose in parts:
        yield _transfers(
            name + part, f"{words}: {says}", number, _in_cohort(cohort, choose), group=name
        )


def _in_cohort(
    cohort: Cohort, choose: Callable[[Transfer, date], bool]
) -> Callable[[Transfer, date], bool]:
    return lambda each, at: (
        each.due_on.year == cohort.year and each.phase == cohort.phase and choose(each, at)
    )


def _transfers(
    part: str,
    says: str,
    number: object,
    choose: Callable[[Transfer, date], bool],
    *,
    group: str = "",
) -> Counted:
    def chosen(transfers: Iterable[Transfer], at: date) -> list[Transfer]:
        return [each for each in transfers if is_owed(each) and choose(each, at)]

    return _plans(part, says, number, _TRANSFER_HEADS, transfers_that(chosen), group=group)


def _plans(
    part: str, says: str, number: object, heads: tuple[str, ...], find: Find, *, group: str = ""
) -> Counted:
    count = number if isinstance(number, int) else 0
    return Counted(
        part=part, says=says, number=count, heads=heads, find=find, group=group, what=PLANS
    )


def _reviews(choose: Callable[[Review, date], bool]) -> Find:
    return lambda position: [
        Line(review.reference, (review.due_on, review.meeting_on, review.met_on, review.stage.says))
        for review in position.reviews
        if choose(review, position.at)
    ]


def _amending(choose: Callable[[Review, date], bool]) -> Find:
    return lambda position: in_order(
        Line(
            review.reference,
            (review.amendment_due_on, review.met_on, review.decided_on, review.noticed_on),
        )
        for review in position.reviews
        if choose(review, position.at)
    )


def _owed(position: Position) -> list[Line]:
    """Find the amended plans that were owed on an earlier day."""
    at = position.at
    return in_order(
        Line(review.reference, (review.decided_on, review.ended_on))
        for review in decided_to_amend(position, back_to=at)
        if review.is_owed(at=at)
    )


def _in_force(position: Position) -> list[Line]:
    at = position.at
    return in_order(
        Line(reference, (started,))
        for part in open_reviews(at)
        for reference, started in position.connection.execute(
            select(cases.c.reference, cases.c.started_on).where(part, undecided(at))
        )
    )


def _without_review(*, late_only: bool) -> Find:
    def find(position: Position) -> list[Line]:
        late = (notified_long_ago(position.at),) if late_only else ()
        rows = position.connection.execute(
            select(cases.c.reference, cases.c.started_on).where(*without_review(position.at), *late)
        )
        return in_order(Line(reference, (started,)) for reference, started in rows)

    return find
