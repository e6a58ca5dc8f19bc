"""What somebody searched for, kept for an hour, so that no address of a page has to hold it."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Final

from sqlalchemy import Engine, delete, insert, select

from ehcp.register.engine import reading, writing
from ehcp.register.tables import searches

KEPT_FOR: Final = timedelta(hours=1)
_BYTES: Final = 18


def keep_search(engine: Engine, *, user_id: int, text: str, now: datetime) -> str:
    """Keep what somebody searched for and give the token of it; forget all that is older."""
    token = token_urlsafe(_BYTES)
    with writing(engine) as connection:
        connection.execute(delete(searches).where(searches.c.at <= now - KEPT_FOR))
        connection.execute(insert(searches).values(token=token, user_id=user_id, text=text, at=now))
    return token


def kept_search(engine: Engine, *, user_id: int, token: str, now: datetime) -> str | None:
    """Give what somebody searched for; None where it is not theirs, or is forgotten."""
    with reading(engine) as connection:
        text: str | None = connection.scalar(
            select(searches.c.text).where(
                searches.c.token == token,
                searches.c.user_id == user_id,
                searches.c.at > now - KEPT_FOR,
            )
        )
    return text
