"""The annual reviews that are open at the end of a day, read once for every figure about them.

A plan in force is a person with a review that is not decided yet: the decision opens the next one.
An amendment goes on after that in the review that led to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.law.counting import months_beginning_with
from ehcp.register.tables import cases, deadlines
from ehcp.register.tables.indexes import only
from ehcp.reports.days import DAY, a_year_before

REVIEWS = only(cases, "annual_review")
AMEND = Kind.TOLD_WILL_AMEND.value.removeprefix("told_")
SOON = timedelta(weeks=8)
FOUR_WEEKS = timedelta(weeks=4)
EIGHT_WEEKS = timedelta(weeks=8)
TWELVE_WEEKS = timedelta(weeks=12)
_TWELVE_MONTHS = 12
_ITS_LIMITS = ("review_first", "review_next", "transfer_review")


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """A review that is open on a day, as it stood then.

    Attributes:
        due_on: the last day for the decision: the end of the twelve months, or the day that the
            law sets for a plan taken over from another authority.
        meeting_on: for when the meeting is fixed, as the record stands now.
        decided_on: the day of the decision to amend; None while there is no decision.
        noticed_on: the day on which the notice of the proposed amendments was sent.
    """

    reference: str
    officer: str | None
    due_on: date
    meeting_on: date | None
    met_on: date | None
    decided_on: date | None
    noticed_on: date | None

    @property
    def stage(self) -> Stage:
        """Give the stage on the day, from the days of its steps."""
        if self.decided_on:
            return Stage.AMENDMENT_PROPOSED if self.noticed_on else Stage.AMENDING
        if self.met_on:
            return Stage.REVIEW_HELD
        return Stage.REVIEW_ARRANGED if self.meeting_on else Stage.REVIEW_DUE

    @property
    def is_waiting(self) -> bool:
        """Say whether there is no decision yet: one such review for each plan in force."""
        return self.decided_on is None

    def is_due_without_meeting(self, *, at: date) -> bool:
        """N15 (a): due within eight weeks, and no meeting fixed or held."""
        soon = at <= self.due_on <= at + SOON
        return self.is_waiting and soon and self.meeting_on is None and self.met_on is None

    def is_over(self, *, at: date) -> bool:
        """N15 (b): the twelve months are over without a decision."""
        return self.is_waiting and self.due_on < at

    def decision_is_late(self, *, at: date) -> bool:
        """N15 (c): held more than four weeks ago, and no decision."""
        return self.is_waiting and _over(self.met_on, FOUR_WEEKS, at)

    @property
    def is_amending(self) -> bool:
        """Say whether the amended plan is owed."""
        return self.decided_on is not None

    @property
    def awaits_notice(self) -> bool:
        """Say whether the notice of the proposed amendments is owed still."""
        return self.is_amending and self.noticed_on is None

    def is_over_eight_weeks(self, *, at: date) -> bool:
        """Say whether the amended plan is owed over eight weeks after the notice."""
        return self.is_amending and _over(self.noticed_on, EIGHT_WEEKS, at)

    def is_over_twelve_weeks(self, *, at: date) -> bool:
        """N15 (d): the amended plan is owed over twelve weeks after the meeting."""
        return self.is_amending and _over(self.met_on, TWELVE_WEEKS, at)

    @property
    def amendment_due_on(self) -> date | None:
        """Give the last day for the amended plan: of its two limits the one that ends first."""
        ends = [
            day + length
            for day, length in ((self.noticed_on, EIGHT_WEEKS), (self.met_on, TWELVE_WEEKS))
            if day is not None
        ]
        return min(ends, default=None)


def plans_in_force(connection: Connection, *, at: date) -> int:
    """Count the plans in force at the end of a day."""
    return sum(
        connection.execute(
            select(func.count()).select_from(cases).where(part, undecided(at))
        ).scalar_one()
        for part in open_reviews(at)
    )


def reviews_to_look_at(connection: Connection, *, at: date) -> list[Review]:
    """Read the open reviews that are due within eight weeks, held, or to be followed by a plan.

    The others, most of the plans in force, have time, and nothing is said about them.
    """
    # No limit of a review ends before its twelve months; for a plan taken over it can be later.
    due_soon = cases.c.started_on <= a_year_before(at + SOON + DAY) + DAY
    wanted = or_(due_soon, cases.c.met_on <= at, and_(cases.c.decision == AMEND, ~undecided(at)))
    rows = (
        row
        for part in open_reviews(at)
        for row in connection.execute(
            select(
                cases.c.id,
                cases.c.reference,
                cases.c.officer,
                cases.c.started_on,
                cases.c.meeting_on,
                cases.c.met_on,
                cases.c.decided_on,
                cases.c.decision,
                cases.c.drafted_on,
                deadlines.c.due_on,
            )
            .select_from(cases.outerjoin(deadlines, _its_limit(at)))
            .where(part, wanted)
        )
    )
    return sorted(_reviews(rows, at=at), key=lambda review: (review.due_on, review.reference))


def open_reviews(at: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Give the conditions of the two indexes: open still, and ended since."""
    started = cases.c.started_on <= at
    return (
        and_(REVIEWS, cases.c.ended_on.is_(None), started),
        and_(REVIEWS, cases.c.ended_on > at, started),
    )


def undecided(at: date) -> ColumnElement[bool]:
    """Choose the reviews in which there was no decision at the end of a day."""
    return or_(cases.c.decided_on.is_(None), cases.c.decided_on > at)


def _its_limit(at: date) -> ColumnElement[bool]:
    """Choose the limit of the twelve months that applies: a plan taken over has its own."""
    standing = or_(deadlines.c.fell_away_on.is_(None), deadlines.c.fell_away_on > at)
    return and_(deadlines.c.case_id == cases.c.id, deadlines.c.rule_id.in_(_ITS_LIMITS), standing)


def _reviews(rows: Iterator[Row[Any]], *, at: date) -> list[Review]:
    """Make one review of the rows of a case, with the latest of the limits that stand."""
    found: dict[int, Review] = {}
    for row in rows:
        decided_on = _by(row.decided_on, at)
        if decided_on and row.decision != AMEND:
            continue  # maintained, or to cease: complete
        due = row.due_on or months_beginning_with(row.started_on, months=_TWELVE_MONTHS)
        known = found.get(row.id)
        found[row.id] = Review(
            reference=row.reference,
            officer=row.officer or None,
            due_on=max(due, known.due_on) if known else due,
            meeting_on=row.meeting_on,
            met_on=_by(row.met_on, at),
            decided_on=decided_on,
            noticed_on=_by(row.drafted_on, at),
        )
    return list(found.values())


def _over(day: date | None, length: timedelta, at: date) -> bool:
    return day is not None and day + length < at


def _by(day: date | None, at: date) -> date | None:
    return day if day is not None and day <= at else None
