"""E3: tells a service that its advice is late: on the first day, then every so many days."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, String, and_, cast, func, select

from ehcp.register.columns import days_between
from ehcp.register.tables import advice, occasions, providers
from notifications.above_services import is_above, policy_here
from notifications.advice_owed import (
    IS_OWED,
    IS_WITH_THEM,
    Owed,
    advice_owed,
    as_they_stand,
    digests,
    not_yet_said,
    still_owed,
)
from notifications.lateness import Lateness
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.reminder_steps import LATE, asked_today, gets_list, is_the_last_word, late_key
from notifications.settings import Doors


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Tell each service that wants single reminders what is late, when it is there to read it."""
    doors = Doors(about.council)
    first = timedelta(days=about.council.letters.advice_late.first_day_late)
    rows = advice_owed(
        about.connection,
        providers.c.reminders,
        advice.c.due_on <= about.day - first,
        ~_is_held(about),
        IS_WITH_THEM,
        ~asked_today(about),
        columns=is_above(about),
    )
    lateness = Lateness(about)
    found = (
        Owed(row=row, key=key, more=lateness.of(row))
        for row in rows
        if not gets_list(about, row) and (key := late_key(about, row, doors))
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


def _is_held(about: Round) -> ColumnElement[bool]:
    """Give the condition that a promised day holds it: who has given a day is not asked for one."""
    policy = policy_here(about)
    return and_(
        advice.c.promised_on.is_not(None),
        advice.c.promised_on >= about.day,
        days_between(advice.c.due_on, advice.c.promised_on) <= policy.longest_wait,
    )


def _not_held(about: Round, message_id: str) -> ColumnElement[bool]:
    """Give the condition that no promise holds it, and that its limit is the one of the letter.

    Nor is there a later letter about it.
    """
    quoted = occasions.c.key.contains("|" + cast(advice.c.due_on, String) + "|")
    return and_(still_owed(~_is_held(about), quoted), is_the_last_word(about, message_id))


def _as_it_stands(about: Round, message_id: str) -> dict[str, Facts]:
    lateness = Lateness(about, message_id=message_id)
    return as_they_stand(about, message_id, lateness.of, columns=is_above(about))


LETTER = Letter(
    name=LATE,
    number="E3",
    says="to a service, when its advice is late",
    drafts=drafts,
    wanted=still_owed(IS_WITH_THEM),
    wanted_on=_not_held,
    as_it_stands=_as_it_stands,
)
