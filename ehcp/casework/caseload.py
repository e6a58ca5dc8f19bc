"""The caseload: who has how many open cases, how late they are, what stands still, what came.

Counted in one pass over the open cases, by the conditions of the case list, so that a number and
the list that it opens agree. Nobody's cases come first.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from ehcp.cases.stages import Stage
from ehcp.casework.case_choice import Choice, Due, conditions
from ehcp.casework.day_reasons import FAMILY_HAS, OURS, standing_still_since
from ehcp.law.counting import days_after
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import cases, only

COUNTED_ENDS = ("needs_assessment", "annual_review", "phase_transfer")
"""The journeys whose ends of a week are found without looking through all closed cases."""

STALLED, CAME, WENT = "stalled", "came", "went"
MOVES = (STALLED, CAME, WENT)


@dataclass
class Load:
    """The open cases of one officer, or those that nobody has.

    Attributes:
        by_stage: how many by journey and stage.
        ahead: due from today to fourteen days from now.
        stalled: nothing was recorded for so many working days, and the next step is ours.
        came: opened this week, by the day on which their clock began; went: closed this week.
    """

    officer: str | None
    open: int = 0
    by_stage: Counter[tuple[str, Stage]] = field(default_factory=Counter)
    overdue: int = 0
    ahead: int = 0
    stalled: int = 0
    came: int = 0
    went: int = 0

    def of_journey(self, journey: str) -> int:
        """Give how many of them are on a journey."""
        return sum(count for (name, _), count in self.by_stage.items() if name == journey)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A case of one of the lists that only the caseload has."""

    reference: str
    officer: str | None
    journey: str
    stage: Stage
    started_on: date
    last_event_on: date
    ended_on: date | None


def caseload(
    connection: Connection,
    *,
    sight: Sight | None,
    today: date,
    stalled_working_days: int,
    officers: Iterable[str] = (),
) -> list[Load]:
    """Give the load of everybody who has an open case, or is named; nobody's first."""
    loads: dict[str | None, Load] = {None: Load(None)}
    loads |= {name: Load(name) for name in officers}
    count, c = func.count(), cases.c
    rows = connection.execute(
        select(
            c.officer,
            c.journey,
            c.stage,
            count,
            count.filter(_due(Due.OVERDUE, today)),
            count.filter(_due(Due.AHEAD, today)),
            count.filter(stands_still(today=today, working_days=stalled_working_days)),
        )
        .where(*conditions(Choice(), sight=sight, today=today))
        .group_by(c.officer, c.journey, c.stage)
    )
    for officer, journey, stage, every, late, ahead, stalled in rows:
        load = loads.setdefault(officer, Load(officer))
        load.open += every
        load.by_stage[(journey, Stage(stage))] += every
        load.overdue += late
        load.ahead += ahead
        load.stalled += stalled
    for whose, came in _counted(connection, CAME, sight, today):
        loads.setdefault(whose, Load(whose)).came += came
    for whose, went in _counted(connection, WENT, sight, today):
        loads.setdefault(whose, Load(whose)).went += went
    return sorted(
        loads.values(), key=lambda load: (load.officer is not None, (load.officer or "").casefold())
    )


def moved(
    connection: Connection,
    what: str,
    *,
    sight: Sight | None,
    today: date,
    stalled_working_days: int,
    officer: str | None = None,
    of_everybody: bool = False,
) -> Sequence[Moved]:
    """List what stands still, came or went: of an officer, of nobody, or of everybody."""
    c = cases.c
    whose = () if of_everybody else (_has(officer),)
    if what == STALLED:
        parts: list[tuple[ColumnElement[bool], ...]] = [
            (
                *conditions(Choice(), sight=sight, today=today),
                stands_still(today=today, working_days=stalled_working_days),
            )
        ]
    else:
        parts = _parts(what, sight, today)
    found: list[Row[Any]] = []
    for where in parts:
        found += connection.execute(
            select(
                c.reference,
                c.officer,
                c.journey,
                c.stage,
                c.started_on,
                c.last_event_on,
                c.ended_on,
            ).where(*where, *whose)
        ).all()
    return sorted(
        (
            Moved(
                reference=row.reference,
                officer=row.officer,
                journey=row.journey,
                stage=Stage(row.stage),
                started_on=row.started_on,
                last_event_on=row.last_event_on,
                ended_on=row.ended_on,
            )
            for row in found
        ),
        key=lambda each: (each.last_event_on, each.reference),
    )


def stands_still(*, today: date, working_days: int) -> ColumnElement[bool]:
    """Choose the cases in which the next step is ours and nothing was recorded for so long."""
    c, stage = cases.c, cases.c.stage
    with_family = (Stage.DRAFT, Stage.AMENDMENT_PROPOSED)
    waits = (*with_family, Stage.REVIEW_ARRANGED)
    ours = [each for each in OURS if each not in waits]
    families_days_over = or_(
        c.drafted_on.is_(None),
        c.drafted_on < days_after(today, days=-FAMILY_HAS.days),
    )
    return and_(
        c.last_event_on <= standing_still_since(today, working_days=working_days),
        or_(
            stage.in_([each.value for each in ours]),
            and_(stage.in_([each.value for each in with_family]), families_days_over),
            and_(stage == Stage.REVIEW_ARRANGED.value, c.meeting_on < today),
        ),
    )


def _due(due: Due, today: date) -> ColumnElement[bool]:
    return and_(*conditions(Choice(due=due), sight=None, today=today))


def _has(officer: str | None) -> ColumnElement[bool]:
    column = cases.c.officer
    nobody: ColumnElement[bool] = column.is_(None)
    return nobody if officer is None else column == officer


def _counted(
    connection: Connection, what: str, sight: Sight | None, today: date
) -> list[tuple[str | None, int]]:
    found: list[tuple[str | None, int]] = []
    for where in _parts(what, sight, today):
        rows = connection.execute(
            select(cases.c.officer, func.count()).where(*where).group_by(cases.c.officer)
        )
        found += [(officer, count) for officer, count in rows]
    return found


def _parts(what: str, sight: Sight | None, today: date) -> list[tuple[ColumnElement[bool], ...]]:
    """Give the selects of this week's comings and goings, each by an index of its own."""
    c, monday = cases.c, days_after(today, days=-today.weekday())
    seen = seen_cases(sight)
    this_week = c.started_on.between(monday, today)
    ended = [
        (seen, only(cases, journey), c.ended_on.between(monday, today)) for journey in COUNTED_ENDS
    ]
    if what == WENT:
        return list(ended)
    return [(seen, c.ended_on.is_(None), this_week), *((*part, this_week) for part in ended)]
