"""Which reminder a piece of advice has reached; after an outage, too, only the latest counts."""

from datetime import date
from typing import Any

from sqlalchemy import Row, select

from ehcp.register.tables import messages, occasions, providers
from notifications.hours import weekly_day
from notifications.letter import Round

NEEDED, REMINDER, LATE = "advice_needed", "advice_reminder", "advice_late"


def reminder_key(about: Round, row: Row[Any]) -> str | None:
    """Give the key of the reminder before the limit that this advice has reached, if any."""
    left = (row.due_on - about.day).days
    reached = [step for step in about.council.letters.advice_reminder.days_before if left <= step]
    return _key(REMINDER, row, -min(reached)) if left >= 0 and reached else None


def late_key(about: Round, row: Row[Any]) -> str | None:
    """Give the key of the reminder after the limit that this advice has reached, if any."""
    policy = about.council.letters.advice_late
    since_first = (about.day - row.due_on).days - policy.first_day_late
    if since_first < 0:
        return None
    repeats = since_first // policy.repeat_days
    return _key(LATE, row, policy.first_day_late + repeats * policy.repeat_days)


def is_list_day(about: Round) -> bool:
    """Say whether this is the day on which services get one list instead of reminders."""
    policy = about.council.letters.advice_digest
    return policy.send and about.day == weekly_day(about.council, on=policy.on, week_of=about.day)


def asked_today(about: Round) -> set[tuple[int, str]]:
    """Give the cases and kinds of advice that were first asked for in a letter of this day.

    Nobody is asked and reminded on one day.
    """
    codes = about.connection.scalars(select(providers.c.code))
    keys = [f"{NEEDED}|{code}|{about.day}" for code in codes]
    found = about.connection.execute(
        select(occasions.c.case_id, occasions.c.party)
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(messages.c.occasion.in_(keys))
    )
    return {(case_id, party) for case_id, party in found}


def _key(letter: str, row: Row[Any], step: int) -> str:
    due: date = row.due_on
    return f"{letter}|{row.reference}|{row.service}|{due}|{step}"
