"""The claims of exceptions that nobody has approved or refused yet, the longest waiting first."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, select

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.exceptions import acts_on
from ehcp.cases.kinds import Kind
from ehcp.law.grounds import UnknownGround, ground
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.register.tables import cases, events


def claims_waiting(engine: Engine) -> list[dict[str, Any]]:
    """List the claims that wait for a manager, by reference: never a name."""
    claimed = (
        select(cases.c.reference)
        .join(events, events.c.case_id == cases.c.id)
        .where(events.c.kind == Kind.EXCEPTION_CLAIMED.value)
        .distinct()
    )
    with reading(engine) as connection:
        held = [
            files.load(connection, reference)
            for reference in connection.execute(claimed).scalars().all()
        ]
    found = [
        {
            "reference": each.file.reference,
            "entry": event.sequence,
            "ground": event.details["ground"],
            "party": event.party,
            "claimed_on": event.happened_on,
            "claimed_by": event.recorded_by,
            "officer": each.officer,
            "evidence": event.details.get("evidence"),
        }
        for each in held
        for event in _waiting(each.file)
    ]
    return sorted(found, key=lambda row: (row["claimed_on"], row["reference"], row["entry"]))


def _waiting(file: CaseFile) -> Iterator[Event]:
    for _, claim in file.of((Kind.EXCEPTION_CLAIMED,)):
        try:
            known = ground(claim.details.get("ground", ""))
        except UnknownGround:
            continue  # a tracker's own word, which lifts nothing
        acts = acts_on(file, known, party=claim.party)
        later = acts[acts.index(claim) + 1 :] if claim in acts else None
        if later is not None and all(act.kind is Kind.EXCEPTION_CLAIMED for act in later):
            yield claim
