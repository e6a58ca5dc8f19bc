"""One consultation of one school or college about the plan of a child."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from ehcp.cases.closures import Closures
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.pupils import NOT_THERE, is_one_of
from ehcp.casework.reviews_asked import IS_RUNNING
from ehcp.register import files
from ehcp.register.files import Held, UnknownCase, tidy_reference
from ehcp.register.tables import cases, deadlines

CONSULTED = "school_consult_response"
"""The limit of a reply to a consultation."""


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """One consultation of one school or college, in one case.

    Attributes:
        party: the school or college as whoever consulted it named it.
        due_on: the last day of the fifteen; None where nobody waits for the answer any longer.
        replied_on: the day of the answer, if there is one.
    """

    held: Held
    urn: str
    party: str
    asked_on: date
    due_on: date | None
    replied_on: date | None


def consultation_of(
    connection: Connection, reference: str, *, urn: str, closures: Closures
) -> Consultation:
    """Load the last consultation of one setting in one case that is open.

    Raises:
        UnknownCase: it was not consulted there, or the case is over.
    """
    is_open = connection.scalar(
        select(cases.c.id).where(
            cases.c.reference == tidy_reference(reference), cases.c.ended_on.is_(None)
        )
    )
    if is_open is None:
        raise UnknownCase(NOT_THERE)
    held = files.load(connection, reference)
    asked = [
        event
        for _, event in held.file.of((Kind.SETTING_CONSULTED,))
        if event.party and is_one_of(event.party, urns=(urn,), closures=closures)
    ]
    if not asked:
        raise UnknownCase(NOT_THERE)
    party = str(asked[-1].party)
    due_on = connection.scalar(
        select(deadlines.c.due_on).where(
            deadlines.c.case_id == held.case_id,
            deadlines.c.rule_id == CONSULTED,
            deadlines.c.party == party,
            IS_RUNNING,
        )
    )
    replies = [event for _, event in held.file.of((Kind.SETTING_REPLIED,), party=party)]
    return Consultation(
        held=held,
        urn=urn,
        party=party,
        asked_on=asked[-1].happened_on,
        due_on=due_on,
        replied_on=_since(replies, asked[-1]),
    )


def _since(replies: Sequence[Event], asked: Event) -> date | None:
    """Give the day of the reply to the newest question; both may fall on one day."""
    since = (asked.happened_on, asked.sequence)
    days = [each.happened_on for each in replies if (each.happened_on, each.sequence) > since]
    return days[-1] if days else None
