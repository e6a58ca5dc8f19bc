"""The annual reviews that schools, colleges and nurseries hold for us, and by when.

The letters that ask for them and the school's own page ask here, so that both say the same. A
review that we arrange ourselves (SI 2014/1530 reg 21) is asked of nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from ehcp.cases.closures import Closures
from ehcp.cases.kinds import Kind
from ehcp.register import files
from ehcp.register.tables import cases, deadlines, events, people

_REVIEW = cases.c.journey == "annual_review"
IS_RUNNING = and_(deadlines.c.met_on.is_(None), deadlines.c.fell_away_on.is_(None))
TO_BE_HELD = and_(_REVIEW, cases.c.ended_on.is_(None), cases.c.met_on.is_(None))
UNDECIDED = and_(_REVIEW, cases.c.ended_on.is_(None), cases.c.decided_on.is_(None))

REPORT: tuple[str, ...] = ("review_report",)
_COMPLETE_BY = ("review_first", "review_next", "transfer_review")
_HOLD_BY = ("review_under5",)
_TO_THE_DECISION = timedelta(weeks=4)
"""From the meeting to our decision, which completes the review (reg 20(10))."""


@dataclass(frozen=True, kw_only=True)
class ReviewAsked:
    """One review that a setting holds.

    Attributes:
        urn: the setting that holds it; None where the register does not know it.
        due_on: the last day of the limit that was asked for.
    """

    case_id: int
    reference: str
    urn: str | None
    started_on: date
    due_on: date


def reviews_asked(
    connection: Connection,
    rules: Sequence[str],
    *conditions: ColumnElement[bool],
    closures: Closures,
    ours_by_habit: bool,
) -> list[ReviewAsked]:
    """Give the reviews with one of these limits running, the earliest due of each, by date.

    `closures` knows the URN of a setting that the register has only by name; `ours_by_habit` says
    whether we arrange the reviews of which nobody has settled otherwise.
    """
    rows = connection.execute(
        select(
            cases.c.id,
            cases.c.reference,
            people.c.setting,
            people.c.setting_urn,
            func.min(deadlines.c.started_on).label("started_on"),
            func.min(deadlines.c.due_on).label("due_on"),
        )
        .join(deadlines, deadlines.c.case_id == cases.c.id)
        .join(people, people.c.id == cases.c.person_id)
        .where(deadlines.c.rule_id.in_(rules), IS_RUNNING, *conditions)
        .group_by(cases.c.id, cases.c.reference, people.c.setting, people.c.setting_urn)
        .order_by(func.min(deadlines.c.due_on), cases.c.reference)
    ).all()
    ours = arranged_by_us(connection, [row.id for row in rows], by_habit=ours_by_habit)
    return [
        ReviewAsked(
            case_id=row.id,
            reference=row.reference,
            urn=_urn(row, closures),
            started_on=row.started_on,
            due_on=row.due_on,
        )
        for row in rows
        if row.id not in ours
    ]


def reviews_to_hold(
    connection: Connection,
    *conditions: ColumnElement[bool],
    closures: Closures,
    ours_by_habit: bool,
) -> list[ReviewAsked]:
    """Give every review without a meeting yet; its date is the last safe day for the meeting.

    Those of under-fives may have to be held earlier than the twelve months ask for.
    """
    by_case: dict[int, ReviewAsked] = {}
    for rules, less in ((_COMPLETE_BY, _TO_THE_DECISION), (_HOLD_BY, timedelta())):
        for review in reviews_asked(
            connection,
            rules,
            TO_BE_HELD,
            deadlines.c.due_on.is_not(None),
            *conditions,
            closures=closures,
            ours_by_habit=ours_by_habit,
        ):
            hold_by = review.due_on - less
            known = by_case.get(review.case_id)
            if known is None or hold_by < known.due_on:
                by_case[review.case_id] = ReviewAsked(
                    case_id=review.case_id,
                    reference=review.reference,
                    urn=review.urn,
                    started_on=review.started_on,
                    due_on=hold_by,
                )
    return sorted(by_case.values(), key=lambda review: (review.due_on, review.reference))


def arranged_by_us(connection: Connection, case_ids: Sequence[int], *, by_habit: bool) -> set[int]:
    """Give the cases whose review we arrange: as somebody has settled, or else by our habit."""
    asked = set(case_ids)
    settled = asked.intersection(
        connection.scalars(
            select(events.c.case_id)
            .where(events.c.kind == Kind.REVIEW_ARRANGER_SET.value)
            .distinct()
        )
    )
    ours = asked - settled if by_habit else set()
    for held in files.load_many(connection, settled):
        last = held.file.last(Kind.REVIEW_ARRANGER_SET)
        if last.details.get("arranged_by") == "authority" if last else by_habit:
            ours.add(held.case_id)
    return ours


def moving_on(connection: Connection, case_ids: Sequence[int]) -> set[int]:
    """Give those of these cases whose child is about to move to another phase."""
    moving = cases.alias()
    return set(
        connection.scalars(
            select(cases.c.id)
            .join(moving, moving.c.person_id == cases.c.person_id)
            .where(
                cases.c.id.in_(case_ids),
                moving.c.journey == "phase_transfer",
                moving.c.ended_on.is_(None),
            )
        )
    )


def _urn(row: Row[Any], closures: Closures) -> str | None:
    if row.setting_urn:
        return str(row.setting_urn)
    known = closures.of(row.setting or "")
    return known.urn if known else None
