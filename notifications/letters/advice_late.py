"""E3: tells a service that its advice is late: on the first day, then every so many days."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select

from ehcp.register.columns import days_between
from ehcp.register.tables import advice, alerts, providers
from notifications.above_services import (
    SAYS,
    Taken,
    is_above,
    policy_here,
    standing,
    taken_above,
)
from notifications.advice_owed import (
    IS_OWED,
    IS_WITH_THEM,
    Owed,
    advice_owed,
    digests,
    not_yet_said,
    still_owed,
)
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.reminder_steps import LATE, asked_today, is_list_day, late_key

_RULE = "advice_response"
"""The limit of all advice: its alerts stand for that of detained persons too."""


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Tell each service that wants reminders what is late."""
    first = timedelta(days=about.council.letters.advice_late.first_day_late)
    rows = advice_owed(
        about.connection,
        providers.c.reminders,
        advice.c.due_on <= about.day - first,
        ~_is_held(about),
        IS_WITH_THEM,
        columns=is_above(about),
    )
    asked, listed = asked_today(about), is_list_day(about)
    escalated = _escalated(about) if rows else {}
    taken = taken_above(about) if rows else {}
    found = (
        Owed(row=row, key=key, more=_lateness(about, row, escalated) | _above(about, row, taken))
        for row in rows
        if (key := late_key(about, row))
        and (row.case_id, row.party) not in asked
        and not (listed and row.monday_list)
    )
    yield from digests(about, LATE, not_yet_said(about.connection, found))
    yield from _reminders_off(about)


def _reminders_off(about: Round) -> Iterator[NotWritten]:
    """Say how much late advice nobody is reminded of, because its service gets no reminders."""
    found = about.connection.execute(
        select(advice.c.service, func.count())
        .join(providers, providers.c.code == advice.c.service)
        .where(IS_OWED, advice.c.due_on < about.day, ~providers.c.reminders)
        .group_by(advice.c.service)
        .order_by(advice.c.service)
    )
    for kind, count in found:
        says = f"late, but reminders are off for {kind}"
        yield NotWritten(letter=LATE, reason="reminders_off", about=kind, count=count, says=says)


def _lateness(about: Round, row: Row[Any], escalated: Mapping[tuple[int, str], date]) -> Facts:
    listed_on = escalated.get((row.case_id, row.party))
    heard = row.last_heard_on > row.requested_on
    return {
        "days_late": (about.day - row.due_on).days,
        "heard_on": row.last_heard_on.isoformat() if heard else None,
        "promised_on": row.promised_on.isoformat() if row.promised_on else None,
        "promise_broken": row.promised_on is not None and row.promised_on < about.day,
        "escalates_on": _escalates_on(about, row),
        "listed_on": listed_on.isoformat() if listed_on else None,
    }


def _above(about: Round, row: Row[Any], taken: Mapping[tuple[int, str], Taken]) -> Facts:
    """Say when it goes to whom above the service, and since when who there has it."""
    stands, told = standing(about, row), taken.get((row.case_id, row.party))
    return {
        "climbs_on": stands.next_on.isoformat() if stands.next_on else None,
        "climbs_to": SAYS[stands.next_rung] if stands.next_rung else None,
        "climbed_on": told.on.isoformat() if told else None,
        "climbed_to": SAYS[told.rung] if told else None,
    }


def _is_held(about: Round) -> ColumnElement[bool]:
    """Give the condition that a promised day holds it: who has given a day is not asked for one."""
    policy = policy_here(about)
    return and_(
        advice.c.promised_on.is_not(None),
        advice.c.promised_on >= about.day,
        days_between(advice.c.due_on, advice.c.promised_on) <= policy.longest_wait,
    )


def _not_held(about: Round, message_id: str) -> ColumnElement[bool]:
    del message_id
    return still_owed(~_is_held(about))


def _escalated(about: Round) -> dict[tuple[int, str], date]:
    """Give the day since which advice has been on the list of our head of service.

    Only where an alert was really raised: what the ladder says may not have been done.
    """
    found = about.connection.execute(
        select(alerts.c.case_id, alerts.c.party, func.min(alerts.c.raised_on))
        .join(
            advice,
            and_(
                advice.c.case_id == alerts.c.case_id,
                advice.c.party == alerts.c.party,
                advice.c.due_on == alerts.c.due_on,
            ),
        )
        .where(
            IS_OWED,
            IS_WITH_THEM,
            alerts.c.rule_id == _RULE,
            alerts.c.audience == "head_of_service",
            alerts.c.raised_on <= about.day,
        )
        .group_by(alerts.c.case_id, alerts.c.party)
    )
    return {(case_id, party): day for case_id, party, day in found}


def _escalates_on(about: Round, row: Row[Any]) -> str | None:
    """Give the day on which it goes to our head of service, by the council's own ladder."""
    for rung in about.council.alerts.ladder.red:
        if rung.to == "head_of_service":
            day = row.due_on + timedelta(days=rung.from_day_late)
            return day.isoformat() if day > about.day else None
    return None


LETTER = Letter(
    name=LATE,
    number="E3",
    says="to a service, when its advice is late",
    drafts=drafts,
    wanted=still_owed(IS_WITH_THEM),
    wanted_on=_not_held,
)
