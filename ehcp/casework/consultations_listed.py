"""The consultations that an email was about, in a list: nothing in it says whom they are about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select, tuple_

from ehcp.cases.closures import Closures
from ehcp.casework.consultation import CONSULTED
from ehcp.casework.pupils import urn_named
from ehcp.register.tables import cases, deadlines


@dataclass(frozen=True, kw_only=True)
class ConsultationLine:
    """A consultation in a list.

    Attributes:
        party: the school as whoever consulted it named it.
        urn: which of the schools that read the mailbox it is.
        waits: whether the council waits for its answer; otherwise it has answered.
    """

    reference: str
    party: str
    urn: str
    due_on: date
    waits: bool


def consultation_lines(
    connection: Connection,
    about: Collection[tuple[int, str]],
    *,
    urns: Collection[str],
    closures: Closures,
    asked_by: date,
) -> tuple[ConsultationLine, ...]:
    """Give the newest consultations of these schools in these cases; those that wait first.

    Each is named by its case and by its school as it stands in the entry. What was asked after
    `asked_by` is not there, nor what was struck out, fell away, or is over with its case: once the
    council has named a school, nothing is.
    """
    if not about or not urns:
        return ()
    rows = connection.execute(
        select(
            cases.c.reference,
            deadlines.c.party,
            deadlines.c.started_on,
            deadlines.c.due_on,
            deadlines.c.met_on,
            deadlines.c.fell_away_on,
        )
        .join(cases, cases.c.id == deadlines.c.case_id)
        .where(
            deadlines.c.rule_id == CONSULTED,
            cases.c.ended_on.is_(None),
            tuple_(deadlines.c.case_id, deadlines.c.party).in_(sorted(about)),
        )
        .order_by(deadlines.c.started_on)
    )
    newest = {(row.reference, row.party): row for row in rows}
    lines = (
        ConsultationLine(
            reference=row.reference,
            party=row.party,
            urn=urn,
            due_on=row.due_on,
            waits=row.met_on is None,
        )
        for row in newest.values()
        if row.fell_away_on is None and row.started_on <= asked_by
        for urn in [urn_named(row.party, urns=urns, closures=closures)]
        if urn is not None
    )
    return tuple(sorted(lines, key=lambda line: (not line.waits, line.due_on, line.reference)))
