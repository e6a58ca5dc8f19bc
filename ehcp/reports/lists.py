"""The lists that the meeting works from: cases by reference, with no names of children."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import case, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.register.tables import advice, cases, messages, occasions
from ehcp.reports.assessments import THEIR_ADVICE
from ehcp.reports.days import WEEK
from ehcp.reports.figure import CaseList
from ehcp.reports.history import TWENTY_WEEKS
from ehcp.reports.lines import LONGEST, case_list
from ehcp.reports.open_cases import OpenCase, open_case_columns, open_parts_at, read_open_cases
from ehcp.reports.position import Position

SOON = timedelta(days=14)
OLDEST = 10


def will_breach_soon(position: Position) -> CaseList:
    """List the open cases whose twenty weeks end within fourteen days."""
    first = position.at - TWENTY_WEEKS
    return case_list(
        position,
        _open_cases(position, cases.c.started_on.between(first, first + SOON)),
        list_id="will_breach",
        name="Will breach in 14 days",
        definition="Open cases inside 20 weeks whose 140th day is the report's day or one of the "
        "14 days after it, the nearest first.",
    )


def oldest_ten(position: Position) -> CaseList:
    """List the ten cases that have been open longest."""
    return case_list(
        position,
        _open_cases(position, limit=OLDEST)[:OLDEST],
        list_id="oldest",
        name="Oldest ten",
        definition="The ten open cases with the earliest requests.",
    )


def late_and_untouched(position: Position) -> CaseList:
    """List the cases with late advice about which nothing was done for seven days."""
    reminded = _reminded(position)
    quiet = {
        case_id: started_on
        for case_id, party, started_on in _late_and_unheard(position)
        if (case_id, party) not in reminded
    }
    oldest = sorted(quiet, key=lambda case_id: (quiet[case_id], case_id))[:LONGEST]
    query = select(*open_case_columns(position.at)).where(cases.c.id.in_(oldest))
    return case_list(
        position,
        sorted(read_open_cases(position.connection, query), key=_by_age),
        total=len(quiet),
        list_id="late_and_untouched",
        name="Late advice with nothing done for 7 days",
        definition="Open cases with advice more than six weeks after it was asked (N6), about "
        "which nothing was heard, recorded or sent in the last seven days, the oldest "
        "case first.",
    )


LISTS: tuple[Callable[[Position], CaseList], ...] = (
    will_breach_soon,
    oldest_ten,
    late_and_untouched,
)


def _open_cases(
    position: Position, *where: ColumnElement[bool], limit: int | None = None
) -> list[OpenCase]:
    still, later = open_parts_at(position.at, *open_case_columns(position.at))
    first = still.where(*where).order_by(cases.c.started_on, cases.c.reference).limit(limit)
    # Those that have ended since are few, and quicker found by their end than in their order.
    return sorted(
        [
            *read_open_cases(position.connection, first),
            *read_open_cases(position.connection, later.where(*where)),
        ],
        key=_by_age,
    )


def _by_age(found: OpenCase) -> tuple[date, str]:
    return found.started_on, found.reference


def _late_and_unheard(position: Position) -> list[Any]:
    """Give the late requests of which nothing was heard for a week: case, kind, start of the case.

    What was heard after the day is not known to have been heard before; the asking is.
    """
    at = position.at
    heard = case(
        (advice.c.last_heard_on <= at, advice.c.last_heard_on), else_=advice.c.requested_on
    )
    ever_late = or_(advice.c.owed_until.is_(None), advice.c.owed_until > advice.c.due_on)
    rows: list[Any] = []
    for owed in (advice.c.owed_until.is_(None), advice.c.owed_until > at):
        query = (
            select(advice.c.case_id, advice.c.party, cases.c.started_on)
            .join(cases, cases.c.id == advice.c.case_id)
            .where(THEIR_ADVICE, ever_late, owed, advice.c.due_on < at, heard <= at - WEEK)
        )
        rows += position.connection.execute(query)
    return rows


def _reminded(position: Position) -> set[tuple[int, str]]:
    """Give the cases and kinds of advice about which a letter was sent in the last seven days."""
    since, until = (
        datetime.combine(day + timedelta(days=1), time(), UTC)
        for day in (position.at - WEEK, position.at)
    )
    rows = position.connection.execute(
        select(occasions.c.case_id, occasions.c.party)
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(
            occasions.c.case_id.is_not(None),
            messages.c.status == "sent",
            messages.c.settled_at >= since,
            messages.c.settled_at < until,
        )
        .distinct()
    )
    return {(case_id, party) for case_id, party in rows}
