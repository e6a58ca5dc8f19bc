"""Claiming a statutory exception, and deciding about it: one case, one ground, one act at a time.

A caseworker claims with the evidence, and somebody else approves or refuses. There is no way to do
it for a list of cases: each ground has its own facts in each case (SI 2014/1530 regs 5(3), 8(2),
10(4), 13(3)). `record` takes the same road for these kinds.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Engine

from ehcp.cases.case_file import CaseFile
from ehcp.cases.claims import EVIDENCE
from ehcp.cases.claims_waiting import claims_waiting
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.casework.access import refuse_if_changed
from ehcp.casework.record import record, record_in
from ehcp.register import files
from ehcp.register.engine import writing


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


def decide(
    engine: Engine,
    *,
    desk: Desk,
    reference: str,
    ground: str,
    approved: bool,
    reason: str = "",
    party: str | None = None,
) -> Event:
    """Decide about a claim that waits, one way or the other: never whoever made it.

    Raises:
        UnknownCase: no case has this reference.
        NotPossible: no such claim waits, whoever decides has made it, or its test fails by now.
        NotAllowed, Changed: as in `casework.access`.
    """
    details = {"ground": ground}
    if reason:
        details["note" if approved else "reason"] = reason
    with writing(engine) as connection:
        held = files.load(connection, reference, to_write=True)
        refuse_if_changed(held.file, desk=desk)
        claim = waiting_claim(held.file, ground=ground, party=party)
        if claim is None:
            raise NotPossible(
                f"No claim of {ground} waits in case {held.file.reference}: it has been decided, "
                "or nobody has made it."
            )
        if is_by(claim, desk.by):
            raise NotPossible(
                f"You claimed {ground} in case {held.file.reference}, so somebody else decides."
            )
        return record_in(
            connection,
            held,
            desk=desk,
            kind=Kind.EXCEPTION_APPROVED if approved else Kind.EXCEPTION_REFUSED,
            happened_on=max(desk.today, claim.happened_on),
            party=claim.party,
            details=details,
        )


def waiting_claim(file: CaseFile, *, ground: str, party: str | None) -> Event | None:
    """Give the claim of a ground that waits to be decided; the last one, where there are more."""
    found = [
        claim
        for claim in claims_waiting(file)
        if claim.details.get("ground") == ground and claim.party == party
    ]
    return found[-1] if found else None


def is_by(claim: Event, name: str) -> bool:
    """Say whether somebody of this name recorded a claim; capitals and spaces make nobody else."""
    return _plain(claim.recorded_by) == _plain(name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
