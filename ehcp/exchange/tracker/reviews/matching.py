"""Which case a review or a phase transfer of a row is about, of those that its person has."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from ehcp.cases.events import Event
from ehcp.cases.kinds import STARTS, Kind
from ehcp.cases.stages import Stage
from ehcp.exchange.tracker.people import Person
from ehcp.exchange.tracker.reviews.story import Review, Transfer
from ehcp.exchange.tracker.reviews.transfers import TRANSFER_ON
from ehcp.exchange.tracker.rows import Row
from ehcp.register.files import Held

ANNUAL_REVIEW, PHASE_TRANSFER = "annual_review", "phase_transfer"
_THE_SAME = timedelta(days=42)
"""A date put right moves by days or weeks; a meeting further off is rather the next review's."""

Case = dict[str, Any]


def case_of_review(review: Review, cases: Iterable[Case]) -> Case | None:
    """Find the case of a review: by its meeting or decision, its first day, or as the open one.

    A person has one open review that is not decided, so what fits no other belongs to that, if it
    happened since that began.
    """
    there = [
        case
        for case in cases
        if case["journey"] == ANNUAL_REVIEW and case["stage"] != Stage.NOT_NEEDED
    ]
    met = next((e.day for e in review.events if e.kind is Kind.REVIEW_MEETING_HELD), None)
    decided = review.decided.day if review.decided else None
    for case in there:
        if (met and case["met_on"] == met) or (decided and case["decided_on"] == decided):
            return case
    first = met or decided
    for case in there:
        if case["started_on"] == review.start.day and not _is_of_the_next(first, case):
            return case
    return next((c for c in there if _is_undecided(c) and _may_hold(c, review, first)), None)


def transfer_held(transfer: Transfer, held: Iterable[Held]) -> Held | None:
    """Find the case of a phase transfer: of the same year, or else the one that is open."""
    there = [each for each in held if each.file.journey == PHASE_TRANSFER]
    for each in there:
        if transfer_on(each) == transfer.transfer_on:
            return each
    return next((each for each in there if Stage(each.stage).is_open), None)


def transfer_on(held: Held) -> date | None:
    """Give the day of the transfer that a case is about."""
    start = start_of(held)
    written = start.details.get(TRANSFER_ON) if start else None
    return date.fromisoformat(written) if written else None


def start_of(held: Held) -> Event | None:
    """Give the entry that a case starts with."""
    return held.file.first(*STARTS)


def is_brought_by(row: Row, person: Person) -> bool:
    """Say whether an earlier import of this row brought somebody who is known by name alone."""
    said = {row.days.get(field) for field in ("last_reviewed_on", "plan_made_on", "decided_on")}
    said = said - {None}
    return any(
        case["started_on"] in said or (case["decided_on"] and case["decided_on"] in said)
        for case in person.cases
        if case["journey"] == ANNUAL_REVIEW
    ) or bool(said and row.more.get("plan_made_on") == person.columns["more"].get("plan_made_on"))


def _is_of_the_next(first: date | None, case: Case) -> bool:
    """Say whether a row's meeting came so long after a decision that it is another review's."""
    decided_on = case["decided_on"]
    return first is not None and decided_on is not None and first > decided_on + _THE_SAME


def _is_undecided(case: Case) -> bool:
    return case["ended_on"] is None and case["decided_on"] is None


def _may_hold(case: Case, review: Review, first: date | None) -> bool:
    if first is not None:
        return bool(case["started_on"] <= first)
    return True if review.decided is None else bool(case["started_on"] <= review.decided.day)
