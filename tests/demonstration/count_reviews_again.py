"""Counts the figures of reviews a second time, from their definitions, over plain dates."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from workflows.demonstration.plans import Decision, InventedPlan, InventedReview


def in_force(plan: InventedPlan, s: date) -> bool:
    return plan.made_on <= s and not by(plan.ceased_on, s)


def by(day: date | None, s: date) -> bool:
    return day is not None and day <= s


def last_day(review: InventedReview) -> date:
    """The last day of the twelve months that begin with the day from which they run."""
    start = review.from_on
    if (start.month, start.day) == (2, 29):
        return date(start.year + 1, 2, 28)
    return start.replace(year=start.year + 1) - timedelta(days=1)


def reviews(plans: Iterable[InventedPlan], s: date) -> Iterator[InventedReview]:
    """Every review that had begun, of the plans that are in force."""
    for plan in plans:
        if in_force(plan, s):
            yield from (review for review in plan.reviews if review.from_on <= s)


def n15(plans: Sequence[InventedPlan], s: date) -> dict[str, int]:
    undecided = [review for review in reviews(plans, s) if not by(review.decided_on, s)]
    amending = owed(plans, s)
    return {
        "in_force": sum(in_force(plan, s) for plan in plans),
        "due_without_meeting": sum(
            s <= last_day(review) <= s + timedelta(days=56) and not by(review.fixed_on, s)
            for review in undecided
        ),
        "over_twelve_months": sum(last_day(review) < s for review in undecided),
        "decisions_late": sum(over(review.meeting_on, 28, s) for review in undecided),
        "amendments_late": sum(over(review.meeting_on, 84, s) for review in amending),
    }


def over(day: date | None, days: int, s: date) -> bool:
    return day is not None and day + timedelta(days=days) < s


def owed(plans: Sequence[InventedPlan], s: date) -> list[InventedReview]:
    """A1: decided to amend, and the amended plan not final."""
    return [
        review
        for review in reviews(plans, s)
        if review.decision is Decision.AMEND
        and by(review.decided_on, s)
        and not by(review.finished_on, s)
    ]


def a1(plans: Sequence[InventedPlan], s: date) -> dict[str, int]:
    amending = owed(plans, s)
    return {
        "value": len(amending),
        "notice_not_sent": sum(not by(review.notice_on, s) for review in amending),
        "over_eight_weeks": sum(
            by(review.notice_on, s) and over(review.notice_on, 56, s) for review in amending
        ),
        "over_twelve_weeks": sum(over(review.meeting_on, 84, s) for review in amending),
    }


def n16(plans: Sequence[InventedPlan], s: date) -> dict[int, Counter[str]]:
    """By the month of the day: how many are due, in time, and not final."""
    found: dict[int, Counter[str]] = {}
    for plan in plans:
        if plan.transfer is None:
            continue
        final, due = plan.transfer.final_on, plan.transfer.due_on
        counts = found.setdefault(due.month, Counter())
        counts["due"] += 1
        counts["not_final"] += not by(final, s)
        counts["by_strict"] += final is not None and final < due
        counts["by_published"] += final is not None and final <= due
    return found
