"""The amendment backlog: reviews that are to lead to an amended plan, and how it burns down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Column, func, literal_column, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases
from ehcp.register.tables.indexes import only
from ehcp.reports.corrections import AGREES, DOES_NOT_AGREE, differences
from ehcp.reports.days import WEEK, WEEKS_SHOWN
from ehcp.reports.figure import Figure, Week
from ehcp.reports.figures.colouring import coloured
from ehcp.reports.plan_parts import AmendmentCounts, BurnDown
from ehcp.reports.position import Position
from ehcp.reports.reviews import AMEND, EIGHT_WEEKS, REVIEWS, Review
from ehcp.reports.share import in_weeks
from ehcp.reports.weekly import OverTime

# Written out, not bound: so both databases see that the index of these reviews will do.
TO_AMEND = (REVIEWS, cases.c.decision == literal_column(f"'{AMEND}'"))
MOVES = ("newly_decided", "finalised", "declined", "otherwise_ended")
"""How the backlog moves, in the words of the burn-down."""

_A_YEAR = timedelta(weeks=WEEKS_SHOWN)


@dataclass(frozen=True, slots=True)
class Decided:
    """Reviews decided to amend on one day and ended, if they are, on another: one, or several."""

    decided_on: date
    ended_on: date | None
    stage: str

    def is_owed(self, *, at: date) -> bool:
        """Say whether the amended plan was owed at the end of a day."""
        return self.decided_on <= at and (self.ended_on is None or self.ended_on > at)

    def moved(self, how: str, *, since: date, at: date) -> bool:
        """Say whether it moved the backlog so between two days, in the words of the burn-down."""
        if how == "newly_decided":
            return since < self.decided_on <= at
        ended = self.ended_on is not None and since < self.ended_on <= at
        return ended and _ENDS.get(self.stage, "otherwise_ended") == how


@dataclass(frozen=True, slots=True)
class _Group(Decided):
    count: int


@dataclass(frozen=True, slots=True)
class DecidedReview(Decided):
    """One review decided to amend."""

    reference: str


_ENDS = {Stage.PLAN_AMENDED.value: "finalised", Stage.AMENDMENT_DECLINED.value: "declined"}


def amendment_backlog(position: Position) -> Figure:
    """A1: how many amended plans are owed after a review."""
    at = position.at
    owed = [review for review in position.reviews if review.is_amending]
    since = counted_since(position)
    groups = _groups(position, back_to=min(since, at - _A_YEAR))
    over_time = OverTime(_changes(groups), until=at)
    weeks = over_time.weeks
    ages = [(at - (review.met_on or review.decided_on or at)).days for review in owed]
    without_review, over_eight = _without_review(position)
    return coloured(
        Figure(
            id="A1",
            name="Amendment backlog: amended plans owed after a review",
            unit="plans",
            value=len(owed),
            numerator=len(owed),
            denominator=None,
            definition=(
                "Reviews in which the family was told that the plan will be amended, and the "
                "amended plan is not final, the family not told that it will not be amended "
                "after all, and the plan not ended. With it: those whose notice of the proposed "
                "amendments, owed with the decision (R (L, M and P) v Devon CC [2022] EWHC 493 "
                "(Admin)), is not on record; those over 56 days after the notice (reg 22(3)); "
                "those over 84 days after the meeting (the Devon judgment's 4 + 8 weeks); the "
                "oldest, counted from the meeting, or from the decision where no meeting is on "
                "record. The burn-down: last report's backlog, plus newly decided, minus made "
                "final, minus declined, minus otherwise ended, plus or minus corrections, is the "
                "backlog now; checked case by case as N13 is. The weeks are worked out from the "
                "days on the cases; the highest is that of the last 52. Amendments without a "
                "review (reg 28) are shown beside it and not counted."
            ),
            series=weeks,
            last_week=over_time.on(at - WEEK),
            four_weeks_ago=over_time.on(at - timedelta(weeks=4)),
            peak=_highest(weeks),
            amendments=AmendmentCounts(
                notice_not_sent=sum(review.awaits_notice for review in owed),
                over_eight_weeks=sum(review.is_over_eight_weeks(at=at) for review in owed),
                over_twelve_weeks=sum(review.is_over_twelve_weeks(at=at) for review in owed),
                oldest_weeks=in_weeks(max(ages)) if ages else None,
                without_review=without_review,
                without_review_over_eight_weeks=over_eight,
                burn_down=_burn_down(position, groups, owed, opening=over_time.on(since)),
                references=tuple(sorted(review.reference for review in owed)),
            ),
        ),
        position,
    )


def _highest(weeks: Sequence[Week]) -> Week | None:
    highest = max(weeks, key=lambda week: week.value)
    return highest if highest.value else None


def counted_since(position: Position) -> date:
    """Give the day of the last report that has this figure, or that of a week ago."""
    earlier = position.earlier
    return earlier.at if earlier and earlier.amending is not None else position.at - WEEK


def _groups(position: Position, *, back_to: date) -> list[_Group]:
    """Count the reviews to amend that were open since a day, by decision and end."""
    key = _key()
    rows = position.connection.execute(
        select(*key, func.count()).where(*_to_amend(position.at, back_to)).group_by(*key)
    )
    return [g for g in (_Group(*row) for row in rows) if _was_owed(g)]


def decided_to_amend(position: Position, *, back_to: date) -> list[DecidedReview]:
    """Read the same reviews one by one."""
    rows = position.connection.execute(
        select(*_key(), cases.c.reference).where(*_to_amend(position.at, back_to))
    )
    return [review for review in (DecidedReview(*row) for row in rows) if _was_owed(review)]


def _key() -> tuple[Column[date], Column[date | None], Column[str]]:
    return cases.c.decided_on, cases.c.ended_on, cases.c.stage


def _to_amend(at: date, back_to: date) -> tuple[ColumnElement[bool], ...]:
    c = cases.c
    return (*TO_AMEND, c.decided_on <= at, or_(c.ended_on.is_(None), c.ended_on > back_to))


def _was_owed(decided: Decided) -> bool:
    """Say no of one that ended before it was decided: a fault of the record."""
    return decided.ended_on is None or decided.ended_on >= decided.decided_on


def _changes(groups: Sequence[_Group]) -> Iterator[tuple[date, int]]:
    for group in groups:
        yield group.decided_on, group.count
        if group.ended_on is not None:
            yield group.ended_on, -group.count


def _burn_down(
    position: Position, groups: Sequence[_Group], owed: Sequence[Review], *, opening: int
) -> BurnDown:
    """Follow the backlog from the last stored report, or from a week ago, to the day."""
    at, since, earlier = position.at, counted_since(position), position.earlier
    reported = earlier.amending if earlier else None
    corrected: dict[str, int] = {}
    unexplained: list[str] = []
    if earlier is not None and reported is not None:
        opening = len(reported)
        corrected, unexplained = differences(
            position, earlier=earlier, as_reported=reported, by_record=owed_on(position, since)
        )
    moved = {how: sum(g.count for g in groups if g.moved(how, since=since, at=at)) for how in MOVES}
    newly, gone = moved["newly_decided"], sum(moved.values()) - moved["newly_decided"]
    corrections = sum(corrected.values())
    agrees = not unexplained and opening + newly - gone + corrections == len(owed)
    return BurnDown(
        since=since,
        opening=opening,
        **moved,
        corrections=corrections,
        closing=len(owed),
        verdict=None if reported is None else AGREES if agrees else DOES_NOT_AGREE,
        corrected=tuple(sorted(corrected)),
        unexplained=tuple(sorted(unexplained)),
    )


def owed_on(position: Position, day: date) -> Sequence[str]:
    """Give the references of the backlog of an earlier day, by today's record."""
    c = cases.c
    return (
        position.connection.execute(
            select(c.reference).where(
                *TO_AMEND,
                c.decided_on <= day,
                or_(c.ended_on.is_(None), c.ended_on > day),
            )
        )
        .scalars()
        .all()
    )


def _without_review(position: Position) -> tuple[int, int]:
    """Count the open amendments without a review, and those over eight weeks after their notice."""
    every, late = position.connection.execute(
        select(func.count(), func.count().filter(notified_long_ago(position.at))).where(
            *without_review(position.at)
        )
    ).one()
    return every, late


def without_review(at: date) -> tuple[ColumnElement[bool], ...]:
    """Choose the amendments without a review that are open at the end of a day."""
    c = cases.c
    still = or_(c.ended_on.is_(None), c.ended_on > at)
    return only(cases, "amendment"), c.started_on <= at, still


def notified_long_ago(at: date) -> ColumnElement[bool]:
    """Choose those that are over eight weeks after their notice."""
    long_ago: ColumnElement[bool] = cases.c.started_on < at - EIGHT_WEEKS
    return long_ago
