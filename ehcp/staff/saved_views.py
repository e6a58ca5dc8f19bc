"""Views of the case list that somebody keeps under a name, for themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from ehcp.refusal import Refusal
from ehcp.register.engine import writing
from ehcp.register.tables import saved_views

MOST: Final = 20
LONGEST_NAME: Final = 60


class BadView(Refusal):
    """A view that cannot be kept; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class SavedView:
    """A choice of filters under a name."""

    id: int
    name: str
    chosen: Mapping[str, str]


def views_of(connection: Connection, *, user_id: int) -> tuple[SavedView, ...]:
    """Give the views that somebody keeps, by their names."""
    rows = connection.execute(
        select(saved_views.c.id, saved_views.c.name, saved_views.c.chosen)
        .where(saved_views.c.user_id == user_id)
        .order_by(saved_views.c.name)
    )
    return tuple(SavedView(id=row.id, name=row.name, chosen=row.chosen) for row in rows)


def keep_view(engine: Engine, *, user_id: int, name: str, chosen: Mapping[str, str]) -> None:
    """Keep a choice of filters under a name; one of the same name is replaced.

    Raises:
        BadView: there is no name, it is too long, or there are too many views already.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise BadView(f"Give the view a name of at most {LONGEST_NAME} characters.")
    with writing(engine) as connection:
        same = (saved_views.c.user_id == user_id, saved_views.c.name == name)
        replaced = connection.execute(
            update(saved_views).where(*same).values(chosen=dict(chosen))
        ).rowcount
        if replaced:
            return
        kept = connection.scalar(
            select(func.count()).select_from(saved_views).where(saved_views.c.user_id == user_id)
        )
        if (kept or 0) >= MOST:
            raise BadView(f"You keep {MOST} views already. Remove one first.")
        connection.execute(
            insert(saved_views).values(user_id=user_id, name=name, chosen=dict(chosen))
        )


def remove_view(engine: Engine, *, user_id: int, view_id: int) -> None:
    """Remove one of somebody's own views; does nothing where they have none of this number."""
    with writing(engine) as connection:
        connection.execute(
            delete(saved_views).where(saved_views.c.id == view_id, saved_views.c.user_id == user_id)
        )
