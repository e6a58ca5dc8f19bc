"""The rows of a tracker of reviews on their way into the register, a few hundred at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from sqlalchemy import Connection

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.exchange.tracker.intake import How, Outcome, Progress
from ehcp.exchange.tracker.people import (
    Key,
    PeopleMatcher,
    Person,
    keep_strangers,
    set_right,
    stranger,
    work_out_anew,
)
from ehcp.exchange.tracker.record_of_row import Written
from ehcp.exchange.tracker.reviews.case_of_row import more_of_case, new_case
from ehcp.exchange.tracker.reviews.differences import list_disagreements
from ehcp.exchange.tracker.reviews.duplicates import fill_in_last_reviews, set_duplicates_apart
from ehcp.exchange.tracker.reviews.matching import (
    ANNUAL_REVIEW,
    PHASE_TRANSFER,
    Case,
    case_of_review,
    is_brought_by,
    is_undecided,
    transfer_held,
)
from ehcp.exchange.tracker.reviews.merging import merge_review, merge_transfer
from ehcp.exchange.tracker.reviews.reviews_in_row import story_of
from ehcp.exchange.tracker.reviews.story import Review, Story, Transfer
from ehcp.exchange.tracker.rows import Row
from ehcp.register import bulk, files

_AT_A_TIME = 500
_MOST_CASES_OF_A_ROW = 3
_DECISIONS = frozenset(journey_named(ANNUAL_REVIEW).decided)


@dataclass(slots=True)
class _Plan:
    """What is to be done for one row: cases to open, cases that grow, cases that it is about."""

    row: Row
    person: Person
    new: list[tuple[Written, bool]] = field(default_factory=list)
    grown: list[tuple[Written, files.Held]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    opens_review: bool = False


class ReviewsIntoRegister:
    """The rows of one import on their way into the register, a few hundred at a time."""

    def __init__(
        self,
        connection: Connection,
        outcome: Outcome,
        *,
        persons: PeopleMatcher,
        desk: Desk,
        how: How,
    ) -> None:
        self.connection = connection
        self.outcome = outcome
        self.persons = persons
        self.desk = desk
        self.how = how
        self._stories: dict[int, Story] = {}
        self._taken: set[int] = set()
        self._transfers: set[tuple[Key, date | None]] = set()
        self._stories_of: dict[Key, list[Story]] = defaultdict(list)

    @property
    def _to_write(self) -> Connection | None:
        """The connection, if what is planned is written: not once the import is refused."""
        writes = not self.how.dry_run and (self.how.partial or not self.outcome.refused)
        return self.connection if writes else None

    def take(self, rows: Sequence[Row], tell: Progress) -> None:
        """Take all rows."""
        self.outcome.reviews.rows = len(rows)
        fill_in_last_reviews(rows)
        for row in rows:
            if not row.key[0] and not row.refusals:
                _refuse_nobody(row)
        self._stories = {id(row): story_of(row, today=self.desk.today) for row in rows}
        rows = set_duplicates_apart(rows, self._stories, self.outcome)
        for row in rows:
            self._stories_of[row.key].append(self._stories[id(row)])
        for start in range(0, len(rows), _AT_A_TIME):
            tell("Taking the reviews in", start, len(rows))
            self._some(rows[start : start + _AT_A_TIME])
        tell("Taking the reviews in", len(rows), len(rows))

    def _some(self, rows: Sequence[Row]) -> None:
        readable = [row for row in rows if not row.refusals]
        persons = self.persons.match(self.connection, readable, is_same_row=is_brought_by)
        held = self._held(person for person in persons if person is not None)
        references = iter(
            bulk.free_references(self.connection, _MOST_CASES_OF_A_ROW * len(readable))
        )
        plans = []
        for row, known in zip(readable, persons, strict=True):
            if row.refusals:
                continue
            person = known or self.persons.newcomer(row) or stranger(row)
            if known is None:
                self.persons.remember(row, person)
            plan = _Plan(row, person)
            self._plan(plan, held, references)
            if not row.refusals:
                plans.append(plan)
        for row in rows:
            list_disagreements(row, self._stories[id(row)], desk=self.desk)
        self.outcome.report(rows, self.outcome.reviews)
        self._write(plans)

    def _held(self, persons: Iterator[Person]) -> dict[int, files.Held]:
        ids = [
            case["id"]
            for person in persons
            for case in person.cases
            if case["journey"] in (ANNUAL_REVIEW, PHASE_TRANSFER)
        ]
        return {each.case_id: each for each in files.load_many(self.connection, ids)} if ids else {}

    def _plan(self, plan: _Plan, held: Mapping[int, files.Held], references: Iterator[str]) -> None:
        """Say what becomes of a row: its reviews first, then its phase transfer."""
        story = self._stories[id(plan.row)]
        others = [
            review
            for other in self._stories_of[plan.row.key]
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
                _list_left(plan.row, review, is_open)
            else:
                self._new(plan, review, next(references), is_last=is_last)
        if plan.row.refusals:
            return
        self._taken |= plan.seen
        transfer = story.transfer
        key = (plan.row.key, transfer.transfer_on if transfer else None)
        if transfer is not None and key not in self._transfers:
            self._transfers.add(key)
            self._transfer(plan, transfer, held, next(references))

    def _more(self, plan: _Plan, review: Review, there: files.Held, *, is_last: bool) -> None:
        row, desk = plan.row, self.desk
        entries = merge_review(row, review, file=there.file, today=desk.today)
        grown = more_of_case(row, entries, held=there, notes=is_last, desk=desk)
        if grown is not None and grown.fields:
            plan.grown.append((grown, there))

    def _new(self, plan: _Plan, review: Review, reference: str, *, is_last: bool) -> None:
        empty = _empty_file(plan, reference, ANNUAL_REVIEW)
        new = new_case(plan.row, review.all, empty=empty, notes=is_last, desk=self.desk)
        if new is not None:
            # The next review opens by itself after a decision, unless this file tells of it.
            is_awake = review.decided is not None and is_last
            plan.new.append((new, is_awake and self._stories[id(plan.row)].is_latest))
            plan.opens_review = True

    def _transfer(
        self,
        plan: _Plan,
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

    def _write(self, plans: Sequence[_Plan]) -> None:
        if self._to_write is not None:
            keep_strangers(self.connection, (plan.person for plan in plans))
        tally = self.outcome.reviews
        grown: list[bulk.GrownCase] = []
        reborn: list[Person] = []
        for plan in plans:
            is_known = bool(plan.person.cases)
            # Of several rows of a plan the latest one knows its child best.
            is_latest = self._stories[id(plan.row)].is_latest
            fields = set_right(self._to_write, plan.row, plan.person) if is_latest else []
            if plan.opens_review:
                tally.created += 1
            elif plan.new or plan.grown or (fields and is_known):
                tally.updated += 1
            else:
                tally.unchanged += 1
            self._log(plan, fields)
            if "born_on" in fields:
                reborn.append(plan.person)
            grown += [_grown(plan.row, written, held) for written, held in plan.grown]
        if self._to_write is not None:
            new = chain.from_iterable(_new(plan) for plan in plans)
            bulk.put_cases(self.connection, list(new), at=self.desk.at, rules=self.desk.rules)
            bulk.put_more(self.connection, grown, rules=self.desk.rules)
            work_out_anew(self.connection, reborn, rules=self.desk.rules)

    def _log(self, plan: _Plan, fields: Sequence[str]) -> None:
        """Put down which case changed in which field; of a case that is new there is no change."""
        changed = [
            (held.file.reference, name) for written, held in plan.grown for name in written.fields
        ]
        if plan.person.cases:
            changed += [(plan.person.cases[0]["reference"], name) for name in fields]
        self.outcome.changes += [
            {"reference": reference, "field": name} for reference, name in changed
        ]


def _empty_file(plan: _Plan, reference: str, journey: str) -> CaseFile:
    """Give the file of a case before its first entry, with what is known of its person."""
    known = plan.person.columns | {k: v for k, v in plan.row.person.items() if v is not None}
    return CaseFile(
        reference=reference,
        recorded=(),
        journey=journey,
        born_on=known["born_on"],
        year_group=known["year_group"] if known["year_group_by_hand"] else None,
        setting=known["setting"],
        setting_urn=known["setting_urn"],
    )


def _new(plan: _Plan) -> Iterator[bulk.NewCase]:
    for written, is_awake in plan.new:
        yield bulk.NewCase(
            file=written.file,
            seals=written.seals,
            person_id=plan.person.id or 0,
            officer=plan.row.words.get("officer"),
            woken_version=0 if is_awake else None,
        )


def _grown(row: Row, written: Written, held: files.Held) -> bulk.GrownCase:
    columns = {"officer": row.words["officer"]} if "officer" in written.fields else {}
    was = len(held.file.recorded)
    more = {entry.kind for entry in written.file.recorded[was:]}
    # A decision that came, or moved: the next review follows from it.
    is_decided = not _DECISIONS.isdisjoint(written.file.kinds)
    follows = bool(more & _DECISIONS) or (Kind.CORRECTED in more and is_decided)
    return bulk.GrownCase(
        case_id=held.case_id,
        was_version=was,
        file=written.file,
        seals=written.seals,
        columns=columns,
        is_followed_up=follows,
    )


def _list_left(row: Row, review: Review, case: Case) -> None:
    """Say that a review which the sheet leaves undecided is not the one that is open now."""
    row.differ(
        review.start.field,
        "register",
        f"the review of case {case['reference']} is open and runs from {case['started_on']}; what "
        "the row says of an earlier one, without its decision, was left",
    )


def _refuse_nobody(row: Row) -> None:
    row.refuse(
        "external_id",
        "the row does not say whose plan it is: it has no id, no UPN, no reference of the plan, "
        "and no name with a date of birth",
        "Give the child an id in the column of ids, or fill in name and date of birth.",
    )
