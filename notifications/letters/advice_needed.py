"""E1: asks a service for advice, once for each request; all that are new in one letter."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, String, cast, or_

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.journeys.reassessment import REASSESSMENT
from ehcp.cases.kinds import Kind
from ehcp.register.tables import advice, occasions
from notifications.advice_owed import (
    Owed,
    advice_owed,
    as_they_stand,
    by_service,
    has_been_written,
    not_yet_said,
    still_owed,
)
from notifications.entries import SEQUENCE, entry_behind
from notifications.letter import Draft, Facts, Letter, NotWritten, Round
from notifications.reminder_steps import NEEDED

# A corrected day leaves it the same request; one asked for afresh, after the first was struck out,
# is another.
_entry = entry_behind(
    SEQUENCE,
    Kind.ADVICE_REQUESTED,
    case_id=advice.c.case_id,
    party=advice.c.party,
    on=advice.c.requested_on,
)


def drafts(about: Round) -> Iterator[Draft | NotWritten]:
    """Ask each service for what it has not been asked for yet; reminders on or off."""
    new = _to_ask(about.connection, about.day)
    yield from _cannot_be_sent(new)
    for service, asked in by_service(about.connection, (owed for owed in new if owed.row.email)):
        key = f"{NEEDED}|{service.key}|{about.day}"
        if has_been_written(about.connection, key):
            # Asked for after the day's letter went: it goes in one of its own. The body's six
            # weeks run from its arrival, so it does not wait for tomorrow.
            key += f"|{min(owed.occasion.key for owed in asked)}"
        yield Draft(
            letter=NEEDED,
            key=key,
            recipient=service.email,
            facts={"service": service.name, "items": [owed.facts for owed in asked]},
            occasions=tuple(owed.occasion for owed in asked),
        )


def without_address(connection: Connection, *, day: date) -> list[NotWritten]:
    """Give the kinds of advice that nobody can be asked for, as no mailbox has been named."""
    return list(_cannot_be_sent(_to_ask(connection, day)))


def _to_ask(connection: Connection, day: date) -> list[Owed]:
    rows = advice_owed(
        connection, _entry.is_not(None), advice.c.requested_on <= day, columns=(_entry,)
    )
    return not_yet_said(
        connection,
        (
            Owed(
                row=row,
                key=f"{NEEDED}|{row.reference}|{row.service}|{row[-1]}",
                more=_of_what(row),
            )
            for row in rows
        ),
    )


def _of_what(row: Row[Any]) -> Facts:
    return {"again": row.journey == REASSESSMENT.name}


def _asks_for_this() -> ColumnElement[bool]:
    """Say that an occasion is about this request, and none before it that was taken back."""
    key = occasions.c.key + "|"
    return or_(_entry.is_(None), key.contains("|" + cast(_entry, String) + "|"))


def _as_it_stands(about: Round, message_id: str) -> dict[str, Facts]:
    return as_they_stand(about, message_id, _of_what)


def _cannot_be_sent(new: list[Owed]) -> Iterator[NotWritten]:
    unsent = Counter(owed.row.party for owed in new if owed.row.email is None)
    for kind, count in sorted(unsent.items()):
        says = f"cannot be sent: no address for {kind}"
        if kind == AdviceKind.PARENT:
            # A family is no service: the caseworker writes to it, unless the council has named a
            # mailbox that does.
            says = "left to the caseworker: families are asked personally"
        yield NotWritten(letter=NEEDED, reason="no_address", about=kind, count=count, says=says)


LETTER = Letter(
    name=NEEDED,
    number="E1",
    says="to a service, when the council has decided to assess",
    drafts=drafts,
    wanted=still_owed(_asks_for_this()),
    as_it_stands=_as_it_stands,
)
