"""Tries to sign in: counted by account and by where they come from, and stopped when too many."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from sqlalchemy import Connection, and_, delete, func, insert, or_, select

from ehcp.refusal import Refusal
from ehcp.register.tables import sign_in_tries

_FROM_ONE_PLACE = 10
"""A whole council may come from one address: so many times the wrong tries of one account."""

_NET_OF_ONE_PLACE = 48
"""A home or a tunnel is given a whole /48 of the newer kind: 65,536 nets, all one person's."""
_LONGEST_KEPT = timedelta(days=2)


class TooManyTries(Refusal):
    """Too many tries were wrong; nobody is let in for a while, whatever they type.

    Attributes:
        until: when it can be tried again.
    """

    def __init__(self, sentence: str, *, until: datetime) -> None:
        super().__init__(sentence)
        self.until = until


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many wrong tries there may be, and for how long nobody is let in after them."""

    tries: int = 5
    lock: timedelta = timedelta(minutes=15)


def of_account(email: str) -> str:
    """Give the key under which the tries with an address are counted, whether anybody has it."""
    return _key("account", email.strip().lower())


def of_origin(origin: str) -> str:
    """Give the key under which the tries from one place of the network are counted.

    Whoever has one address of the newer kind may have a whole net of nets, and is one place.
    """
    try:
        address = ip_address(origin.partition("%")[0])
    except ValueError:
        return _key("origin", origin)
    if address.version == 6:  # noqa: PLR2004 - the newer kind
        return _key("origin", str(ip_network((address, _NET_OF_ONE_PLACE), strict=False)))
    return _key("origin", str(address))


def of_asking(origin: str) -> str:
    """Give the key under which it is counted how often one place asks for codes to be sent."""
    return _key("asking", of_origin(origin))


def of_asking_for(what: str, *, origin: str | None = None) -> str:
    """Give the key under which it is counted how often codes for one thing are asked for.

    With `origin` those that are asked for from one place, without it from everywhere.
    """
    return _key("asking for", what if origin is None else f"{what} {of_origin(origin)}")


def of_asking_again(what: str, *, origin: str) -> str:
    """Give the key under which it is counted how often a place asks again within minutes."""
    return _key("asking again", f"{what} {of_origin(origin)}")


def of_code(user_id: int) -> str:
    """Give the key under which somebody's wrong codes are counted."""
    return _key("code", str(user_id))


def begin_try(connection: Connection, *, key: str, now: datetime, limits: Limits) -> int:
    """Count a try before it is known whether it is right, and give how many there are now.

    Counted first, so that a hundred at once are a hundred. A right one is forgotten afterwards.

    Raises:
        TooManyTries: there were too many already; this one is not counted.
    """
    _one_at_a_time(connection, key)
    of_key = sign_in_tries.c.key == key
    # Others are counted over longer times than this one is.
    is_old = and_(of_key, sign_in_tries.c.at <= now - 2 * limits.lock)
    connection.execute(
        delete(sign_in_tries).where(or_(is_old, sign_in_tries.c.at <= now - _LONGEST_KEPT))
    )
    last = connection.scalar(select(func.max(sign_in_tries.c.at)).where(of_key))
    made = 0
    if last is not None and now < last + limits.lock:
        count = select(func.count()).where(of_key, sign_in_tries.c.at > last - limits.lock)
        made = connection.scalar(count) or 0
    if last is not None and made >= limits.tries:
        until = last + limits.lock
        minutes = max(1, -int((now - until).total_seconds() // 60))
        raise TooManyTries(
            f"There were too many tries that were wrong. Try again in {minutes} "
            f"{'minute' if minutes == 1 else 'minutes'}. If you cannot remember your password, "
            "ask an administrator for a new one.",
            until=until,
        )
    connection.execute(insert(sign_in_tries).values(key=key, at=now))
    return made + 1


def wider(limits: Limits) -> Limits:
    """Give the limits for one place of the network, from which many people come."""
    return Limits(tries=limits.tries * _FROM_ONE_PLACE, lock=limits.lock)


def forget_tries(connection: Connection, *, key: str) -> None:
    """Begin to count again, after a right one or when an administrator lifts a lock."""
    connection.execute(delete(sign_in_tries).where(sign_in_tries.c.key == key))


def forget_one_try(connection: Connection, *, key: str) -> None:
    """Take back the newest try of a place: it was right."""
    newest = select(func.max(sign_in_tries.c.id)).where(sign_in_tries.c.key == key)
    connection.execute(delete(sign_in_tries).where(sign_in_tries.c.id == newest.scalar_subquery()))


def _one_at_a_time(connection: Connection, key: str) -> None:
    if connection.dialect.name == "postgresql":
        number = int(key[:15], 16)
        connection.execute(select(func.pg_advisory_xact_lock(number)))


def _key(kind: str, what: str) -> str:
    return sha256(f"{kind}:{what}".encode(errors="replace")).hexdigest()
