"""Letters about advice: which of them ask and which chase, and what they are about that is owed."""

from typing import Final

from sqlalchemy import ColumnElement, exists, select

from ehcp.register.open_requests import IS_AWAITED
from ehcp.register.tables import advice, occasions

ASKS: Final = "advice_needed"
"""The letter that asks a service, with all that it has to know."""
MAILBOX_CHANGED: Final = "mailbox_changed"
"""The list of what is open, to a service that was asked already and whose mailbox was changed."""
REQUESTS: Final = frozenset((ASKS, MAILBOX_CHANGED))
"""A service may not know that it was asked, until it says that it has it, or answers."""
CHASERS: Final = frozenset(("advice_reminder", "advice_late", "advice_digest", "escalation"))


def is_owed(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say that the service still owes the advice of an occasion, and that these hold as well."""
    return exists(
        select(advice.c.case_id).where(
            advice.c.case_id == occasions.c.case_id,
            advice.c.party == occasions.c.party,
            advice.c.service == occasions.c.service,
            IS_AWAITED,
            *conditions,
        )
    )


def is_unheard() -> ColumnElement[bool]:
    """Say that the service owes the advice of an occasion, and has not said that it was asked."""
    return is_owed(advice.c.acknowledged_on.is_(None))
