"""Which requests for advice are open, and with whom: with the service, or with us."""

from typing import Final

from sqlalchemy import ColumnElement, and_

from ehcp.register.handed_in import is_being_checked
from ehcp.register.tables import advice

IS_AWAITED: Final[ColumnElement[bool]] = and_(
    advice.c.received_on.is_(None), advice.c.cancelled_on.is_(None)
)
"""Not on record yet, nor taken back, nor overtaken by the end of the case."""
IS_OWED: Final[ColumnElement[bool]] = and_(IS_AWAITED, ~is_being_checked())
"""Awaited, and the service has not handed in a file that still waits to be scanned."""
IS_NOT_SENT_BACK: Final[ColumnElement[bool]] = advice.c.returned_on.is_(None)
"""The service has not sent the request back: while it is with us, nobody is chased for it."""
IS_WITH_THEM: Final[ColumnElement[bool]] = and_(IS_OWED, IS_NOT_SENT_BACK)
"""Owed, and the service's turn: a letter about what is open with it is about this."""
