"""E2: reminds a service some days before its advice is due, while it has not said when it comes."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import or_

from ehcp.register.tables import advice, providers
from notifications.advice_owed import (
    IS_WITH_THEM,
    Owed,
    advice_owed,
    digests,
    not_yet_said,
    still_owed,
)
from notifications.letter import Draft, Letter, NotWritten, Round
from notifications.reminder_steps import REMINDER, asked_today, is_list_day, reminder_key

NOT_PLANNED = or_(advice.c.acknowledged_on.is_(None), advice.c.visit_on.is_(None))
"""A service that has the request and has set a date for its visit needs no reminder."""


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Remind each service that wants reminders of what is due soon."""
    furthest = about.council.letters.advice_reminder.days_before[0]
    rows = advice_owed(
        about.connection,
        providers.c.reminders,
        NOT_PLANNED,
        IS_WITH_THEM,
        advice.c.due_on.between(about.day, about.day + timedelta(days=furthest)),
    )
    asked, listed = asked_today(about), is_list_day(about)
    found = (
        Owed(row=row, key=key, more={"has_it": row.acknowledged_on is not None})
        for row in rows
        if (key := reminder_key(about, row))
        and (row.case_id, row.party) not in asked
        and not (listed and row.monday_list)
    )
    yield from digests(about, REMINDER, not_yet_said(about.connection, found))


LETTER = Letter(
    name=REMINDER,
    number="E2",
    says="to a service, some days before its advice is due",
    drafts=drafts,
    wanted=still_owed(NOT_PLANNED, IS_WITH_THEM),
)
