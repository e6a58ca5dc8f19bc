"""E1c: brings a service whose mailbox was changed what is open with it, with a link that works.

The links that went to the old mailbox open nothing any more. Nothing is asked anew: each day by
which advice is due stays as it was.
"""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, select

from ehcp.outside.fresh_links import has_a_link
from ehcp.register.advice_letters import MAILBOX_CHANGED
from ehcp.register.tables import advice, fresh_links, links, occasions, providers
from notifications.advice_owed import (
    IS_WITH_THEM,
    Owed,
    advice_owed,
    by_service,
    has_been_written,
    not_yet_said,
    still_owed,
)
from notifications.letter import Draft, Letter, NotWritten, Round

NAME = MAILBOX_CHANGED
_WANTED_WITHIN = timedelta(days=60)
"""Beyond it reminders have long brought links that work."""


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Write to each service whose mailbox was changed; once for each change."""
    wanted_at = (
        select(fresh_links.c.wanted_at)
        .where(
            fresh_links.c.case_id == advice.c.case_id,
            fresh_links.c.party == advice.c.party,
            fresh_links.c.service == advice.c.service,
            # Changed once more, it is another mailbox, for which nobody has wanted it.
            func.lower(fresh_links.c.recipient) == func.lower(providers.c.email),
            fresh_links.c.wanted_at > about.at - _WANTED_WITHIN,
            ~has_a_link(now=about.at),
        )
        .scalar_subquery()
    )
    rows = advice_owed(about.connection, IS_WITH_THEM, wanted_at.is_not(None), columns=(wanted_at,))
    found = (
        Owed(row=row, key=f"{NAME}|{row.reference}|{row.service}|{_change(row)}") for row in rows
    )
    for service, owed in by_service(about.connection, not_yet_said(about.connection, found)):
        key = f"{NAME}|{service.key}|{max(_change(each.row) for each in owed)}"
        if has_been_written(about.connection, key):
            # Wanted at the same instant by another act: what is not said yet goes by itself.
            key += f"|{min(each.key for each in owed)}"
        yield Draft(
            letter=NAME,
            key=key,
            recipient=service.email,
            facts={"service": service.name, "items": [each.facts for each in owed]},
            occasions=tuple(each.occasion for each in owed),
        )


def _change(row: Row[Any]) -> str:
    """Name the change of the mailbox, and not the mailbox: it can be a person's."""
    which = sha256(row.email.casefold().encode()).hexdigest()[:8]
    return f"{row[-1].isoformat()}|{which}"


def _its_link_opens() -> ColumnElement[bool]:
    """Say that the link of the letter was not ended: its mailbox was changed once more."""
    return exists(
        select(links.c.token_hash).where(
            links.c.message_id == occasions.c.message_id, links.c.withdrawn_at.is_(None)
        )
    )


LETTER = Letter(
    name=NAME,
    number="E1c",
    says="to a service whose mailbox was changed, about what is open with it",
    drafts=drafts,
    wanted=still_owed(IS_WITH_THEM) & _its_link_opens(),
)
