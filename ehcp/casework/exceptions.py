"""Claiming a statutory exception, and deciding about it: one case, one ground, one act at a time.

A caseworker claims with the evidence, and somebody else approves or refuses. There is no way to do
it for a list of cases: each ground has its own facts in each case (SI 2014/1530 regs 5(3), 8(2),
10(4), 13(3)). `record` takes the same road for these kinds.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Engine

from ehcp.cases.claims import EVIDENCE
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.record import record


def claim(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    ground: str,
    evidence: str,
    facts: Mapping[str, str] | None = None,
    party: str | None = None,
    on: date | None = None,
) -> Event:
    """Claim a ground in one case, with its facts and what shows them; today, if no day is given.

    For a closed school the fact is the `school`, by URN or name: its days come from the council's
    calendar.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: the evidence or a fact is missing, or the ground's own test fails.
    """
    return record(
        engine,
        desk=desk,
        reference=reference,
        kind=Kind.EXCEPTION_CLAIMED,
        happened_on=on or desk.today,
        party=party,
        details={"ground": ground, EVIDENCE: evidence} | dict(facts or {}),
    )


def approve(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    ground: str,
    party: str | None = None,
    note: str | None = None,
    on: date | None = None,
) -> Event:
    """Approve what somebody else has claimed in one case; the facts are those of the claim.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: nobody has claimed it, the same person has, or its test fails by now.
    """
    return record(
        engine,
        desk=desk,
        reference=reference,
        kind=Kind.EXCEPTION_APPROVED,
        happened_on=on or desk.today,
        party=party,
        details={"ground": ground} | ({"note": note} if note else {}),
    )


def refuse(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    ground: str,
    reason: str,
    party: str | None = None,
    on: date | None = None,
) -> Event:
    """Refuse what was claimed, or end what was approved, in one case, with the reason.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: nobody has claimed it.
    """
    return record(
        engine,
        desk=desk,
        reference=reference,
        kind=Kind.EXCEPTION_REFUSED,
        happened_on=on or desk.today,
        party=party,
        details={"ground": ground, "reason": reason},
    )
