"""What was said of a case before, and whether it still holds: the one rule of all such letters.

A letter is written once for each thing that it tells and the days that it quotes. Where a day is
set right, or a draft is served again, other days hold: a letter that has not gone is dropped and
the right one is written in its place; after one that has gone, one more goes, which says that the
days in the other no longer count: for as long as the quoted or the true day lies ahead, and of what
is past for two weeks. A change of what no letter has quoted brings no letter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, exists, select

from config.clock import LONDON
from ehcp.register.tables import cases, events, messages, occasions
from notifications.claims import FAILED, NOT_NEEDED, WAITING
from notifications.letter import Round

_NO_DAY: Final = "-"
_MANY: Final = 500


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
        quoted: the days that are in that letter.
        is_first: whether nothing that stands was written of it before.
    """

    key: str
    instead_of: date | None
    quoted: tuple[date | None, ...] = ()
    is_first: bool

    def still_matters(self, news: News, *, since: date, day: date) -> bool:
        """Say whether it went since a day, or a day that it quoted, or the true one, is ahead."""
        went_lately = self.instead_of is not None and self.instead_of >= since
        return went_lately or any(each and each >= day for each in (*self.quoted, *news.days))


def said_before(
    connection: Connection, letter: str, case_ids: Iterable[int]
) -> dict[int, list[Row[Any]]]:
    """Give what was written of each of these cases in letters of a kind, in that order."""
    found: dict[int, list[Row[Any]]] = {case_id: [] for case_id in case_ids}
    ids = list(found)
    for start in range(0, len(ids), _MANY):
        rows = connection.execute(
            select(
                occasions.c.case_id,
                occasions.c.key,
                messages.c.status,
                messages.c.settled_at,
                messages.c.created_at,
            )
            .join(messages, messages.c.id == occasions.c.message_id)
            .where(occasions.c.case_id.in_(ids[start : start + _MANY]), messages.c.letter == letter)
            .order_by(messages.c.created_at, occasions.c.key)
        )
        for row in rows:
            found[row.case_id].append(row)
    return found


def unsaid(before: Iterable[Row[Any]], news: News) -> Unsaid | None:
    """Give what has to be said of this after what was said before; None where it has been."""
    every = [row for row in before if is_about(row.key, news)]
    standing = [row for row in every if stands(row, news)]
    quoted = _days_in(standing[-1].key, news) if standing else ()
    if standing and not _differ(quoted, news.days):
        return None
    same = sum(1 for row in every if says(row.key, news))
    return Unsaid(
        key=f"{news.key}|{same + 1}" if same else news.key,
        instead_of=_went_on(standing[-1]) if standing else None,
        quoted=quoted,
        is_first=not standing,
    )


def still_holds(
    connection: Connection, message_id: str, now: Iterable[News]
) -> ColumnElement[bool]:
    """Give the condition that what an occasion of this message tells is told so now as well."""
    now = list(now)
    holds: ColumnElement[bool] = occasions.c.key.in_(
        [key for key in keys_of(connection, message_id) if any(says(key, news) for news in now)]
    )
    return holds


def keys_of(connection: Connection, message_id: str) -> Sequence[str]:
    """Give the keys of the occasions of a message."""
    found = select(occasions.c.key).where(occasions.c.message_id == message_id)
    return connection.execute(found).scalars().all()


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


def told_before_it_changed(letter: str) -> ColumnElement[bool]:
    """Give the condition that this letter was written about a case before its last entry."""
    return exists(
        select(occasions.c.key)
        .join(messages, messages.c.id == occasions.c.message_id)
        .join(events, events.c.case_id == occasions.c.case_id)
        .where(
            occasions.c.case_id == cases.c.id,
            messages.c.letter == letter,
            events.c.recorded_at >= messages.c.created_at,
        )
    )


def has_been_told(connection: Connection, key: str) -> bool:
    """Say whether this occasion has been written about."""
    return (
        connection.execute(select(occasions.c.key).where(occasions.c.key == key)).first()
        is not None
    )


def stands(row: Row[Any], news: News) -> bool:
    """Say whether it was read, or will be; what waits with other days is dropped before it goes."""
    if row.status == NOT_NEEDED:
        return False
    return says(row.key, news) or row.status not in (WAITING, FAILED)


def is_about(key: str, news: News) -> bool:
    """Say whether a key tells the same thing to the same reader, whatever its days."""
    return key == news.told or key.startswith(f"{news.told}|")


def says(key: str, news: News) -> bool:
    """Say whether a key tells this with these days."""
    return key == news.key or key.startswith(f"{news.key}|")


def written_on(row: Row[Any]) -> date:
    """Give the day on which it was written, by London time."""
    at: datetime = row.created_at
    return at.astimezone(LONDON).date()


def _went_on(row: Row[Any]) -> date:
    at: datetime = row.settled_at or row.created_at
    return at.astimezone(LONDON).date()


def _days_in(key: str, news: News) -> tuple[date | None, ...]:
    said = key.removeprefix(news.told).split("|")[1 : 1 + len(news.days)]
    return tuple(None if day == _NO_DAY else date.fromisoformat(day) for day in said)


def _differ(said: tuple[date | None, ...], now: tuple[date | None, ...]) -> bool:
    """Say whether a day was said that is another one now; no day is not a wrong one."""
    return any(was and day and was != day for was, day in zip(said, now, strict=True))
