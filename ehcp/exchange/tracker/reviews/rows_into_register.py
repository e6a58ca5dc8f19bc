"""The rows of a tracker of reviews on their way into the register, a few hundred at a time."""

from collections.abc import Iterator, Sequence
from itertools import chain

from sqlalchemy import Connection

from ehcp.cases.desk import Desk
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.exchange.tracker.intake import How, Outcome, Progress
from ehcp.exchange.tracker.people import (
    PeopleMatcher,
    Person,
    keep_strangers,
    set_right,
    stranger,
    work_out_anew,
)
from ehcp.exchange.tracker.record_of_row import Written
from ehcp.exchange.tracker.reviews.differences import list_disagreements
from ehcp.exchange.tracker.reviews.duplicates import fill_in_last_reviews, set_duplicates_apart
from ehcp.exchange.tracker.reviews.matching import ANNUAL_REVIEW, PHASE_TRANSFER, is_brought_by
from ehcp.exchange.tracker.reviews.plans import Plan, Planner
from ehcp.exchange.tracker.reviews.reviews_in_row import story_of
from ehcp.exchange.tracker.reviews.story import Story
from ehcp.exchange.tracker.rows import Row
from ehcp.register import bulk, files

_AT_A_TIME = 500
_MOST_CASES_OF_A_ROW = 3
_DECISIONS = frozenset(journey_named(ANNUAL_REVIEW).decided)


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
        self._planner = Planner(outcome, desk=desk)

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
            self._planner.know(row, self._stories[id(row)])
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
            plan = self._planner.plan(
                row, self._stories[id(row)], person=person, held=held, references=references
            )
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

    def _write(self, plans: Sequence[Plan]) -> None:
        if self._to_write is not None:
            keep_strangers(self.connection, (plan.person for plan in plans))
        tally = self.outcome.reviews
        grown: list[bulk.GrownCase] = []
        reborn: list[Person] = []
        for plan in plans:
            is_known = bool(plan.person.cases)
            # Of several rows of a plan the latest one knows its child best.
            is_latest = plan.story.is_latest
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

    def _log(self, plan: Plan, fields: Sequence[str]) -> None:
        """Put down which case changed in which field; of a case that is new there is no change."""
        changed = [
            (held.file.reference, name) for written, held in plan.grown for name in written.fields
        ]
        if plan.person.cases:
            changed += [(plan.person.cases[0]["reference"], name) for name in fields]
        self.outcome.changes += [
            {"reference": reference, "field": name} for reference, name in changed
        ]


def _new(plan: Plan) -> Iterator[bulk.NewCase]:
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


def _refuse_nobody(row: Row) -> None:
    row.refuse(
        "external_id",
        "the row does not say whose plan it is: it has no id, no UPN, no reference of the plan, "
        "and no name with a date of birth",
        "Give the child an id in the column of ids, or fill in name and date of birth.",
    )
