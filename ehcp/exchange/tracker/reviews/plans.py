"""What becomes of one row about a review: the cases that it opens, and those that grow by it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.exchange.tracker.intake import Outcome
from ehcp.exchange.tracker.people import Key, Person
from ehcp.exchange.tracker.record_of_row import Written
from ehcp.exchange.tracker.reviews.case_of_row import more_of_case, new_case
from ehcp.exchange.tracker.reviews.ended_plans import list_ends_not_said
from ehcp.exchange.tracker.reviews.matching import (
    ANNUAL_REVIEW,
    PHASE_TRANSFER,
    Case,
    case_of_review,
    is_undecided,
    transfer_held,
)
from ehcp.exchange.tracker.reviews.merging import merge_review, merge_transfer
from ehcp.exchange.tracker.reviews.story import Review, Story, Transfer
from ehcp.exchange.tracker.rows import Row
from ehcp.register import files


@dataclass(slots=True)
class Plan:
    """What is to be done for one row.

    Attributes:
        new: the cases to open, and whether what follows from each is to be done by itself.
        grown: the cases that get more entries, with what they were.
        seen: the ids of the cases that the row is about.
        opens_review: whether one of the new cases is a review.
    """

    row: Row
    story: Story
    person: Person
    new: list[tuple[Written, bool]] = field(default_factory=list)
    grown: list[tuple[Written, files.Held]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    opens_review: bool = False


class Planner:
    """Makes the plans of the rows of one import, so that no two of them are about one case."""

    def __init__(self, outcome: Outcome, *, desk: Desk) -> None:
        self.outcome = outcome
        self.desk = desk
        self._taken: set[int] = set()
        self._transfers: set[tuple[Key, date | None]] = set()
        self._stories_of: dict[Key, list[Story]] = defaultdict(list)

    def know(self, row: Row, story: Story) -> None:
        """Know what every row tells before any of them is planned."""
        self._stories_of[row.key].append(story)

    def plan(
        self,
        row: Row,
        story: Story,
        *,
        person: Person,
        held: Mapping[int, files.Held],
        references: Iterator[str],
    ) -> Plan:
        """Say what becomes of a row: its reviews first, then its phase transfer."""
        plan = Plan(row, story, person)
        others = [
            review
            for other in self._stories_of[row.key]
            if other is not story
            for review in other.reviews
        ]
        for review in story.reviews:
            taken = self._taken | plan.seen
            free = [case for case in plan.person.cases if case["id"] not in taken]
            case = case_of_review(review, free, others=others)
            is_last = review is story.reviews[-1]
            is_open = next((case for case in free if is_undecided(case)), None)
            if case is not None:
                plan.seen.add(case["id"])
                self._more(plan, review, held[case["id"]], is_last=is_last)
            elif review.decided is None and is_open is not None:
                _list_left(row, review, is_open)
            else:
                self._new(plan, review, next(references), is_last=is_last)
        if row.refusals:
            return plan
        self._taken |= plan.seen
        if story.is_latest:
            left = [held[c["id"]] for c in person.cases if c["id"] in held.keys() - plan.seen]
            list_ends_not_said(row, story.reviews[-1], left)
        transfer = story.transfer
        key = (row.key, transfer.transfer_on if transfer else None)
        if transfer is not None and key not in self._transfers:
            self._transfers.add(key)
            self._transfer(plan, transfer, held, next(references))
        return plan

    def _more(self, plan: Plan, review: Review, there: files.Held, *, is_last: bool) -> None:
        row, desk = plan.row, self.desk
        entries = merge_review(row, review, file=there.file, today=desk.today)
        grown = more_of_case(row, entries, held=there, notes=is_last, desk=desk)
        if grown is not None and grown.fields:
            plan.grown.append((grown, there))

    def _new(self, plan: Plan, review: Review, reference: str, *, is_last: bool) -> None:
        empty = _empty_file(plan, reference, ANNUAL_REVIEW)
        new = new_case(plan.row, review.all, empty=empty, notes=is_last, desk=self.desk)
        if new is not None:
            # The next review opens by itself after a decision, unless this file tells of it.
            is_awake = review.decided is not None and is_last
            plan.new.append((new, is_awake and plan.story.is_latest))
            plan.opens_review = True

    def _transfer(
        self,
        plan: Plan,
        transfer: Transfer,
        held: Mapping[int, files.Held],
        reference: str,
    ) -> None:
        row, desk = plan.row, self.desk
        of_person = [held[c["id"]] for c in plan.person.cases if c["id"] in held]
        there = transfer_held(transfer, of_person)
        if there is not None:
            entries = merge_transfer(row, transfer, file=there.file, today=desk.today)
            grown = more_of_case(row, entries, held=there, notes=False, desk=desk)
            if grown is not None and grown.fields:
                plan.grown.append((grown, there))
                self.outcome.transfers_updated += 1
            return
        empty = _empty_file(plan, reference, PHASE_TRANSFER)
        new = new_case(row, transfer.all, empty=empty, notes=False, desk=desk)
        if new is not None:
            plan.new.append((new, False))
            self.outcome.transfers_created += 1


def _empty_file(plan: Plan, reference: str, journey: str) -> CaseFile:
    """Give the file of a case before its first entry, with what is known of its person."""
    known = plan.person.columns | {k: v for k, v in plan.row.person.items() if v is not None}
    return CaseFile(
        reference=reference,
        recorded=(),
        journey=journey,
        born_on=known["born_on"],
        year_group=known["year_group"] if known["year_group_by_hand"] else None,
        year_group_from=known["year_group_from"],
        setting=known["setting"],
        setting_urn=known["setting_urn"],
    )


def _list_left(row: Row, review: Review, case: Case) -> None:
    """Say that a review which the sheet leaves undecided is not the one that is open now."""
    row.differ(
        review.start.field,
        "register",
        f"the review of case {case['reference']} is open and runs from {case['started_on']}; what "
        "the row says of an earlier one, without its decision, was left",
    )
