"""The deadline check: every deadline that has reached a step raises its alert, exactly once.

Each running deadline carries the step it waits for and the day of that step (`next_step`,
`next_on`), so a check reads only what is due, however long the history. Set-based throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    update,
)

from ehcp.cases.alerts import AMBER, RED, AlertPolicy
from ehcp.law.rule import Rule
from ehcp.register.columns import days_after, days_between
from ehcp.register.engine import writing
from ehcp.register.once import insert_once
from ehcp.register.tables import alerts, cases, deadlines, ledger

_AIMS = ("planning_date", "council_target")
"""A date that is no law's can be late, but missing it is no breach: it never turns red."""


@dataclass(frozen=True, kw_only=True)
class Raised:
    """What a check did.

    Attributes:
        on: the day it worked for.
        raised: how many alerts it raised.
        already_raised: how many alerts of that day had been raised before.
    """

    on: date
    raised: int
    already_raised: int


def raise_alerts(
    engine: Engine, *, day: date, at: datetime, policy: AlertPolicy, rules: Sequence[Rule]
) -> Raised:
    """Raise the alert of every step that a deadline has reached by this day.

    After an outage every step passed meanwhile is raised, once; of a deadline that was late when it
    came on record only the step that it has reached. Running it again raises nothing.
    """
    aims = [rule.id for rule in rules if rule.source.force in _AIMS]
    with writing(engine) as connection:
        _one_check_at_a_time(connection, policy=policy, day=day)
        before = _raised_on(connection, day)
        _aim(connection, policy=policy, day=day)
        # Each pass raises one step of every deadline that has reached it; a daily check needs one.
        while _raise_one_step(connection, day=day, at=at, policy=policy, aims=aims):
            _move_on(connection, day=day, policy=policy)
        return Raised(on=day, raised=_raised_on(connection, day) - before, already_raised=before)


def alerts_raised_on(connection: Connection, day: date) -> list[dict[str, Any]]:
    """List the alerts of one day by reference, the most overdue first."""
    rows = connection.execute(
        select(
            cases.c.reference,
            alerts.c.rule_id.label("rule"),
            alerts.c.party,
            alerts.c.due_on.label("due"),
            alerts.c.step,
            alerts.c.level,
            alerts.c.audience,
        )
        .join(cases, cases.c.id == alerts.c.case_id)
        .where(alerts.c.raised_on == day)
        .order_by(alerts.c.step.desc(), cases.c.reference, alerts.c.rule_id, alerts.c.party)
    ).mappings()
    return [dict(row) | {"party": row["party"] or None} for row in rows]


def _one_check_at_a_time(connection: Connection, *, policy: AlertPolicy, day: date) -> None:
    """Hold the ledger's row until the end, and aim everything anew where the policy has changed."""
    held = select(ledger.c.alert_policy).where(ledger.c.id == 1).with_for_update()
    if connection.execute(held).scalar_one() != policy.fingerprint:
        connection.execute(
            update(deadlines)
            .where(deadlines.c.next_step.is_not(None), deadlines.c.next_on.is_not(None))
            .values(next_step=None, next_on=day)
        )
        connection.execute(
            update(ledger).where(ledger.c.id == 1).values(alert_policy=policy.fingerprint)
        )


def _aim(connection: Connection, *, policy: AlertPolicy, day: date) -> None:
    """Give each deadline that is new to the checks the step it has reached, or else its first."""
    late = days_between(deadlines.c.due_on, literal(day))
    repeat, first = policy.red_repeat_days, policy.red_first_day_late
    step = case(
        (late >= first, first + (late - first) // repeat * repeat),
        *((late >= amber, literal(amber)) for amber in reversed(policy.amber_steps)),
        else_=literal(policy.first_step()),
    )
    connection.execute(
        update(deadlines)
        .where(deadlines.c.next_on <= day, deadlines.c.next_step.is_(None))
        .values(next_step=step, next_on=days_after(deadlines.c.due_on, step))
    )


def _raise_one_step(
    connection: Connection, *, day: date, at: datetime, policy: AlertPolicy, aims: list[str]
) -> bool:
    """Raise the step that each due deadline waits for; say whether any deadline was due."""
    step = deadlines.c.next_step
    amber = or_(step < 1, deadlines.c.rule_id.in_(aims), deadlines.c.excepted_by.is_not(None))
    told = case(
        *((step >= first, literal(role)) for first, role in reversed(policy.red_to)),
        else_=literal(policy.amber_to),
    )
    due = select(
        deadlines.c.case_id,
        deadlines.c.rule_id,
        deadlines.c.party,
        deadlines.c.started_on,
        deadlines.c.due_on,
        step,
        case((amber, literal(AMBER)), else_=literal(RED)),
        told,
        literal(day, alerts.c.raised_on.type),
        literal(at, alerts.c.raised_at.type),
    ).where(_is_due(day))
    names = [
        "case_id",
        "rule_id",
        "party",
        "started_on",
        "due_on",
        "step",
        "level",
        "audience",
        "raised_on",
        "raised_at",
    ]
    connection.execute(insert_once(connection, alerts).from_select(names, due))
    return connection.execute(select(literal(1)).where(_is_due(day)).limit(1)).first() is not None


def _move_on(connection: Connection, *, day: date, policy: AlertPolicy) -> None:
    step = deadlines.c.next_step
    following = case(
        *((step == at, literal(policy.step_after(at))) for at in policy.amber_steps),
        else_=step + literal(policy.red_repeat_days, Integer),
    )
    connection.execute(
        update(deadlines)
        .where(_is_due(day))
        .values(next_step=following, next_on=days_after(deadlines.c.due_on, following))
    )


def _is_due(day: date) -> ColumnElement[bool]:
    return and_(deadlines.c.next_on <= day, deadlines.c.next_step.is_not(None))


def _raised_on(connection: Connection, day: date) -> int:
    return connection.execute(
        select(func.count()).select_from(alerts).where(alerts.c.raised_on == day)
    ).scalar_one()
