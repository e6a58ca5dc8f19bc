"""What was said of a case before, and whether it still holds: the one rule of all such letters.

A letter is written once for each thing that it tells and the days that it quotes. Where a day is
set right, or a draft is served again, other days hold: a letter that has not gone is dropped and
the right one is written in its place; after one that has gone, one more goes, which says that the
days in the other no longer count. A change of what no letter has quoted brings no letter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, exists, or_, select

from config.clock import LONDON
from ehcp.register.tables import cases, messages, occasions
from notifications.claims import FAILED, NOT_NEEDED, WAITING
from notifications.letter import Round

_NO_DAY: Final = "-"


@dataclass(frozen=True, kw_only=True)
class News:
    """Something to tell a reader of a case.

    Attributes:
        told: what it is: the letter, the case, the reader and the thing that is told.
        days: the days that the letter quotes; None for one that it has not.
    """

    told: str
    days: tuple[date | None, ...] = ()

    @property
    def key(self) -> str:
        """Give the key that this has, told for the first time."""
        said = (day.isoformat() if day else _NO_DAY for day in self.days)
        return "|".join((self.told, *said))


@dataclass(frozen=True, kw_only=True)
class Unsaid:
    """What has not been said: the key under which it is, and what it takes the place of.

    Attributes:
        instead_of: the day on which a letter went whose days no longer hold; None where none did.
        is_first: whether nothing that stands was written of it before.
    """

    key: str
    instead_of: date | None
    is_first: bool


def unsaid(connection: Connection, case_id: int, news: News) -> Unsaid | None:
    """Give what has to be said of this; None where it has been."""
    every = _before(connection, case_id, news.told)
    stands = [row for row in every if _stands(row, news)]
    if stands and not _differ(_days_in(stands[-1].key, news), news.days):
        return None
    same = sum(1 for row in every if _is(row.key, news))
    return Unsaid(
        key=f"{news.key}|{same + 1}" if same else news.key,
        instead_of=_went_on(stands[-1]) if stands else None,
        is_first=not stands,
    )


def still_holds(
    connection: Connection, message_id: str, now: Iterable[News]
) -> ColumnElement[bool]:
    """Give the condition that what an occasion of this message tells is told so now as well."""
    keys = connection.execute(
        select(occasions.c.key).where(occasions.c.message_id == message_id)
    ).scalars()
    now = list(now)
    holds: ColumnElement[bool] = occasions.c.key.in_(
        [key for key in keys if any(_is(key, news) for news in now)]
    )
    return holds


def of_message(message_id: str) -> ColumnElement[bool]:
    """Give the condition that a message is about a case."""
    of_these = select(occasions.c.case_id).where(occasions.c.message_id == message_id)
    is_one: ColumnElement[bool] = cases.c.id.in_(of_these)
    return is_one


def told_lately(about: Round, letter: str, *, since: date) -> ColumnElement[bool]:
    """Give the condition that this letter was written about a case since a day."""
    return exists(
        select(occasions.c.key)
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(
            occasions.c.case_id == cases.c.id,
            messages.c.letter == letter,
            messages.c.created_at >= about.at - (about.day - since),
        )
    )


def _before(connection: Connection, case_id: int, told: str) -> Sequence[Row[Any]]:
    return connection.execute(
        select(occasions.c.key, messages.c.status, messages.c.settled_at, messages.c.created_at)
        .join(messages, messages.c.id == occasions.c.message_id)
        .where(
            occasions.c.case_id == case_id,
            or_(
                occasions.c.key == told,
                occasions.c.key.startswith(f"{told}|", autoescape=True),
            ),
        )
        .order_by(messages.c.created_at, occasions.c.key)
    ).all()


def _stands(row: Row[Any], news: News) -> bool:
    """Say whether it was read, or will be; what waits with other days is dropped before it goes."""
    if row.status == NOT_NEEDED:
        return False
    return _is(row.key, news) or row.status not in (WAITING, FAILED)


def _went_on(row: Row[Any]) -> date:
    at: datetime = row.settled_at or row.created_at
    return at.astimezone(LONDON).date()


def _is(key: str, news: News) -> bool:
    return key == news.key or key.startswith(f"{news.key}|")


def _days_in(key: str, news: News) -> tuple[date | None, ...]:
    said = key.removeprefix(news.told).split("|")[1 : 1 + len(news.days)]
    return tuple(None if day == _NO_DAY else date.fromisoformat(day) for day in said)


def _differ(said: tuple[date | None, ...], now: tuple[date | None, ...]) -> bool:
    """Say whether a day was said that is another one now; no day is not a wrong one."""
    return any(was and day and was != day for was, day in zip(said, now, strict=True))
