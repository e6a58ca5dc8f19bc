"""Whether a letter is still true at the moment at which it goes: what closed, was corrected."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from config.clock import LONDON
from config.council import Council
from ehcp.register.tables import occasions
from notifications.letter import Facts, Letter, Round
from notifications.letters import BY_NAME


def facts_now(
    connection: Connection, message: Row[Any], *, council: Council, at: datetime
) -> Facts | None:
    """Give the facts of a message as they are now; None where nothing is left to be said.

    What it is about may have closed since it was written, and a day may have been corrected.
    """
    letter, facts = BY_NAME.get(message.letter), dict[str, Any](message.facts)
    if not message.text or (
        letter and letter.good_for and at > message.created_at + letter.good_for
    ):
        return None
    if letter is None:
        return facts
    about = Round(connection=connection, day=at.astimezone(LONDON).date(), at=at, council=council)
    closed = set(_closed(about, letter, message.id))
    now = letter.as_it_stands(about, message.id) if letter.as_it_stands else {}
    items = facts.get("items", [])
    left = [
        each | now.get(each["occasion"], {}) for each in items if each["occasion"] not in closed
    ]
    if left == items and items:
        return facts
    if closed and not left:
        return None
    return facts | {"items": left} if items else facts


def _closed(about: Round, letter: Letter, message_id: str) -> Iterable[str]:
    """Give the occasions of which nobody should be told any longer."""
    wanted = [] if letter.wanted is None else [letter.wanted]
    if letter.wanted_on is not None:
        wanted.append(letter.wanted_on(about, message_id))
    if not wanted:
        return ()
    found = select(occasions.c.key).where(occasions.c.message_id == message_id, ~and_(*wanted))
    return about.connection.execute(found).scalars()
