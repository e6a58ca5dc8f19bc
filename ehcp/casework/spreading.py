"""What is true of the plan or of the child ends every case under the plan, not only one.

A plan that ceased or went to another authority, and a death, are put on record once, in whichever
case the news came; the child's other open cases get the same entry, and lose it again if it is
struck out there.
"""

from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.engine import RowMapping

from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from ehcp.casework.openings import Done
from ehcp.casework.other_case import OtherCase
from ehcp.casework.what_opens import (
    BECAUSE_OF,
    ENDS_WITH_THE_CHILD,
    PLAN_JOURNEYS,
    SPREADS,
    what_spreads,
)
from ehcp.register import files


def spread(
    connection: Connection,
    held: files.Held,
    *,
    desk: Desk,
    family: Sequence[RowMapping],
    done: Done,
) -> None:
    """Put the end of the plan, or the death, on record in the child's other cases.

    `family` is every case of the child, held by this transaction together with the child.
    """
    if not any(
        entry.kind in SPREADS and BECAUSE_OF not in entry.details for entry in held.file.recorded
    ):
        return
    stands = what_spreads(held.file)
    end = stands[0] if stands else None
    by_id = {case["id"]: case for case in family if case["id"] != held.case_id}
    for there in files.load_many(connection, by_id):
        other = OtherCase(connection, there, desk=desk, because_of=held.file.reference)
        try:
            _bring(other, end, by_id[there.case_id])
        except NotPossible as why:
            done.refused.append(f"Case {there.file.reference}: {why}")
        if other.made:
            done.set_right.append(there.file.reference)


def _bring(other: OtherCase, end: Event | None, case: RowMapping) -> None:
    """Bring one other case to the end that the plan has, or to having none."""
    given = other.ours(*SPREADS)
    for entry in given:
        if end is None or entry.kind is not end.kind:
            other.strike_out(entry)
    if end is None:
        return
    same = next((entry for entry in given if entry.kind is end.kind), None)
    if same is not None:
        other.give_day(same, end.happened_on)
    elif case["ended_on"] is None and _may_end(end.kind, case):
        other.record(end.kind, end.happened_on)


def _may_end(kind: Kind, case: RowMapping) -> bool:
    """Say whether a case ends with this, by the table of its journey."""
    journeys = ENDS_WITH_THE_CHILD if kind is Kind.DIED else PLAN_JOURNEYS
    journey = case["journey"]
    return journey in journeys and kind in journey_named(journey).next_kinds(Stage(case["stage"]))
