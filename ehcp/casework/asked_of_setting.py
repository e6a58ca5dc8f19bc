"""What a school, college or nursery is asked for: consultations, advice, reviews and their reports.

Everything is found by whose pupil a child is (`pupils`), but for consultations: those name the
school or college that is consulted, by its URN or by its name in the council's calendar.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.closures import Closures
from ehcp.cases.events import Event
from ehcp.cases.ground_tests import setting_asked
from ehcp.cases.kinds import Kind
from ehcp.casework.consultation import CONSULTED
from ehcp.casework.pupils import NOT_THERE, case_of_a_pupil, is_one_of, pupils_of, urn_named
from ehcp.casework.reviews_asked import (
    IS_RUNNING,
    REPORT,
    UNDECIDED,
    ReviewAsked,
    moving_on,
    reviews_asked,
    reviews_to_hold,
)
from ehcp.register import files
from ehcp.register.files import UnknownCase
from ehcp.register.tables import advice, cases, deadlines, people


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One thing that a setting is asked for, about one child.

    Attributes:
        urn: of which of the settings it is asked; None where the calendar has no URN for it.
        asked_on: when it was asked for; of a report, the day of the meeting.
        due_on: its last day; of a review, the last safe day for the meeting.
        meeting_on: for which day the meeting of a review is fixed.
        party: of advice, its kind.
        moves_on: whether the child is about to move to another phase.
    """

    case_id: int
    reference: str
    child: str
    urn: str | None
    asked_on: date
    due_on: date
    meeting_on: date | None = None
    party: str = ""
    promised_on: date | None = None
    heard_on: date | None = None
    moves_on: bool = False


@dataclass(frozen=True, kw_only=True)
class EverythingAsked:
    """What is asked of the settings of whoever looks, each by its last day."""

    consultations: tuple[Asked, ...]
    advice: tuple[Asked, ...]
    reviews: tuple[Asked, ...]
    reports: tuple[Asked, ...]


def everything_asked(
    connection: Connection, *, urns: Collection[str], closures: Closures, ours_by_habit: bool
) -> EverythingAsked:
    """Give all that these settings are asked for; `ours_by_habit` as in `reviews_asked`."""
    theirs = pupils_of(connection, urns=urns, closures=closures)
    to_hold = reviews_to_hold(connection, theirs, closures=closures, ours_by_habit=ours_by_habit)
    reports = reviews_asked(
        connection, REPORT, UNDECIDED, theirs, closures=closures, ours_by_habit=ours_by_habit
    )
    reviews = [*to_hold, *reports]
    known = _cases(connection, [each.case_id for each in reviews])
    moving = moving_on(connection, [each.case_id for each in to_hold])
    return EverythingAsked(
        consultations=tuple(_consultations(connection, urns=urns, closures=closures)),
        advice=tuple(_advice(connection, theirs, urns=urns, closures=closures)),
        reviews=tuple(_of_a_review(each, known, moving) for each in to_hold),
        reports=tuple(_of_a_review(each, known, moving) for each in reports),
    )


def may_give_advice(
    connection: Connection,
    reference: str,
    party: str,
    *,
    urns: Collection[str],
    closures: Closures,
) -> str | None:
    """Give which of these settings is asked for advice in a case, answered by now or not.

    None where the register has no URN for it.

    Raises:
        UnknownCase: none of them is.
    """
    if party != AdviceKind.EDUCATION.value:
        raise UnknownCase(NOT_THERE)
    held = case_of_a_pupil(connection, reference, urns=urns, closures=closures)
    asked = [event for _, event in held.file.of((Kind.ADVICE_REQUESTED,), party=party)]
    if not asked or _went_elsewhere(asked[-1], urns=urns, closures=closures):
        raise UnknownCase(NOT_THERE)
    return held.file.setting_urn or urn_named(held.file.setting or "", urns=urns, closures=closures)


def _consultations(
    connection: Connection, *, urns: Collection[str], closures: Closures
) -> list[Asked]:
    rows = connection.execute(
        select(
            deadlines.c.case_id,
            deadlines.c.party,
            deadlines.c.started_on,
            deadlines.c.due_on,
            cases.c.reference,
            people.c.forename,
            people.c.surname,
        )
        .join(cases, cases.c.id == deadlines.c.case_id)
        .join(people, people.c.id == cases.c.person_id)
        .where(deadlines.c.rule_id == CONSULTED, IS_RUNNING, cases.c.ended_on.is_(None))
        .order_by(deadlines.c.due_on, cases.c.reference)
    )
    return [
        Asked(
            case_id=row.case_id,
            reference=row.reference,
            child=_name(row),
            urn=urn,
            asked_on=row.started_on,
            due_on=row.due_on,
        )
        for row in rows
        if (urn := urn_named(row.party or "", urns=urns, closures=closures))
    ]


def _advice(
    connection: Connection,
    *conditions: ColumnElement[bool],
    urns: Collection[str],
    closures: Closures,
) -> list[Asked]:
    """Give the advice about education that is awaited, but for what another setting was asked."""
    rows = connection.execute(
        select(
            advice,
            cases.c.reference,
            people.c.forename,
            people.c.surname,
            people.c.setting,
            people.c.setting_urn,
        )
        .join(cases, cases.c.id == advice.c.case_id)
        .join(people, people.c.id == cases.c.person_id)
        .where(
            advice.c.party == AdviceKind.EDUCATION.value,
            advice.c.received_on.is_(None),
            advice.c.cancelled_on.is_(None),
            cases.c.ended_on.is_(None),
            *conditions,
        )
        .order_by(advice.c.due_on, cases.c.reference)
    ).all()
    elsewhere = _asked_elsewhere(
        connection, [row.case_id for row in rows], urns=urns, closures=closures
    )
    return [
        Asked(
            case_id=row.case_id,
            reference=row.reference,
            child=_name(row),
            urn=row.setting_urn or urn_named(row.setting or "", urns=urns, closures=closures),
            asked_on=row.requested_on,
            due_on=row.due_on,
            party=row.party,
            promised_on=row.promised_on,
            heard_on=row.acknowledged_on,
        )
        for row in rows
        if (row.case_id, row.requested_on) not in elsewhere
    ]


def _asked_elsewhere(
    connection: Connection,
    case_ids: Collection[int],
    *,
    urns: Collection[str],
    closures: Closures,
) -> set[tuple[int, date]]:
    """Give the requests that say themselves that they went to another setting."""
    return {
        (held.case_id, event.happened_on)
        for held in files.load_many(connection, case_ids)
        for _, event in held.file.of((Kind.ADVICE_REQUESTED,), party=AdviceKind.EDUCATION.value)
        if _went_elsewhere(event, urns=urns, closures=closures)
    }


def _went_elsewhere(asked: Event, *, urns: Collection[str], closures: Closures) -> bool:
    """Say whether a request names a setting, and that is none of these."""
    named = setting_asked(asked)
    return bool(named) and not any(is_one_of(each, urns=urns, closures=closures) for each in named)


def _cases(connection: Connection, case_ids: Collection[int]) -> dict[int, Any]:
    query = (
        select(cases.c.id, cases.c.meeting_on, people.c.forename, people.c.surname)
        .join(people, people.c.id == cases.c.person_id)
        .where(cases.c.id.in_(case_ids))
    )
    return {row.id: row for row in connection.execute(query)}


def _of_a_review(review: ReviewAsked, known: dict[int, Any], moving: Collection[int]) -> Asked:
    row = known[review.case_id]
    return Asked(
        case_id=review.case_id,
        reference=review.reference,
        child=_name(row),
        urn=review.urn,
        asked_on=review.started_on,
        due_on=review.due_on,
        meeting_on=row.meeting_on,
        moves_on=review.case_id in moving,
    )


def _name(row: Any) -> str:  # noqa: ANN401 - a row of a join, whose columns have no types
    return " ".join(filter(None, (row.forename, row.surname))) or "Name not on record"
