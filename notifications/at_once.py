"""A letter that an act asks for: it is written in the act's own transaction, not in a round."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from config.council import Council
from notifications.letter import Draft, Facts, Occasion
from notifications.letters import BY_NAME
from notifications.post import put_into_outbox


def write_at_once(
    connection: Connection,
    letter: str,
    *,
    recipient: str,
    key: str,
    facts: Facts,
    council: Council,
    at: datetime,
    web_address: str,
    about: Sequence[Occasion] = (),
) -> bool:
    """Put a letter into the outbox; False where one with this key is there already.

    It goes when letters may go, or at once where its kind is urgent.

    Raises:
        BadWords: the council's words of the letter cannot be used.
    """
    draft = Draft(letter=letter, key=key, recipient=recipient, facts=facts, occasions=tuple(about))
    written = put_into_outbox(
        connection,
        BY_NAME[letter],
        draft,
        council=council,
        at=at,
        web_address=web_address,
    )
    return written is not None
