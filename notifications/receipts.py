"""Asking what became of the letters that a road has taken: its own reports can get lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, and_, or_, select, text

from ehcp.outside.receipts import take_receipt
from ehcp.register.delivery import ON_THE_WAY
from ehcp.register.engine import reading, writing
from ehcp.register.tables import messages
from ehcp.register.tables.letters import AWAITED
from notifications.channels.channel import Receipted, RoadClosed, Told

_SOON, _LATER, _A_WHILE = timedelta(minutes=5), timedelta(hours=1), timedelta(hours=1)
_CAN_BE_READ = timedelta(days=7)
_AT_ONCE = 500


@dataclass(kw_only=True)
class Asked:
    """What asking has shown.

    Attributes:
        asked: of how many letters.
        settled: of how many the end is known now: delivered, or not.
        road_closed: why the road could not be asked, where that is so.
    """

    asked: int = 0
    settled: int = 0
    road_closed: str | None = None


def ask_for_receipts(
    engine: Engine, *, channel: Receipted, now: Callable[[], datetime], limit: int = _AT_ONCE
) -> Asked:
    """Ask what became of the letters of the last seven days whose end is not known.

    In the first hour after sending every five minutes, then every hour; those that have waited the
    longest first.
    """
    found = Asked()
    try:
        for message_id in _awaited(engine, at=now(), limit=limit):
            try:
                told = channel.told(message_id)
            except RoadClosed as reason:
                found.road_closed = str(reason)
                break
            found.asked += 1
            found.settled += _keep(engine, message_id, told, at=now())
    finally:
        channel.close()
    return found


def _keep(engine: Engine, message_id: str, told: Told | None, *, at: datetime) -> bool:
    """Keep what was said; what is still on its way is so now."""
    on_the_way = told is None or told.status in ON_THE_WAY
    with writing(engine) as connection:
        take_receipt(
            connection,
            message_id=message_id,
            status=told.status if told else ON_THE_WAY[0],
            taken_at=told.taken_at if told else None,
            said_at=at if on_the_way or told is None else min(told.said_at, at),
            source="asked",
        )
    return not on_the_way


def _awaited(engine: Engine, *, at: datetime, limit: int) -> list[str]:
    query = (
        select(messages.c.id)
        .where(
            text(AWAITED),
            messages.c.status == "sent",
            messages.c.settled_at > at - _CAN_BE_READ,
            or_(
                messages.c.delivery_at <= at - _LATER,
                and_(messages.c.settled_at > at - _A_WHILE, messages.c.delivery_at <= at - _SOON),
            ),
        )
        .order_by(messages.c.delivery_at, messages.c.id)
        .limit(limit)
    )
    with reading(engine) as connection:
        return list(connection.scalars(query))
