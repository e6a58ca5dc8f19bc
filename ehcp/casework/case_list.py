"""The case list: a page of the cases that somebody chose, in order, with how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, select

from ehcp.cases.closures import NO_CLOSURES, Closures
from ehcp.cases.in_plain_words import InPlainWords
from ehcp.casework.case_choice import Choice, conditions
from ehcp.casework.listed import Listed, lines_of, listed
from ehcp.register.engine import reading
from ehcp.register.sight import Sight
from ehcp.register.tables import cases

ON_A_PAGE = 50
COUNTED_CLOSED = 1_000
"""Closed cases are counted no further: their number grows for ever, and nobody reads them all."""


class Sort(InPlainWords):
    """In what order a list stands.

    Attributes:
        says: the order in plain words.
    """

    DUE = "due", "due next"
    OLDEST = "oldest", "week"
    LAST_ACTION = "last_action", "last action"
    OFFICER = "officer", "officer"
    REFERENCE = "reference", "reference"


_BY = {
    Sort.DUE: cases.c.next_limit_on,
    Sort.OLDEST: cases.c.started_on,
    Sort.LAST_ACTION: cases.c.last_event_on,
    Sort.OFFICER: cases.c.officer,
    Sort.REFERENCE: cases.c.reference,
}


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list.

    Attributes:
        number: of this page, from 1; the last page where a later one was asked for.
        pages: how many there are, at least 1.
        total: how many cases the whole list has.
        more: there are more than `total`, and they were not counted.
    """

    lines: Sequence[Listed]
    number: int
    pages: int
    total: int
    more: bool


def case_page(
    engine: Engine,
    *,
    sight: Sight | None,
    choice: Choice,
    today: date,
    sort: Sort = Sort.DUE,
    backwards: bool = False,
    number: int = 1,
    closures: Closures = NO_CLOSURES,
) -> Page:
    """Give a page of the cases chosen; the open ones by what is due next, unless told otherwise.

    Closed cases always come by the day on which they ended, the latest first.
    """
    chosen = tuple(conditions(choice, sight=sight, today=today))
    counted = select(cases.c.id).where(*chosen)
    if choice.closed:
        counted = counted.limit(COUNTED_CLOSED + 1)
    with reading(engine) as connection:
        total = connection.scalar(select(func.count()).select_from(counted.subquery())) or 0
        more = choice.closed and total > COUNTED_CLOSED
        total = min(total, COUNTED_CLOSED) if more else total
        pages = max(1, -(-total // ON_A_PAGE))
        number = min(max(number, 1), pages)
        lines = listed(
            connection,
            lines_of()
            .where(*chosen)
            .order_by(*_order(choice, sort, backwards=backwards))
            .limit(ON_A_PAGE)
            .offset((number - 1) * ON_A_PAGE),
            today=today,
            closures=closures,
        )
    return Page(lines=lines, number=number, pages=pages, total=total, more=more)


def _order(choice: Choice, sort: Sort, *, backwards: bool) -> Sequence[ColumnElement[Any]]:
    if choice.closed:
        return (cases.c.ended_on.desc(), cases.c.id.desc())
    by = _BY[sort]
    if sort is Sort.OFFICER:
        return (
            (by.desc() if backwards else by).nulls_last(),
            cases.c.next_limit_on.nulls_last(),
            cases.c.id,
        )
    if sort is Sort.DUE and not backwards:
        # Those that no limit of the law runs in stand behind, by their own aims.
        return (by.nulls_last(), cases.c.next_due_on.nulls_last(), cases.c.id)
    if backwards:
        return (by.desc().nulls_last(), cases.c.id.desc())
    return (by.nulls_last(), cases.c.id)
