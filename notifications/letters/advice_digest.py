"""E4: gives a service its week on one page (late, due, new), in place of single reminders.

It goes on its weekday or, where no letters go then or the service is closed, on the next day on
which both are open; and later where nobody was there to send it. So nothing that E2 or E3 would
have said is lost: what is due stands on at least two lists.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal, select

from config.clock import LONDON
from ehcp.register.tables import messages, providers
from notifications.above_services import is_above
from notifications.advice_owed import (
    IS_WITH_THEM,
    Owed,
    advice_owed,
    as_they_stand,
    by_service,
    has_been_written,
    not_yet_said,
    still_owed,
)
from notifications.hours import hour_has_come, instant, last_weekday, next_open_day
from notifications.lateness import Lateness
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.reminder_steps import LIST, asked_today, is_the_last_word, late_key, reminder_key
from notifications.settings import Doors

NAME = LIST
_WEEK = timedelta(weeks=1)
_A_DAY = timedelta(days=1)


class _Week:
    """The lists of one week: to whom they go on this day, and what stands in them."""

    def __init__(self, about: Round) -> None:
        self._about = about
        self._policy = about.council.letters.advice_digest
        self._furthest = timedelta(days=about.council.letters.advice_reminder.days_before[0])
        self._doors = Doors(about.council)
        self._days: dict[tuple[str, str, date], date] = {}
        self.weekday = last_weekday(on=self._policy.on, day=about.day)

    def is_listed(self, row: Row[Any]) -> bool:
        """Say whether it stands in this week's list, and that list may go today.

        What came after the list's own day waits for the next one.
        """
        on, where = self._goes_on(row, self.weekday), {"name": row.name, "email": row.email}
        there = on <= self._about.day and self._doors.are_open(self._about.day, **where)
        return there and self.group(row, on) != ""

    def group(self, row: Row[Any], day: date | None = None) -> str:
        """Give the group in which it stands on a day, or today; "" where it stands in none."""
        day = day or self._about.day
        if row.due_on < day:
            return "late"
        if row.requested_on >= day:
            return ""
        if row.due_on <= self._soon(row, day):
            return "due"
        return "new" if row.requested_on >= day - _WEEK else ""

    def instead_of(self, listed: list[Owed]) -> list[Owed]:
        """Give the reminders for which a list stands: they are not sent the day after, either."""
        keys = [
            Owed(row=owed.row, key=key)
            for owed in listed
            for key in (
                reminder_key(self._about, owed.row, self._doors),
                late_key(self._about, owed.row, self._doors),
            )
            if key
        ]
        return not_yet_said(self._about.connection, keys)

    def _goes_on(self, row: Row[Any], weekday: date) -> date:
        """Give the day on which a service gets the list of a weekday."""
        which = (row.name, row.email, weekday)
        if which not in self._days:
            closed = self._doors.closed(name=row.name, email=row.email)
            self._days[which] = next_open_day(self._about.council, weekday, closed=closed)
        return self._days[which]

    def _soon(self, row: Row[Any], day: date) -> date:
        """Give the last day that counts as soon: what is due by it stands on two lists before."""
        after = self._goes_on(row, last_weekday(on=self._policy.on, day=day) + _WEEK)
        return max(day + self._furthest, after + _WEEK - _A_DAY)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Give each service that wants it the list of its week, where it has not got it."""
    week, hour = _Week(about), about.council.letters.advice_digest.at
    if not about.whole_day and not hour_has_come(about.at, day=about.day, hour=hour):
        if about.day == next_open_day(about.council, week.weekday):
            yield NotWritten(letter=NAME, reason="not_yet", says=f"it goes at {hour:%H:%M}")
        return
    listed = [row for row in _without_a_list(about, week.weekday) if week.is_listed(row)]
    facts = _Facts(about, week) if listed else None
    found = [
        Owed(row=row, key=_key(row, week.weekday), more=facts.of(row)) for row in listed if facts
    ]
    for service, owed in by_service(about.connection, not_yet_said(about.connection, found)):
        key = f"{NAME}|{service.key}|{week.weekday}"
        if not has_been_written(about.connection, key):
            yield Draft(
                letter=NAME,
                key=key,
                recipient=service.email,
                facts={"service": service.name, "items": [each.facts for each in owed]},
                occasions=tuple(each.occasion for each in (*owed, *week.instead_of(owed))),
                not_before=instant(about.day, hour),
            )


class _Facts:
    """What a list says of each piece of advice."""

    def __init__(self, about: Round, week: _Week) -> None:
        self._week, self._lateness = week, Lateness(about)
        self._before = _last_lists(about)

    def of(self, row: Row[Any]) -> Facts:
        """Say where it stands, and whether it has come there since the service's last list."""
        group, before = self._week.group(row) or "new", self._before.get(row.email.casefold())
        moved = group != "new" and before is not None and self._week.group(row, before) != group
        return {"group": group, "is_new": moved, **self._lateness.of(row)}


def _without_a_list(about: Round, weekday: date) -> list[Row[Any]]:
    """Give what is owed by those who have not got the list of this week."""
    got = about.connection.execute(
        select(func.lower(messages.c.recipient)).where(
            messages.c.letter == NAME, messages.c.occasion.like(f"{NAME}|%|{weekday}")
        )
    ).scalars()
    return advice_owed(
        about.connection,
        providers.c.reminders,
        providers.c.monday_list,
        func.lower(providers.c.email).not_in(list(got)),
        IS_WITH_THEM,
        ~asked_today(about),
        columns=is_above(about),
    )


def _key(row: Row[Any], weekday: date) -> str:
    return f"{NAME}|{row.reference}|{row.service}|{row.due_on}|{weekday}"


def _last_lists(about: Round) -> dict[str, date]:
    """Give, by mailbox, the day of its last list before this one."""
    found = about.connection.execute(
        select(messages.c.recipient, func.max(messages.c.created_at))
        .where(messages.c.letter == NAME, messages.c.created_at < instant(about.day, time.min))
        .group_by(messages.c.recipient)
    )
    return {recipient.casefold(): at.astimezone(LONDON).date() for recipient, at in found}


def _still_so(about: Round, message_id: str) -> ColumnElement[bool]:
    """Give the condition that it is this week's list, and nothing later is about what is in it.

    That of a week which is over does not go beside the next one.
    """
    key = about.connection.execute(
        select(messages.c.occasion).where(messages.c.id == message_id)
    ).scalar_one()
    weekday = date.fromisoformat(key.rpartition("|")[2])
    now = last_weekday(on=about.council.letters.advice_digest.on, day=about.day)
    return and_(literal(weekday >= now), is_the_last_word(about, message_id))


def _as_it_stands(about: Round, message_id: str) -> dict[str, Facts]:
    """Give what has changed of a list's items when it goes."""
    week, lateness = _Week(about), Lateness(about, message_id=message_id)
    return as_they_stand(
        about,
        message_id,
        lambda row: {"group": week.group(row) or "new", **lateness.of(row)},
        columns=is_above(about),
    )


LETTER = Letter(
    name=NAME,
    number="E4",
    says="to a service, its week on one page",
    drafts=drafts,
    wanted=still_owed(IS_WITH_THEM),
    wanted_on=_still_so,
    as_it_stands=_as_it_stands,
)
