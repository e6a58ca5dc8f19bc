"""The claims of exceptions in all cases that wait for a manager, the longest waiting first."""

from dataclasses import dataclass

from sqlalchemy import (
    Alias,
    ColumnElement,
    Connection,
    Table,
    and_,
    exists,
    not_,
    or_,
    select,
    text,
)

from ehcp.cases.claims_waiting import claims_waiting
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.register import files
from ehcp.register.files import Held
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import cases, events
from ehcp.register.tables.indexes import IS_A_CLAIM

_DECISIONS = (Kind.EXCEPTION_APPROVED.value, Kind.EXCEPTION_REFUSED.value)


@dataclass(frozen=True, kw_only=True)
class ClaimToDecide:
    """One claim that waits, with its case."""

    held: Held
    claim: Event


def claims_to_decide(connection: Connection, *, sight: Sight | None) -> tuple[ClaimToDecide, ...]:
    """Give every claim that waits in a case that may be seen.

    Only the cases are loaded that have a claim without a later decision that stands.
    """
    waiting = connection.execute(
        select(events.c.case_id)
        .join(cases, cases.c.id == events.c.case_id)
        .where(
            text(f"events.{IS_A_CLAIM}"),  # as it is written in the index
            not_(_decided_later()),
            seen_cases(sight),
        )
        .distinct()
    ).scalars()
    found = [
        ClaimToDecide(held=held, claim=claim)
        for held in files.load_many(connection, waiting)
        for claim in claims_waiting(held.file)
    ]
    return tuple(sorted(found, key=lambda each: (each.claim.happened_on, each.held.file.reference)))


def _decided_later() -> ColumnElement[bool]:
    """Say that a decision about the same ground stands after the claim.

    It is about the claim where either is about every party, or both are about the same one. Where a
    claim was corrected, its case is loaded and looked at.
    """
    decision, ground = events.alias("decision"), "ground"
    return and_(
        not_(_is_corrected(events)),
        exists().where(
            and_(
                decision.c.case_id == events.c.case_id,
                decision.c.sequence > events.c.sequence,
                decision.c.happened_on >= events.c.happened_on,
                decision.c.kind.in_(_DECISIONS),
                decision.c.details[ground].as_string() == events.c.details[ground].as_string(),
                or_(
                    decision.c.party.is_(None),
                    events.c.party.is_(None),
                    decision.c.party == events.c.party,
                ),
                not_(_is_corrected(decision)),
            )
        ),
    )


def _is_corrected(entry: Table | Alias) -> ColumnElement[bool]:
    correction = events.alias(f"correction_of_{entry.name}")
    return exists().where(
        and_(
            correction.c.case_id == entry.c.case_id,
            correction.c.corrects == entry.c.sequence,
        )
    )
