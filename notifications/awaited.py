"""Which late advice a family is told of: who has our request, who sent it back, who never got it.

A family is told that we asked, or that we reminded, only where that truly went.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, or_, select

from config.clock import LONDON
from ehcp.cases.events import FROM_A_TRACKER
from ehcp.cases.kinds import Kind
from ehcp.register.tables import advice, events, messages, occasions
from notifications.advice_owed import IS_OWED
from notifications.claims import SENDING, SENT, UNCERTAIN
from notifications.families import THE_FAMILY
from notifications.letter import Round
from notifications.reminder_steps import LATE, NEEDED, REMINDER

_LIST: Final = "advice_digest"
_ASKS: Final = (NEEDED, "mailbox_changed")
_REMINDS: Final = (REMINDER, LATE, _LIST)
_NOT_ARRIVED: Final = "%-failure"
_SET_RIGHT: Final = timedelta(days=14)
"""By so much the day of a request may be set right after the request has gone."""


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """The advice of one case that is late, by whose turn it is.

    Attributes:
        waiting: the kinds that services have been asked for.
        returned: the kinds whose requests services have sent back to us.
        unsent: the kinds for which no request of ours has gone.
        asked_on: the day on which the first of `waiting` was asked for; None where we cannot say.
        reminded_on: the days on which services were reminded of what is waited for, in order.
        comes_on: the day by which they promised all of it; None unless each did, and it is ahead.
    """

    waiting: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    asked_on: date | None = None
    reminded_on: tuple[date, ...] = ()
    comes_on: date | None = None


def awaited(about: Round, case_id: int) -> Awaited:
    """Say who has which late advice of a case, and since when."""
    late = _late(about, case_id)
    if not late:
        return Awaited()
    went = _went(about, case_id)
    from_a_tracker = _from_a_tracker(about, case_id)
    asked: dict[str, date | None] = {}
    unsent = []
    for row in late:
        if row.returned_on:
            continue
        days = _sent_on(row, _ASKS, went)
        if days:
            asked[row.party] = min(days)
        elif _was_reached(about, row) or row.party in from_a_tracker:
            asked[row.party] = row.requested_on
        elif list(_of(row, _ASKS, went)):
            asked[row.party] = None  # half-sent: nobody knows yet whether it went
        else:
            unsent.append(row.party)
    with_them = [row for row in late if row.party in asked]
    known = [day for day in asked.values() if day]
    reminded = {day for row in with_them for day in _sent_on(row, _REMINDS, went)}
    return Awaited(
        waiting=tuple(asked),
        returned=tuple(row.party for row in late if row.returned_on),
        unsent=tuple(unsent),
        asked_on=min(known) if len(known) == len(asked) and known else None,
        reminded_on=tuple(sorted(reminded)),
        comes_on=_comes_on(about, with_them, all_of=len(with_them) == len(late)),
    )


def _late(about: Round, case_id: int) -> Sequence[Row[Any]]:
    return about.connection.execute(
        select(advice)
        .where(
            advice.c.case_id == case_id,
            IS_OWED,
            advice.c.due_on < about.day,
            advice.c.party != THE_FAMILY.value,
        )
        .order_by(advice.c.requested_on, advice.c.party)
    ).all()


def _was_reached(about: Round, row: Row[Any]) -> bool:
    """Say whether it was asked by other means than our letters, or has let us hear."""
    by_other_means = not about.council.letters.advice_needed.send
    return bool(by_other_means or row.acknowledged_on or row.promised_on or row.visit_on)


def _went(about: Round, case_id: int) -> Sequence[Row[Any]]:
    """Give the letters about advice of a case which went, or may have gone, and arrived."""
    return about.connection.execute(
        select(
            occasions.c.key,
            occasions.c.party,
            occasions.c.service,
            messages.c.letter,
            messages.c.status,
            messages.c.settled_at,
            messages.c.facts,
        )
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(
            occasions.c.case_id == case_id,
            messages.c.letter.in_((*_ASKS, *_REMINDS)),
            messages.c.status.in_((SENT, SENDING, UNCERTAIN)),
            or_(messages.c.delivery.is_(None), messages.c.delivery.not_like(_NOT_ARRIVED)),
        )
    ).all()


def _sent_on(row: Row[Any], letters: Iterable[str], went: Iterable[Row[Any]]) -> list[date]:
    return [day for status, day in _of(row, letters, went) if status == SENT and day]


def _of(
    row: Row[Any], letters: Iterable[str], went: Iterable[Row[Any]]
) -> Iterator[tuple[str, date | None]]:
    """Give the letters of these kinds about this request, with how each stands and its day."""
    for each in went:
        if each.letter not in letters or (each.party, each.service) != (row.party, row.service):
            continue
        day = _day(each.settled_at)
        since = row.requested_on - (_SET_RIGHT if each.letter in _ASKS else timedelta())
        if day and day < since:
            continue
        if each.letter != _LIST or _is_named_due(each):
            yield each.status, day


def _is_named_due(each: Row[Any]) -> bool:
    """Say whether the week's list named it as due or late: what is new there is no reminder."""
    return any(
        item["occasion"] == each.key and item["group"] != "new" for item in each.facts["items"]
    )


def _day(at: datetime | None) -> date | None:
    return at.astimezone(LONDON).date() if at else None


def _from_a_tracker(about: Round, case_id: int) -> set[str]:
    """Give the kinds that were asked for before this record began, by whatever means."""
    found = about.connection.execute(
        select(events.c.party).where(
            events.c.case_id == case_id,
            events.c.kind == Kind.ADVICE_REQUESTED.value,
            events.c.details["source"].as_string() == FROM_A_TRACKER,
        )
    ).scalars()
    return {party for party in found if party}


def _comes_on(about: Round, with_them: Sequence[Row[Any]], *, all_of: bool) -> date | None:
    promised = [row.promised_on for row in with_them if row.promised_on]
    if not promised or not all_of or len(promised) < len(with_them):
        return None
    return max(promised) if min(promised) >= about.day else None
