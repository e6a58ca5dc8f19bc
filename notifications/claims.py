"""Which messages a sender may take: claimed, begun and settled so that none goes twice.

A message is `waiting`, also while a sender has claimed it for its batch. It is `sending` only
from just before it is handed over until its outcome is on record: what a crash leaves in that
state may have gone, and nothing else may.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    or_,
    select,
    text,
    true,
    update,
)

from ehcp.register.tables import messages
from notifications.owner import is_known_dead, lives_here, this_process

LEASE = timedelta(minutes=15)
"""How long a sender may take over one message before others believe it dead."""

_LEASE_WHILE_IT_LIVES = timedelta(days=1)
"""How long, while a process on this machine has its number: later that may be another program."""

WAITING, SENDING, SENT = "waiting", "sending", "sent"
FAILED, UNCERTAIN, NOT_NEEDED = "failed", "uncertain", "not_needed"
_UNDER_WAY_OR_WAITING = text("messages.status IN ('waiting', 'sending')")
"""In the words of the index of these messages: a database uses it only for what it sees."""
STATUSES = (WAITING, SENDING, SENT, FAILED, UNCERTAIN, NOT_NEEDED)


# Made once: this runs for every message.
_BEGIN = (
    update(messages)
    .where(
        messages.c.id == bindparam("the_id"),
        messages.c.status == WAITING,
        messages.c.claimed_by == bindparam("the_mark"),
    )
    .values(status=SENDING, claimed_at=bindparam("the_moment"), attempts=messages.c.attempts + 1)
    .returning(messages)
)


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """A sender: its name, the road that it sends by, and which of its passes this is."""

    owner: str
    channel: str
    turn: str = field(default_factory=lambda: token_hex(4))

    @property
    def mark(self) -> str:
        """Give what is written on a message that it takes."""
        return f"{self.channel}:{self.owner}:{self.turn}"


# The passes of this process, which knows of its own whether they go on.
UNDER_WAY: set[str] = set()


@contextmanager
def under_way(by: Claimant) -> Iterator[None]:
    """Let nobody in this process believe this pass dead while the block runs."""
    UNDER_WAY.add(by.mark)
    try:
        yield
    finally:
        UNDER_WAY.discard(by.mark)


def owner_of(mark: str) -> str:
    """Give the sender's name from its mark."""
    return mark.partition(":")[2].partition(":")[0]


def channel_of(mark: str) -> str:
    """Give the road from a sender's mark."""
    return mark.partition(":")[0]


def abandoned(connection: Connection, *, now: datetime) -> list[Row[Any]]:
    """Give the messages left half-sent: their sender is dead, or silent for too long."""
    found = connection.execute(
        select(messages.c.id, messages.c.claimed_by, messages.c.claimed_at).where(
            _UNDER_WAY_OR_WAITING,
            messages.c.status == SENDING,
            _is_abandoned(connection, now=now),
        )
    )
    return list(found)


def is_urgent_waiting(connection: Connection, *, now: datetime) -> bool:
    """Say whether a message waits that goes at any hour; cheap enough to be asked all the time."""
    found = connection.execute(
        select(messages.c.id)
        .where(
            _UNDER_WAY_OR_WAITING,
            messages.c.status == WAITING,
            messages.c.next_try_at <= now,
            messages.c.urgent,
            messages.c.claimed_by.is_(None),
        )
        .limit(1)
    )
    return found.first() is not None


def claim(
    connection: Connection,
    *,
    by: Claimant,
    now: datetime,
    count: int,
    due_only: bool,
    urgent_only: bool = False,
) -> list[str]:
    """Take up to so many waiting messages, urgent ones and then the longest due, and give ids."""
    free = and_(
        _UNDER_WAY_OR_WAITING,
        messages.c.status == WAITING,
        or_(messages.c.claimed_by.is_(None), _is_abandoned(connection, now=now)),
        messages.c.next_try_at <= now if due_only else messages.c.next_try_at.is_not(None),
        messages.c.urgent if urgent_only else true(),
    )
    chosen = list(
        connection.execute(
            select(messages.c.id)
            .where(free)
            .order_by(
                messages.c.urgent.desc(),
                messages.c.next_try_at,
                messages.c.created_at,
                messages.c.id,
            )
            .limit(count)
            .with_for_update(skip_locked=True)
        ).scalars()
    )
    connection.execute(
        update(messages)
        .where(messages.c.id.in_(chosen), free)
        .values(claimed_by=by.mark, claimed_at=now)
    )
    return chosen


def begin(
    connection: Connection, message_id: str, *, by: Claimant, now: datetime
) -> Row[Any] | None:
    """Mark a claimed message as being sent and give it; None where it is no longer ours."""
    return connection.execute(
        _BEGIN, {"the_id": message_id, "the_mark": by.mark, "the_moment": now}
    ).one_or_none()


def release(connection: Connection, ids: Sequence[str], *, by: Claimant) -> None:
    """Give back what was claimed and not begun."""
    connection.execute(
        update(messages)
        .where(
            messages.c.id.in_(ids), messages.c.status == WAITING, messages.c.claimed_by == by.mark
        )
        .values(claimed_by=None, claimed_at=None)
    )


def settle(
    connection: Connection,
    message_id: str,
    *,
    mark: str,
    status: str,
    at: datetime,
    failure: str | None = None,
    **more: Any,  # noqa: ANN401 - other columns of the message
) -> bool:
    """Put on record how it ended; waiting again is an end of this attempt, too.

    `mark` is that of the sender whose attempt ends. False where somebody has settled it meanwhile:
    then nothing is changed.
    """
    settled = connection.execute(
        update(messages)
        .where(
            messages.c.id == message_id,
            messages.c.status == SENDING,
            messages.c.claimed_by == mark,
        )
        .values(
            status=status,
            failure=failure,
            claimed_by=None,
            claimed_at=None,
            settled_at=None if status == WAITING else at,
            **more,
        )
        .returning(messages.c.id)
    )
    return settled.first() is not None


def _is_abandoned(connection: Connection, *, now: datetime) -> ColumnElement[bool]:
    living, dead = [], []
    for mark in _marks(connection):
        if _is_dead(mark):
            dead.append(mark)
        elif _lives(mark):
            living.append(mark)
    mark, since = messages.c.claimed_by, messages.c.claimed_at
    return or_(
        mark.in_(dead),
        and_(mark.not_in(list(UNDER_WAY)), since < now - _LEASE_WHILE_IT_LIVES),
        and_(mark.not_in(living), since < now - LEASE),
    )


def _is_dead(mark: str) -> bool:
    if owner_of(mark) == this_process():
        return mark not in UNDER_WAY
    return is_known_dead(owner_of(mark))


def _lives(mark: str) -> bool:
    return mark in UNDER_WAY or lives_here(owner_of(mark))


def _marks(connection: Connection) -> list[str]:
    marks = connection.execute(
        select(messages.c.claimed_by)
        .where(_UNDER_WAY_OR_WAITING, messages.c.claimed_by.is_not(None))
        .distinct()
    )
    return list(marks.scalars())
