"""Plans that were changed after an appeal or mediation: their case stays at its stage."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, exists, select

from ehcp.cases.after_a_dispute import amended_after_a_dispute
from ehcp.cases.kinds import Kind
from ehcp.register import files
from ehcp.register.tables import cases, events
from notifications.families import NEWS, opened_here
from notifications.letter import Round

_BY: Final = (Kind.AMENDED_PLAN_FINALISED.value, Kind.CORRECTED.value)


@dataclass(frozen=True, kw_only=True)
class ChangedPlan:
    """The plan of a case as it was changed last.

    Attributes:
        count: how many times it was changed so, this one among them.
        on: the day on which the changed plan was made final and sent.
    """

    count: int
    on: date


def changed_plans(about: Round, *conditions: ColumnElement[bool]) -> dict[int, ChangedPlan]:
    """Give the cases for which these conditions hold whose plan was changed so, by their id.

    What a tracker brought is none.
    """
    has_one = exists(
        select(events.c.case_id).where(
            events.c.case_id == cases.c.id, events.c.kind == Kind.AMENDED_PLAN_FINALISED.value
        )
    )
    found = about.connection.execute(
        select(cases.c.id, cases.c.reference)
        .where(has_one, opened_here(), *conditions)
        .order_by(cases.c.id)
    ).all()
    changed = {}
    for row in found:
        file = files.load(about.connection, row.reference).file
        amended = amended_after_a_dispute(file)
        if amended and not amended[-1].came_from_a_tracker:
            changed[row.id] = ChangedPlan(count=len(amended), on=amended[-1].happened_on)
    return changed


def entered_lately(about: Round) -> ColumnElement[bool]:
    """Give the condition that such an entry, or the right day of one, was put on record lately."""
    lately: ColumnElement[bool] = exists(
        select(events.c.case_id).where(
            events.c.case_id == cases.c.id,
            events.c.kind.in_(_BY),
            events.c.recorded_at >= about.at - NEWS,
        )
    )
    return lately
