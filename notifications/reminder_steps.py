"""Which reminder a piece of advice has reached; after an outage, too, only the latest counts.

A service that has named a day is not reminded as if it had said nothing. While that day holds
(it has not passed, and lies no further behind the limit than the council waits) it stands in
place of the limit: the service is reminded once, shortly before it. A day that does not hold
leaves the last reminder before the limit. After the limit a day that holds stops the chasers.
"""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, and_, exists, or_, select

from ehcp.cases.escalation import Promise, promise_on
from ehcp.council.policy import escalation_policy_of
from ehcp.register.tables import advice, messages, occasions
from notifications.hours import instant
from notifications.letter import Facts, Round
from notifications.settings import Doors

NEEDED, REMINDER, LATE = "advice_needed", "advice_reminder", "advice_late"
LIST, SEND_AGAIN = "advice_digest", "file_refused"
_ASKS = (NEEDED, SEND_AGAIN)
_CHASES = (REMINDER, LATE, LIST)


def reminder_key(about: Round, row: Row[Any], doors: Doors) -> str | None:
    """Give the key of the reminder before the limit that this advice has reached, if any.

    None is reached while the service is closed. On its last day before that it gets the last one
    about a day that comes while it is.
    """
    until, steps = _steps(about, row)
    left = (until - about.day).days
    where = {"name": row.name, "email": row.email}
    if left < 0 or not doors.are_open(about.day, **where):
        return None
    reached = [step for step in steps if left <= step]
    reopens = doors.closing_until(about.day, **where)
    if reopens and until < reopens:
        reached = [steps[-1]]
    return _reminder(about, row, min(reached)) if reached else None


def reminder_keys(about: Round, row: Row[Any]) -> Iterator[str]:
    """Give the keys of all reminders that are true of this advice as it stands today.

    None is once the day has passed that they count to.
    """
    until, steps = _steps(about, row)
    return (_reminder(about, row, step) for step in steps if until >= about.day)


def late_key(about: Round, row: Row[Any], doors: Doors) -> str | None:
    """Give the key of the reminder after the limit that this advice has reached, if any.

    While the service is closed there is none: the latest goes when it is there again.
    """
    policy = about.council.letters.advice_late
    since_first = (about.day - row.due_on).days - policy.first_day_late
    if since_first < 0 or not doors.are_open(about.day, name=row.name, email=row.email):
        return None
    repeats = since_first // policy.repeat_days
    return _key(LATE, row, policy.first_day_late + repeats * policy.repeat_days)


def what_they_said(about: Round, row: Row[Any]) -> Facts:
    """Give what the service has said of a piece of advice, for the words of a letter.

    A file that could not be opened was an answer, too.
    """
    heard_on = max(row.last_heard_on, row.sent_in_vain_on or row.last_heard_on)
    heard = row.last_heard_on > row.requested_on or row.sent_in_vain_on
    return {
        "has_it": row.acknowledged_on is not None,
        "visit_on": row.visit_on.isoformat() if row.visit_on else None,
        "heard_on": heard_on.isoformat() if heard else None,
        "promised_on": row.promised_on.isoformat() if row.promised_on else None,
        "unopened_on": heard_on.isoformat() if heard_on == row.sent_in_vain_on else None,
        "promise_broken": promise(about, row) is Promise.BROKEN,
    }


def expected_on(about: Round, row: Row[Any]) -> date:
    """Give the day that the reminders before it count to: a promised one that holds, or the limit.

    It moves no limit in law.
    """
    held = promise(about, row) is Promise.OPEN
    day: date = row.promised_on if held else row.due_on
    return day


def promise(about: Round, row: Row[Any]) -> Promise:
    """Say what became of the day that the service named."""
    return promise_on(
        promised_on=row.promised_on,
        due_on=row.due_on,
        day=about.day,
        policy=escalation_policy_of(about.council),
    )


def gets_list(about: Round, row: Row[Any]) -> bool:
    """Say whether a service has chosen one list each week in place of reminders."""
    return about.council.letters.advice_digest.send and bool(row.monday_list)


def asked_today(about: Round) -> ColumnElement[bool]:
    """Choose the advice that a letter of this day asks for, for the first time or once more.

    Nobody is asked and chased on one day.
    """
    return _asked(about, advice)


def is_the_last_word(about: Round, message_id: str) -> ColumnElement[bool]:
    """Choose the occasions of a chaser about which nothing better goes: it is asked on sending.

    A later chaser about the same advice stands for it, and so does a letter that asks for it and
    went today or is still to go.
    """
    of, written = occasions.alias(), messages.alias()
    later = exists(
        select(of.c.key)
        .join(written, written.c.id == of.c.message_id)
        .where(
            *_is_about_the_same(of, occasions),
            written.c.letter.in_(_CHASES),
            written.c.status != "not_needed",
            written.c.created_at
            > select(messages.c.created_at).where(messages.c.id == message_id).scalar_subquery(),
        )
    )
    return ~or_(later, _asked(about, occasions, or_waits=True))


def _asked(about: Round, what: FromClause, *, or_waits: bool = False) -> ColumnElement[bool]:
    """Choose what was asked for today: the letter was written or went; or it waits to go."""
    of, letter, midnight = occasions.alias(), messages.alias(), instant(about.day, time.min)
    ways = [
        letter.c.created_at >= midnight,
        and_(letter.c.status == "sent", letter.c.settled_at >= midnight),
    ]
    if or_waits:
        ways.append(letter.c.status.in_(("waiting", "sending")))
    return exists(
        select(of.c.key)
        .join(letter, letter.c.id == of.c.message_id)
        .where(*_is_about_the_same(of, what), letter.c.letter.in_(_ASKS), or_(*ways))
    )


def _is_about_the_same(one: FromClause, other: FromClause) -> tuple[ColumnElement[bool], ...]:
    return (
        one.c.case_id == other.c.case_id,
        one.c.party == other.c.party,
        one.c.service == other.c.service,
    )


def _steps(about: Round, row: Row[Any]) -> tuple[date, tuple[int, ...]]:
    """Give the day that reminders count to, and how many days before it they go."""
    steps = tuple(about.council.letters.advice_reminder.days_before)
    return expected_on(about, row), steps if row.promised_on is None else steps[-1:]


def _reminder(about: Round, row: Row[Any], step: int) -> str:
    said = promise(about, row)
    if said is Promise.NONE:
        return _key(REMINDER, row, -step)
    return _key(REMINDER, row, f"{said.name.lower()} {row.promised_on}")


def _key(letter: str, row: Row[Any], step: int | str) -> str:
    due: date = row.due_on
    return f"{letter}|{row.reference}|{row.service}|{due}|{step}"
