"""One consultation of one school or college about the plan of a child, and its answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, select

from ehcp.cases.case_file import CaseFile
from ehcp.cases.closures import Closures
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.pupils import NOT_THERE, is_one_of
from ehcp.casework.record import record_in
from ehcp.law.rules import rule
from ehcp.refusal import Refusal
from ehcp.register import files
from ehcp.register.audit import note
from ehcp.register.engine import writing
from ehcp.register.files import Held, UnknownCase, tidy_reference
from ehcp.register.tables import cases, deadlines

CONSULTED = "school_consult_response"
"""The limit of a reply to a consultation."""

_NO_LONGER = "The council no longer waits for an answer here."


class AnsweredAlready(Refusal):
    """A consultation that this school has answered: an answer is given once."""


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """One consultation of one school or college, in one case.

    Attributes:
        party: the school or college as whoever consulted it named it.
        due_on: the last day of the fifteen; None where nobody waits for the answer any longer.
        reply: the answer, if there is one.
    """

    held: Held
    urn: str
    party: str
    asked_on: date
    due_on: date | None
    reply: Event | None

    @property
    def replied_on(self) -> date | None:
        """Give the day of the answer, if there is one."""
        return self.reply.happened_on if self.reply else None


def consultation_of(
    connection: Connection,
    reference: str,
    *,
    urn: str,
    closures: Closures,
    to_write: bool = False,
) -> Consultation:
    """Load the last consultation of one setting in one case that is open.

    With `to_write` nobody else writes in the case until the transaction is over.

    Raises:
        UnknownCase: it was not consulted there, nobody waits for its answer any longer, or the
            case is over.
    """
    is_open = connection.scalar(
        select(cases.c.id).where(
            cases.c.reference == tidy_reference(reference), cases.c.ended_on.is_(None)
        )
    )
    if is_open is None:
        raise UnknownCase(NOT_THERE)
    held = files.load(connection, reference, to_write=to_write)
    asked = [
        event
        for _, event in held.file.of((Kind.SETTING_CONSULTED,))
        if event.party and is_one_of(event.party, urns=(urn,), closures=closures)
    ]
    if not asked:
        raise UnknownCase(NOT_THERE)
    party = str(asked[-1].party)
    replies = [event for _, event in held.file.of((Kind.SETTING_REPLIED,), party=party)]
    reply = _since(replies, asked[-1])
    if reply is None and _since(_decisions(held.file), asked[-1]) is not None:
        raise UnknownCase(_NO_LONGER)
    return Consultation(
        held=held,
        urn=urn,
        party=party,
        asked_on=asked[-1].happened_on,
        due_on=_due_on(connection, held.case_id, party) if reply is None else None,
        reply=reply,
    )


def answer_consultation(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    urn: str,
    details: Mapping[str, str],
    first: Callable[[Connection], None] | None = None,
) -> Event:
    """Put the answer of a school on record, once; `details` are those of `setting_replied`.

    `first` is asked in the same transaction before anything else: it refuses whoever may answer no
    longer.

    Raises:
        AnsweredAlready: it has answered since it was last asked.
        UnknownCase: as in `consultation_of`.
        NotPossible, NotAllowed: as in `record`.
    """
    with writing(engine) as connection:
        if first is not None:
            first(connection)
        asked = consultation_of(
            connection, reference, urn=urn, closures=desk.closures, to_write=True
        )
        if asked.reply is not None:
            raise AnsweredAlready(
                "Your school has answered already. To change it, call the council."
            )
        event = record_in(
            connection,
            asked.held,
            desk=desk,
            kind=Kind.SETTING_REPLIED,
            happened_on=desk.today,
            party=asked.party,
            details=details,
        )
        note(
            connection,
            at=desk.at,
            by=desk.by,
            act="recorded",
            case_id=asked.held.case_id,
            about=Kind.SETTING_REPLIED.value,
        )
    return event


def _due_on(connection: Connection, case_id: int, party: str) -> date | None:
    """Give the last day for the answer to the newest question."""
    found: date | None = connection.scalar(
        select(deadlines.c.due_on)
        .where(
            deadlines.c.case_id == case_id,
            deadlines.c.rule_id == CONSULTED,
            deadlines.c.party == party,
        )
        .order_by(deadlines.c.started_on.desc())
        .limit(1)
    )
    return found


def _decisions(file: CaseFile) -> list[Event]:
    """Give what ends the waiting for an answer: the decision, or the plan that names a school."""
    ends = rule(CONSULTED).clock.falls_away
    return [event for _, event in file.of(tuple(Kind(each) for each in ends))]


def _since(events: Sequence[Event], asked: Event) -> Event | None:
    """Give the last of these after the newest question; both may fall on one day."""
    since = (asked.happened_on, asked.sequence)
    after = [each for each in events if (each.happened_on, each.sequence) > since]
    return after[-1] if after else None
