"""E3: tells a service that its advice is late: on the first day, then every so many days."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, select

from ehcp.register.tables import advice, providers
from notifications.advice_owed import IS_OWED, Owed, advice_owed, digests, not_yet_said
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.reminder_steps import LATE, asked_today, is_list_day, late_key


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Tell each service that wants reminders what is late."""
    first = timedelta(days=about.council.letters.advice_late.first_day_late)
    rows = advice_owed(
        about.connection, providers.c.reminders, advice.c.due_on <= about.day - first
    )
    asked, listed = asked_today(about), is_list_day(about)
    found = (
        Owed(row=row, key=key, more=_lateness(about, row))
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
        select(advice.c.party, func.count())
        .join(providers, providers.c.kind == advice.c.party)
        .where(IS_OWED, advice.c.due_on < about.day, ~providers.c.reminders)
        .group_by(advice.c.party)
        .order_by(advice.c.party)
    )
    for kind, count in found:
        says = f"late, but reminders are off for {kind}"
        yield NotWritten(letter=LATE, reason="reminders_off", about=kind, count=count, says=says)


def _lateness(about: Round, row: Row[Any]) -> Facts:
    heard = row.last_heard_on > row.requested_on
    return {
        "days_late": (about.day - row.due_on).days,
        "heard_on": row.last_heard_on.isoformat() if heard else None,
        "escalates_on": _escalates_on(about, row),
    }


def _escalates_on(about: Round, row: Row[Any]) -> str | None:
    """Give the day on which our head of service is told, by the council's own ladder."""
    for rung in about.council.alerts.ladder.red:
        if rung.to == "head_of_service":
            day = row.due_on + timedelta(days=rung.from_day_late)
            return day.isoformat() if day > about.day else None
    return None


LETTER = Letter(name=LATE, drafts=drafts, wanted=IS_OWED)
