"""Sending what waits: each message once, whatever fails on the way and whoever else is sending."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from config.council import Council
from ehcp.council.letter_words import words_in_force
from ehcp.register.engine import writing
from ehcp.register.tables import messages
from notifications.channels.channel import Channel, MayHaveGone, NotNow, Refused, RoadClosed
from notifications.claims import (
    FAILED,
    NOT_NEEDED,
    SENT,
    UNCERTAIN,
    WAITING,
    Claimant,
    begin,
    claim,
    release,
    settle,
    under_way,
)
from notifications.half_sent import settle_half_sent, taken_by
from notifications.hours import may_go_at
from notifications.letters import BY_NAME
from notifications.mime import in_envelope
from notifications.render import render
from notifications.still_true import facts_now
from notifications.words import BadWords

_BATCH = 100
_FIRST_WAIT = timedelta(minutes=5)
_EACH_WAIT_LONGER = 3
_UNTIL_MENDED = timedelta(minutes=15)
_LONGEST_FAILURE = 300


@dataclass(kw_only=True)
class SendResult:
    """How many messages went, and what became of the others.

    Attributes:
        again: not taken this time; they wait for their next try.
        failed: given up; a person is told.
        uncertain: a crash or a broken line left them half-sent; the road is asked, or a person
            decides.
        not_needed: what they were about had closed before they went.
        held: the words of their letter cannot be used; they wait until somebody has mended them.
        road_closed: why no message can go at present, where that is so.
    """

    sent: int = 0
    again: int = 0
    failed: int = 0
    uncertain: int = 0
    not_needed: int = 0
    held: int = 0
    road_closed: str | None = None


@dataclass(kw_only=True)
class _Sending:
    """One pass over the outbox."""

    channel: Channel
    council: Council
    now: Callable[[], datetime]
    by: Claimant
    result: SendResult = field(default_factory=SendResult)


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    message: Row[Any]
    status: str
    failure: str | None = None
    counts: bool = True


def send_waiting(
    engine: Engine,
    *,
    channel: Channel,
    council: Council,
    now: Callable[[], datetime],
    owner: str,
    limit: int | None = None,
    due_only: bool = True,
    urgent_only: bool = False,
) -> SendResult:
    """Send what is due, and settle what a crash left half-sent.

    `now` is asked again for every message: a pass may take an hour, and none of its messages is to
    look as if it had been begun an hour ago. `owner` names this process
    (`notifications.owner.this_process()`). Without `due_only` everything that waits is tried at
    once, also outside the council's hours: a person asked for it. With `urgent_only` only what goes
    at any hour is sent, and what a crash left is for another pass.
    """
    sending = _Sending(
        channel=channel,
        council=council,
        now=now,
        by=Claimant(owner=owner, channel=channel.name),
    )
    began = now()
    try:
        with under_way(sending.by):
            if not urgent_only:
                _settle_half_sent(engine, sending)
            closed = due_only and may_go_at(council, began) != began
            _send_all(
                engine,
                sending,
                limit=limit,
                due_only=due_only,
                urgent_only=urgent_only or closed,
            )
    finally:
        channel.close()
    return sending.result


def _settle_half_sent(engine: Engine, sending: _Sending) -> None:
    for message_id, status in settle_half_sent(
        engine,
        channel=sending.channel,
        again=sending.council.letters.when_uncertain == "send_again",
        now=sending.now,
    ):
        if status == WAITING:
            continue  # it is tried and counted in this same pass
        _count(sending.result, status)
        with writing(engine) as connection:
            settled = select(messages).where(messages.c.id == message_id)
            _forget(connection, connection.execute(settled).one())


def _send_all(
    engine: Engine, sending: _Sending, *, limit: int | None, due_only: bool, urgent_only: bool
) -> None:
    """Send batch after batch until nothing is left that has not been tried in this pass."""
    tried: set[str] = set()
    while limit is None or len(tried) < limit:
        count = _BATCH if limit is None else min(_BATCH, limit - len(tried))
        with writing(engine) as connection:
            ids = claim(
                connection,
                by=sending.by,
                now=sending.now(),
                count=count,
                due_only=due_only,
                urgent_only=urgent_only,
            )
        fresh = [message_id for message_id in ids if message_id not in tried]
        tried.update(fresh)
        try:
            if not fresh or not _send_batch(engine, fresh, sending):
                break
        finally:
            with writing(engine) as connection:
                release(connection, ids, by=sending.by)


def _send_batch(engine: Engine, ids: list[str], sending: _Sending) -> bool:
    """Send a batch; False where the road is closed and the rest must wait.

    The outcome of each message is kept in the transaction that begins the next one: one commit for
    each message, and never more than one of which a crash leaves us in doubt.
    """
    outcome: _Outcome | None = None
    for message_id in [*ids, None]:
        with writing(engine) as connection:
            if outcome is not None:
                _keep(connection, outcome, sending)
                if sending.result.road_closed:
                    return False
            outcome = None
            message = message_id and begin(connection, message_id, by=sending.by, now=sending.now())
            if message:
                message = _still_wanted(connection, message, sending)
        if message:
            outcome = _try(message, sending)
    return True


def _try(message: Row[Any], sending: _Sending) -> _Outcome:
    """Hand one message over, and say how it ended."""
    envelope = in_envelope(
        message_id=message.id,
        sender=sending.channel.sender,
        sender_name=f"{sending.council.name} EHC team",
        reply_to=sending.council.about.team_mailbox,
        recipient=message.recipient,
        subject=message.subject,
        text=message.text,
        html=message.html,
        at=sending.now(),
    )
    try:
        sending.channel.send(envelope)
    except NotNow as reason:
        last = message.attempts >= sending.council.letters.tries
        return _Outcome(message=message, status=FAILED if last else WAITING, failure=_short(reason))
    except Refused as reason:
        return _Outcome(message=message, status=FAILED, failure=_short(reason))
    except MayHaveGone as reason:
        return _Outcome(message=message, status=UNCERTAIN, failure=_short(reason))
    except RoadClosed as reason:
        sending.result.road_closed = str(reason)
        # It is not this letter's fault, so it does not use up one of its tries.
        return _Outcome(message=message, status=WAITING, failure=_short(reason), counts=False)
    return _Outcome(message=message, status=SENT)


def _keep(connection: Connection, outcome: _Outcome, sending: _Sending) -> None:
    message, status, more = outcome.message, outcome.status, dict[str, Any]()
    if status == UNCERTAIN and sending.channel.gives_receipts:
        # It stays half-sent until the road can say: no person need decide.
        _count(sending.result, UNCERTAIN)
        return
    if status == SENT:
        more = taken_by(sending.channel, at=sending.now())
    if status == UNCERTAIN and sending.council.letters.when_uncertain == "send_again":
        status = WAITING
    if status == WAITING:
        more = {
            "attempts": message.attempts if outcome.counts else message.attempts - 1,
            "next_try_at": _next_try(message, outcome, sending),
        }
    kept = settle(
        connection,
        message.id,
        mark=sending.by.mark,
        status=status,
        at=sending.now(),
        failure=outcome.failure,
        **more,
    )
    if kept and status != WAITING:
        _forget(connection, message)
    if kept:  # or somebody believed us dead and settled it: that stands, and they have counted it
        _count(sending.result, status)


def _next_try(message: Row[Any], outcome: _Outcome, sending: _Sending) -> datetime:
    attempts = message.attempts if outcome.counts else 1
    at = sending.now() + _FIRST_WAIT * _EACH_WAIT_LONGER ** (attempts - 1)
    return at if message.urgent else may_go_at(sending.council, at)


def _still_wanted(connection: Connection, message: Row[Any], sending: _Sending) -> Row[Any] | None:
    """Say anew what has changed since the letter was written; None where it does not go."""
    facts = facts_now(connection, message, council=sending.council, at=sending.now())
    if facts == message.facts:
        return message
    if facts is None:
        settle(
            connection,
            message.id,
            mark=sending.by.mark,
            status=NOT_NEEDED,
            at=sending.now(),
        )
        _forget(connection, message)
        _count(sending.result, NOT_NEEDED)
        return None
    try:
        words = render(
            message.letter,
            facts,
            council_folder=sending.council.folder,
            changed=words_in_force(connection),
        )
    except BadWords as wrong:
        _hold(connection, message, sending, why=str(wrong))
        return None
    return connection.execute(
        messages.update()
        .where(messages.c.id == message.id)
        .values(facts=facts, subject=words.subject, text=words.text, html=words.html)
        .returning(messages)
    ).one()


def _hold(connection: Connection, message: Row[Any], sending: _Sending, *, why: str) -> None:
    """Keep a message waiting whose words cannot be used: it uses up none of its tries.

    Only this one. The house check tells a person whose words they are and what is wrong.
    """
    kept = settle(
        connection,
        message.id,
        mark=sending.by.mark,
        status=WAITING,
        at=sending.now(),
        failure=why[:_LONGEST_FAILURE],
        attempts=message.attempts - 1,
        next_try_at=may_go_at(sending.council, sending.now() + _UNTIL_MENDED),
    )
    if kept:
        sending.result.held += 1


def _forget(connection: Connection, message: Row[Any]) -> None:
    """Keep nothing of what a letter said that is a secret: nobody reads a code in the outbox."""
    letter = BY_NAME.get(message.letter)
    if letter is None or letter.keeps_words:
        return
    connection.execute(
        messages.update()
        .where(messages.c.id == message.id)
        .values(text="", html="", facts=dict.fromkeys(message.facts))
    )


def _count(result: SendResult, status: str) -> None:
    name = "again" if status == WAITING else status
    setattr(result, name, getattr(result, name) + 1)


def _short(reason: Exception) -> str:
    return str(reason)[:_LONGEST_FAILURE]
