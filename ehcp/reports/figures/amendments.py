"""The amendment backlog: reviews that are to lead to an amended plan, and how it burns down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, literal_column, or_, select

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases
from ehcp.register.tables.indexes import only
from ehcp.reports.corrections import AGREES, DOES_NOT_AGREE, differences
from ehcp.reports.days import WEEK, WEEKS_SHOWN
from ehcp.reports.figure import Figure, Week
from ehcp.reports.figures.colouring import coloured
from ehcp.reports.plan_parts import AmendmentCounts, BurnDown
from ehcp.reports.position import Position
from ehcp.reports.reviews import AMEND, EIGHT_WEEKS, REVIEWS, TWELVE_WEEKS, Review
from ehcp.reports.share import in_weeks
from ehcp.reports.weekly import OverTime

# Written out, not bound: so both databases see that the index of these reviews will do.
TO_AMEND = (REVIEWS, cases.c.decision == literal_column(f"'{AMEND}'"))
_A_YEAR = timedelta(weeks=WEEKS_SHOWN)


@dataclass(frozen=True, slots=True)
class _Group:
    """So many reviews decided to amend on one day and ended, if they are, on another."""

    decided_on: date
    ended_on: date | None
    stage: str
    count: int


def amendment_backlog(position: Position) -> Figure:
    """A1: how many amended plans are owed after a review."""
    at = position.at
    owed = [review for review in position.reviews if review.decided_on is not None]
    since = _since(position)
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
                notice_not_sent=sum(review.noticed_on is None for review in owed),
                over_eight_weeks=sum(_over(review.noticed_on, EIGHT_WEEKS, at) for review in owed),
                over_twelve_weeks=sum(_over(review.met_on, TWELVE_WEEKS, at) for review in owed),
                oldest_weeks=in_weeks(max(ages)) if ages else None,
                without_review=without_review,
                without_review_over_eight_weeks=over_eight,
                burn_down=_burn_down(position, groups, owed, opening=over_time.on(since)),
                references=tuple(sorted(review.reference for review in owed)),
            ),
        ),
        position,
    )


def _over(day: date | None, length: timedelta, at: date) -> bool:
    return day is not None and day + length < at


def _highest(weeks: Sequence[Week]) -> Week | None:
    highest = max(weeks, key=lambda week: week.value)
    return highest if highest.value else None


def _since(position: Position) -> date:
    """Give the day of the last report that has this figure, or that of a week ago."""
    earlier = position.earlier
    return earlier.at if earlier and earlier.amending is not None else position.at - WEEK


def _groups(position: Position, *, back_to: date) -> list[_Group]:
    """Count the reviews to amend that were open since a day, by decision and end."""
    c = cases.c
    key = (c.decided_on, c.ended_on, c.stage)
    rows = position.connection.execute(
        select(*key, func.count())
        .where(
            *TO_AMEND,
            c.decided_on <= position.at,
            or_(c.ended_on.is_(None), c.ended_on > back_to),
        )
        .group_by(*key)
    )
    groups = (_Group(*row) for row in rows)
    # One that ended before it was decided was never owed: a fault of the record.
    return [g for g in groups if g.ended_on is None or g.ended_on >= g.decided_on]


def _changes(groups: Sequence[_Group]) -> Iterator[tuple[date, int]]:
    for group in groups:
        yield group.decided_on, group.count
        if group.ended_on is not None:
            yield group.ended_on, -group.count


def _burn_down(
    position: Position, groups: Sequence[_Group], owed: Sequence[Review], *, opening: int
) -> BurnDown:
    """Follow the backlog from the last stored report, or from a week ago, to the day."""
    at, since, earlier = position.at, _since(position), position.earlier
    reported = earlier.amending if earlier else None
    corrected: dict[str, int] = {}
    unexplained: list[str] = []
    if earlier is not None and reported is not None:
        opening = len(reported)
        corrected, unexplained = differences(
            position, earlier=earlier, as_reported=reported, by_record=_owed_on(position, since)
        )
    ended = [g for g in groups if g.ended_on is not None and since < g.ended_on <= at]
    finalised = sum(g.count for g in ended if g.stage == Stage.PLAN_AMENDED)
    declined = sum(g.count for g in ended if g.stage == Stage.AMENDMENT_DECLINED)
    otherwise = sum(g.count for g in ended) - finalised - declined
    newly = sum(g.count for g in groups if since < g.decided_on <= at)
    corrections = sum(corrected.values())
    gone = finalised + declined + otherwise
    agrees = not unexplained and opening + newly - gone + corrections == len(owed)
    return BurnDown(
        since=since,
        opening=opening,
        newly_decided=newly,
        finalised=finalised,
        declined=declined,
        otherwise_ended=otherwise,
        corrections=corrections,
        closing=len(owed),
        verdict=None if reported is None else AGREES if agrees else DOES_NOT_AGREE,
        corrected=tuple(sorted(corrected)),
        unexplained=tuple(sorted(unexplained)),
    )


def _owed_on(position: Position, day: date) -> Sequence[str]:
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
    at, c = position.at, cases.c
    over = c.started_on < at - EIGHT_WEEKS
    every, late = position.connection.execute(
        select(func.count(), func.count().filter(over)).where(
            only(cases, "amendment"),
            c.started_on <= at,
            or_(c.ended_on.is_(None), c.ended_on > at),
        )
    ).one()
    return every, late
