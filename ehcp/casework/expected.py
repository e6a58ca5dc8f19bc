"""When a late step may honestly be expected: by how long the same step has taken here lately."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from ehcp.cases.stages import Stage
from ehcp.register.tables import cases

FEWEST = 10
"""Fewer cases than this say nothing about the next one."""

_LATELY = timedelta(days=365)
_MOST = 2_000
_STEPS = {
    Stage.REQUESTED: ("started_on", "decided_on"),
    Stage.REASSESSMENT_REQUESTED: ("started_on", "decided_on"),
    Stage.ASSESSING: ("decided_on", "issued_on"),
    Stage.DRAFTING: ("issuing_decided_on", "issued_on"),
    Stage.DRAFT: ("drafted_on", "issued_on"),
    Stage.REVIEW_HELD: ("met_on", "decided_on"),
    Stage.AMENDING: ("decided_on", "issued_on"),
    Stage.AMENDMENT_PROPOSED: ("drafted_on", "issued_on"),
}
"""For each stage from which day to which the wait for its late step is measured."""
_NOT_YET_SERVED = (Stage.ASSESSING, Stage.DRAFTING, Stage.AMENDING)
_TO_COMMENT = timedelta(days=15)
"""At least so long a family has for the draft, or for the proposed amendments, before the plan is
final (SI 2014/1530 regs 13(1) and 22(2)(c))."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Between which days three cases in five end of those that have waited as long as this one."""

    earliest: date
    latest: date


def expected(connection: Connection, case: Row[Any], *, day: date) -> Expected | None:
    """Give when the step that a case waits for may be expected; None where nobody can tell.

    `case` is a row with journey, stage and the days of `cases`. What counts is every case of the
    same journey whose step was taken in the year until `day`, and took longer than this one has
    waited already: a case that is late is not measured by those that never were.
    """
    step = _STEPS.get(case.stage)
    began = getattr(case, step[0]) if step else None
    if step is None or began is None:
        return None
    begins, ends = cases.c[step[0]], cases.c[step[1]]
    rows = connection.execute(
        select(begins, ends)
        .where(
            cases.c.journey == case.journey,
            begins.is_not(None),
            ends.between(day - _LATELY, day),
        )
        .order_by(ends.desc())
        .limit(_MOST)
    )
    waited = (day - began).days
    longer = sorted(days for first, last in rows if (days := (last - first).days) > waited)
    if len(longer) < FEWEST:
        return None
    soonest = day + _TO_COMMENT if case.stage in _NOT_YET_SERVED else day
    return Expected(
        earliest=max(soonest, began + timedelta(days=longer[len(longer) // 5])),
        latest=max(soonest, began + timedelta(days=longer[-1 - len(longer) // 5])),
    )
