"""E4: gives a service its week on one page (due, late, new) in place of that day's reminders."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, or_

from ehcp.register.tables import advice, providers
from notifications.advice_owed import (
    IS_WITH_THEM,
    Owed,
    advice_owed,
    by_service,
    has_been_written,
    not_yet_said,
    still_owed,
)
from notifications.hours import hour_has_come, instant
from notifications.letter import Draft, Letter, NotWritten, Round
from notifications.reminder_steps import is_list_day, late_key, reminder_key

NAME = "advice_digest"
_WEEK = timedelta(days=7)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Give each service that wants it the list of its week."""
    if not is_list_day(about):
        return
    hour = about.council.letters.advice_digest.at
    if not about.whole_day and not hour_has_come(about.at, day=about.day, hour=hour):
        yield NotWritten(letter=NAME, reason="not_yet", says=f"it goes at {hour:%H:%M}")
        return
    rows = advice_owed(
        about.connection,
        providers.c.reminders,
        providers.c.monday_list,
        IS_WITH_THEM,
        or_(
            advice.c.due_on < about.day + _WEEK,
            advice.c.requested_on.between(about.day - _WEEK, about.day),
        ),
    )
    found = [
        Owed(
            row=row,
            key=f"{NAME}|{row.reference}|{row.service}|{row.due_on}|{about.day}",
            more={"group": _group(about, row), "days_late": (about.day - row.due_on).days},
        )
        for row in rows
    ]
    for service, owed in by_service(about.connection, not_yet_said(about.connection, found)):
        key = f"{NAME}|{service.key}|{about.day}"
        if not has_been_written(about.connection, key):
            yield Draft(
                letter=NAME,
                key=key,
                recipient=service.email,
                facts={"service": service.name, "items": [each.facts for each in owed]},
                occasions=tuple(each.occasion for each in (*owed, *_instead_of(about, owed))),
                not_before=instant(about.day, hour),
            )


def _group(about: Round, row: Row[Any]) -> str:
    if row.due_on < about.day:
        return "late"
    return "due" if row.due_on < about.day + _WEEK else "new"


def _instead_of(about: Round, listed: list[Owed]) -> list[Owed]:
    """Give the reminders for which this list stands: they are not sent the day after, either."""
    keys = [
        Owed(row=owed.row, key=key)
        for owed in listed
        for key in (reminder_key(about, owed.row), late_key(about, owed.row))
        if key
    ]
    return not_yet_said(about.connection, keys)


LETTER = Letter(
    name=NAME,
    number="E4",
    says="to a service, its week on one page",
    drafts=drafts,
    leads_to="/queue",
    wanted=still_owed(IS_WITH_THEM),
)
