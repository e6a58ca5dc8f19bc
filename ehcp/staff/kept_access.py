"""Who goes on seeing a restricted child although they are not of its team: a manager says so.

It is an opening of the seal that does not close by itself: it lasts as long as the restriction.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from ehcp.refusal import Refusal
from ehcp.register.tables import seals_opened, users
from ehcp.staff.roles import READS_CASES
from ehcp.staff.sessions import roles_in

_LASTS = datetime(9999, 1, 1, tzinfo=UTC)


class NotAReader(Refusal):
    """Somebody to whom no case can be left open."""


def who_keeps(connection: Connection, *, person_id: int) -> frozenset[str]:
    """Give the names of those to whom a restricted child was left open."""
    return frozenset(
        connection.scalars(
            select(users.c.name)
            .join(seals_opened, seals_opened.c.user_id == users.c.id)
            .where(is_kept(), seals_opened.c.person_id == person_id)
        )
    )


def keep_open_to(
    connection: Connection, names: Collection[str], *, person_id: int, why: str, at: datetime
) -> None:
    """Leave a child open to these people beside the team; whoever else it was left to loses it.

    Raises:
        NotAReader: one of them has no account that reads cases.
    """
    # The audit record keeps who had it, and from when until when.
    connection.execute(delete(seals_opened).where(is_kept(), seals_opened.c.person_id == person_id))
    accounts = {
        row.name: row for row in connection.execute(select(users).where(users.c.name.in_(names)))
    }
    for name in sorted(names):
        account = accounts.get(name)
        if (
            account is None
            or not account.is_active
            or READS_CASES.isdisjoint(roles_in(account.roles))
        ):
            raise NotAReader(f"{name} has no account that reads cases, and cannot keep access.")
        connection.execute(
            insert(seals_opened).values(
                user_id=account.id, person_id=person_id, reason=why, opened_at=at, until_at=_LASTS
            )
        )


def is_kept() -> ColumnElement[bool]:
    """Choose the openings that a manager left open, and not those made in an emergency."""
    kept: ColumnElement[bool] = seals_opened.c.until_at == _LASTS
    return kept
