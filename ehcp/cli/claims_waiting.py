"""The claims of exceptions that nobody has approved or refused yet, the longest waiting first."""

from typing import Any

from sqlalchemy import Engine, select

from ehcp.cases.claims_waiting import claims_waiting as claims_waiting_on
from ehcp.cases.kinds import Kind
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
        for event in claims_waiting_on(each.file)
    ]
    return sorted(found, key=lambda row: (row["claimed_on"], row["reference"], row["entry"]))
