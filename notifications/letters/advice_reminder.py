"""E2: reminds a service some days before its advice is due, or before the day that it promised.

When, and what a promise changes: `notifications.reminder_steps`.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from ehcp.register.tables import advice, occasions, providers
from notifications.advice_owed import (
    IS_WITH_THEM,
    Owed,
    advice_owed,
    as_they_stand,
    digests,
    not_yet_said,
    still_owed,
)
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.reminder_steps import (
    REMINDER,
    asked_today,
    expected_on,
    gets_list,
    is_the_last_word,
    reminder_key,
    reminder_keys,
    what_they_said,
)
from notifications.settings import Doors


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Remind each service that wants single reminders of what is expected soon."""
    doors = Doors(about.council)
    steps = about.council.letters.advice_reminder.days_before
    until = max(about.day + timedelta(days=steps[0]), doors.furthest_reopening(about.day))
    rows = advice_owed(
        about.connection,
        providers.c.reminders,
        _not_planned(about),
        IS_WITH_THEM,
        ~asked_today(about),
        or_(
            advice.c.due_on.between(about.day, until),
            advice.c.promised_on.between(about.day, until),
        ),
    )
    found = (
        Owed(row=row, key=key, more=_said(about, row))
        for row in rows
        if not gets_list(about, row) and (key := reminder_key(about, row, doors))
    )
    yield from digests(about, REMINDER, not_yet_said(about.connection, found))


def _not_planned(about: Round) -> ColumnElement[bool]:
    """Leave out what a service has and visits for; not where it has let a day of its own pass."""
    return or_(
        advice.c.acknowledged_on.is_(None),
        advice.c.visit_on.is_(None),
        advice.c.promised_on < about.day,
    )


def _said(about: Round, row: Row[Any]) -> Facts:
    return what_they_said(about, row) | {"expected_on": expected_on(about, row).isoformat()}


def _still_so(about: Round, message_id: str) -> ColumnElement[bool]:
    """Give the condition that it is owed, and that nothing was said or corrected meanwhile.

    Nor has its day passed, nor is there a later letter about it.
    """
    in_message = select(occasions.c.case_id).where(occasions.c.message_id == message_id)
    rows = advice_owed(
        about.connection, advice.c.case_id.in_(in_message), _not_planned(about), IS_WITH_THEM
    )
    keys = [key for row in rows for key in reminder_keys(about, row)]
    return and_(occasions.c.key.in_(keys), is_the_last_word(about, message_id))


def _as_it_stands(about: Round, message_id: str) -> dict[str, Facts]:
    return as_they_stand(about, message_id, lambda row: _said(about, row))


LETTER = Letter(
    name=REMINDER,
    number="E2",
    says="to a service, some days before its advice is due",
    drafts=drafts,
    wanted=still_owed(IS_WITH_THEM),
    wanted_on=_still_so,
    as_it_stands=_as_it_stands,
)
