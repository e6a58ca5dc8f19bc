"""The deadline check: every deadline that has reached a step raises its alert, exactly once.

A day that a service has promised keeps its late advice from our head of service, and from nobody
else: the alert itself is raised on its day.

A check looks at two sets and nothing else, however long the history: the deadlines that no check
has seen yet, and those whose due date lies one step from a day since the last check.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from ehcp.cases.alerts import AMBER, HELD_BY_A_PROMISE, OF_ADVICE, RED, AlertPolicy
from ehcp.law.rule import Rule
from ehcp.law.rules import AIMS
from ehcp.register.columns import days_between
from ehcp.register.engine import writing
from ehcp.register.handed_in import is_being_checked
from ehcp.register.once import insert_once
from ehcp.register.projection import NEW, SEEN
from ehcp.register.tables import advice, alerts, cases, deadlines, ledger

_LONGEST_OUTAGE = timedelta(days=366)


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

    After an outage (of a year at most) every step passed meanwhile is raised, once. A deadline
    that no check has seen yet raises only the step that it has reached, and so does every one
    where somebody has checked a later day before. Running it again raises nothing. An aim that
    has passed is no breach: it stays with the case's own caseworker, and climbs to nobody.
    """
    aims = [rule.id for rule in rules if rule.source.force in AIMS]
    with writing(engine) as connection:
        since = _one_check_at_a_time(connection, policy=policy)
        if since is not None and day - since > _LONGEST_OUTAGE:
            connection.execute(update(deadlines).where(_is(SEEN)).values(watch=NEW))
            since = None
        already = _raised_on(connection, day)
        late = days_between(deadlines.c.due_on, literal(day))
        insert = partial(_insert, connection, day=day, at=at, policy=policy, aims=aims)
        looked_ahead = since is not None and day < since
        fresh = or_(_is(NEW), _is(SEEN)) if looked_ahead else _is(NEW)
        insert(step=_reached(late, policy), where=and_(fresh, late >= policy.first_step()))
        if not looked_ahead:
            if since is not None:
                _raise_since(connection, insert, since=since, day=day, policy=policy)
            connection.execute(update(deadlines).where(_is(NEW)).values(watch=SEEN))
            connection.execute(update(ledger).where(ledger.c.id == 1).values(checked_until=day))
        return Raised(on=day, raised=_raised_on(connection, day) - already, already_raised=already)


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


def _one_check_at_a_time(connection: Connection, *, policy: AlertPolicy) -> date | None:
    """Hold the ledger's row until the end and give the day up to which was checked.

    Where the policy has changed, every deadline is new again.
    """
    held = connection.execute(
        select(ledger.c.alert_policy, ledger.c.checked_until)
        .where(ledger.c.id == 1)
        .with_for_update()
    ).one()
    if held.alert_policy != policy.fingerprint:
        connection.execute(update(deadlines).where(_is(SEEN)).values(watch=NEW))
        connection.execute(
            update(ledger).where(ledger.c.id == 1).values(alert_policy=policy.fingerprint)
        )
    checked_until: date | None = held.checked_until
    return checked_until


def _reached(late: ColumnElement[int], policy: AlertPolicy) -> ColumnElement[int]:
    """Give the last step that a deadline has reached which is so many days late."""
    repeat, first = policy.red_repeat_days, policy.red_first_day_late
    return case(
        (late >= first, first + (late - first) // repeat * repeat),
        *((late >= amber, literal(amber)) for amber in reversed(policy.amber_steps)),
    )


def _raise_since(
    connection: Connection,
    insert: Callable[..., None],
    *,
    since: date,
    day: date,
    policy: AlertPolicy,
) -> None:
    """Raise every step that fell on a day after the last check, of the deadlines seen before."""
    oldest = connection.execute(select(func.min(deadlines.c.due_on)).where(_is(SEEN))).scalar_one()
    if oldest is None:
        return
    for passed in (since + timedelta(days=n) for n in range(1, (day - since).days + 1)):
        due = [passed - timedelta(days=step) for step in policy.steps_until((passed - oldest).days)]
        insert(
            step=days_between(deadlines.c.due_on, literal(passed)),
            where=and_(_is(SEEN), deadlines.c.due_on.in_(due)),
        )


def _insert(
    connection: Connection,
    *,
    step: ColumnElement[int],
    where: ColumnElement[bool],
    day: date,
    at: datetime,
    policy: AlertPolicy,
    aims: list[str],
) -> None:
    """Raise a step of the deadlines chosen, where it has not been raised before."""
    amber = or_(step < 1, deadlines.c.rule_id.in_(aims), deadlines.c.excepted_by.is_not(None))
    told = case(
        *(
            (_reaches(step, first, role, day=day, policy=policy), literal(role))
            for first, role in reversed(policy.red_to)
        ),
        else_=literal(policy.amber_to),
    )
    chosen = select(
        deadlines.c.case_id,
        deadlines.c.rule_id,
        deadlines.c.party,
        deadlines.c.started_on,
        step,
        deadlines.c.due_on,
        case((amber, literal(AMBER)), else_=literal(RED)),
        case((deadlines.c.rule_id.in_(aims), literal(policy.amber_to)), else_=told),
        literal(day, alerts.c.raised_on.type),
        literal(at, alerts.c.raised_at.type),
    ).where(where, ~and_(deadlines.c.rule_id == OF_ADVICE, _is_being_checked()))
    columns = [
        "case_id",
        "rule_id",
        "party",
        "started_on",
        "step",
        "due_on",
        "level",
        "audience",
        "raised_on",
        "raised_at",
    ]
    connection.execute(insert_once(connection, alerts).from_select(columns, chosen))


def _reaches(
    step: ColumnElement[int], first: int, role: str, *, day: date, policy: AlertPolicy
) -> ColumnElement[bool]:
    """Say whether a step reaches a rung; one that a promise holds it reaches when that is over."""
    if role != HELD_BY_A_PROMISE:
        return step >= first
    told_before = alerts.alias("told_before")
    promised = select(advice.c.case_id).where(
        advice.c.case_id == deadlines.c.case_id,
        advice.c.party == deadlines.c.party,
        advice.c.due_on == deadlines.c.due_on,
        advice.c.promised_on >= day,
        days_between(advice.c.due_on, advice.c.promised_on) <= policy.longest_wait,
    )
    told = select(told_before.c.case_id).where(
        *(
            told_before.c[name] == deadlines.c[name]
            for name in ("case_id", "rule_id", "party", "started_on")
        ),
        told_before.c.audience == role,
    )
    of_advice = deadlines.c.rule_id == OF_ADVICE
    held = and_(of_advice, exists(promised), ~exists(told))
    return and_(step >= first, ~held)


def _is_being_checked() -> ColumnElement[bool]:
    """Say whether a file came for a limit of advice, and waits for the scanner: nobody is late."""
    return exists(
        select(advice.c.case_id).where(
            advice.c.case_id == deadlines.c.case_id,
            advice.c.party == deadlines.c.party,
            advice.c.due_on == deadlines.c.due_on,
            is_being_checked(),
        )
    )


def _is(watch: str) -> ColumnElement[bool]:
    # Written out, not bound: the databases use a partial index only for the condition they see.
    watched: ColumnElement[bool] = deadlines.c.watch == literal_column(f"'{watch}'")
    return watched


def _raised_on(connection: Connection, day: date) -> int:
    return connection.execute(
        select(func.count()).select_from(alerts).where(alerts.c.raised_on == day)
    ).scalar_one()
