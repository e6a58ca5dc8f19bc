"""Letting what a letter was about be written about once more: its occasions have other keys."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select, tuple_, update

from ehcp.register.tables import messages, occasions


def unsay(
    connection: Connection,
    *,
    message_id: str,
    only: Collection[tuple[int, str, str]] | None = None,
) -> None:
    """Let all that a letter was about be written about anew, or `only` some of it.

    That is named by case, party and service, as its occasions have them.
    """
    of_it = occasions.c.message_id == message_id
    if only is not None:
        which = tuple_(occasions.c.case_id, occasions.c.party, occasions.c.service)
        of_it &= which.in_(sorted(only))
    keys = set(connection.scalars(select(occasions.c.key).where(of_it)))
    message = connection.execute(
        select(messages.c.occasion, messages.c.facts).where(messages.c.id == message_id)
    ).one()
    facts: dict[str, Any] = message.facts
    items = [
        each | {"occasion": f"{each['occasion']}|{message_id}"}
        if each.get("occasion") in keys
        else each
        for each in facts.get("items", [])
    ]
    connection.execute(
        update(occasions).where(of_it).values(key=occasions.c.key + f"|{message_id}")
    )
    connection.execute(
        update(messages)
        .where(messages.c.id == message_id)
        .values(
            occasion=f"{message.occasion}|{message_id}",
            facts=facts | {"items": items} if items else facts,
        )
    )
