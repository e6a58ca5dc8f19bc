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


def case_of_review(
    review: Review, cases: Iterable[Case], *, others: Iterable[Review] = ()
) -> Case | None:
    """Find the case of a review: by its meeting or decision, its first day, or as the open one.

    A person has one open review that is not decided, so what fits no other belongs to that, if it
    happened since that began; unless one of the `others`, the reviews of the person's other rows,
    is that very one.
    """
    there = [
        case
        for case in cases
        if case["journey"] == ANNUAL_REVIEW and case["stage"] != Stage.NOT_NEEDED
    ]
    for is_it in (_has_its_days, _begins_with_it):
        for case in there:
            if is_it(review, case):
                return case
    others = list(others)
    for case in there:
        is_others = any(_has_its_days(o, case) or _begins_with_it(o, case) for o in others)
        if is_undecided(case) and _may_hold(case, review) and not is_others:
            return case
    return None


def is_undecided(case: Case) -> bool:
    """Say whether a case is the open review of its plan, of which a person has one at most."""
    is_review = case["journey"] == ANNUAL_REVIEW
    return is_review and case["ended_on"] is None and case["decided_on"] is None


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


def _met_on(review: Review) -> date | None:
    return next((e.day for e in review.events if e.kind is Kind.REVIEW_MEETING_HELD), None)


def _first_known(review: Review) -> date | None:
    """Give the meeting of a review, or its decision where there was none."""
    return _met_on(review) or (review.decided.day if review.decided else None)


def _has_its_days(review: Review, case: Case) -> bool:
    met, decided = _met_on(review), review.decided
    if met is not None and case["met_on"] == met:
        return True
    return decided is not None and bool(case["decided_on"] == decided.day)


def _begins_with_it(review: Review, case: Case) -> bool:
    """Say whether a case begins as the review does, and is not an earlier one long decided."""
    first, decided_on = _first_known(review), case["decided_on"]
    is_of_the_next = first and decided_on and first > decided_on + _THE_SAME
    return bool(case["started_on"] == review.start.day) and not is_of_the_next


def _may_hold(case: Case, review: Review) -> bool:
    first = _first_known(review)
    return first is None or bool(case["started_on"] <= first)
