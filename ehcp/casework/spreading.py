"""What is true of the plan or of the child ends every case under the plan, not only one.

A plan that ceased or went to another authority, and a death, are put on record once, in whichever
case the news came; the child's other open cases get the same entry, and lose it again if it is
struck out there. So do those that were decided, where a limit runs on: after a death nobody owes a
report, or an answer to the Tribunal.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import RowMapping

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.journeys import journey_named
from ehcp.cases.kinds import DISPUTES, Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.stages import Stage
from ehcp.casework.openings import Done
from ehcp.casework.other_case import OtherCase
from ehcp.casework.what_opens import (
    BECAUSE_OF,
    ENDS_WITH_THE_CHILD,
    ENDS_WITH_THE_PLAN,
    OPENS_A_FIRST_REVIEW,
    SPREADS,
    what_spreads,
)
from ehcp.law.rules import load_rules
from ehcp.register import files
from ehcp.register.tables import cases, deadlines


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
    running = _limits_running(connection, by_id)
    later_from = None if end is None else _later_plan_from(end, family)
    for there in files.load_many(connection, by_id):
        other = OtherCase(connection, there, desk=desk, because_of=held.file.reference)
        case = by_id[there.case_id]
        meant = end
        if end is not None and later_from is not None and _is_under_it(there.file, later_from):
            meant = None  # another plan since, which this end is not about
        try:
            _bring(other, meant, case, running=running.get(there.case_id, frozenset()))
        except NotPossible as why:
            done.refused.append(f"Case {there.file.reference}: {why}")
        if other.made:
            done.set_right.append(there.file.reference)
    woken = next(case["woken_version"] for case in family if case["id"] == held.case_id)
    if _end_was_corrected(held.file, since=woken):
        # What had opened nothing because the plan was gone has no entry that would wake it.
        connection.execute(
            update(cases)
            .where(cases.c.id.in_(by_id), cases.c.woken_version >= cases.c.version)
            .values(woken_version=cases.c.version - 1)
        )


def _end_was_corrected(file: CaseFile, *, since: int) -> bool:
    """Say whether an end put on record here got another day, or none, after this entry."""
    ends = {
        entry.sequence
        for entry in file.recorded
        if entry.kind in SPREADS and BECAUSE_OF not in entry.details
    }
    return any(entry.corrects in ends and entry.sequence > since for entry in file.recorded)


def _limits_running(connection: Connection, case_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Name the rules whose limits somebody watches in these cases."""
    rows = connection.execute(
        select(deadlines.c.case_id, deadlines.c.rule_id).where(
            deadlines.c.case_id.in_(list(case_ids)), deadlines.c.watch.is_not(None)
        )
    ).all()
    return {
        case_id: frozenset(row.rule_id for row in rows if row.case_id == case_id)
        for case_id in {row.case_id for row in rows}
    }


def _later_plan_from(end: Event, family: Sequence[RowMapping]) -> date | None:
    """Give the first day after an end on which the child had a plan again, if there is one.

    A new one was made, or it came back from another authority.
    """
    if end.kind is Kind.DIED:
        return None
    again = [
        case["started_on"] if case["journey"] == "transfer_in" else case["issued_on"]
        for case in family
        if case["journey"] in ("transfer_in", *OPENS_A_FIRST_REVIEW)
        and case["stage"] not in (Stage.NOT_NEEDED.value, Stage.WITHDRAWN.value)
    ]
    return min((day for day in again if day is not None and day > end.happened_on), default=None)


def _is_under_it(file: CaseFile, day: date) -> bool:
    """Say whether a case is about the plan that the child has had since this day."""
    taken_over = file.first(Kind.PLAN_TAKEN_OVER)
    began = taken_over.happened_on if taken_over else file.started_on
    return began is not None and began >= day


def _bring(
    other: OtherCase, end: Event | None, case: RowMapping, *, running: frozenset[str]
) -> None:
    """Bring one other case to the end that the plan has, or to having none.

    A case that began after the end, before the news of it came, ends on its own first day.
    """
    given = other.ours(*SPREADS)
    for entry in given:
        if end is None or entry.kind is not end.kind:
            other.strike_out(entry)
    if end is None:
        return
    same = next((entry for entry in given if entry.kind is end.kind), None)
    day = max(end.happened_on, case["started_on"])
    if same is not None:
        other.give_day(same, day)
    elif _may_end(end.kind, case, running=running):
        other.record(end.kind, day)


def _may_end(kind: Kind, case: RowMapping, *, running: frozenset[str]) -> bool:
    """Say whether a case ends with this, by the table of its journey, and anything is left in it.

    A dispute goes on after the plan has ceased: what is owed in it is owed still.
    """
    journey, is_over = case["journey"], case["ended_on"] is not None
    journeys: tuple[str, ...]
    if kind is Kind.DIED:
        journeys = ENDS_WITH_THE_CHILD
    else:
        journeys = (*ENDS_WITH_THE_PLAN, *OPENS_A_FIRST_REVIEW) if is_over else ENDS_WITH_THE_PLAN
    if is_over and (not running or (kind is Kind.PLAN_CEASED and running & _of_disputes())):
        return False
    return journey in journeys and kind in journey_named(journey).next_kinds(Stage(case["stage"]))


@cache
def _of_disputes() -> frozenset[str]:
    """Name the rules whose limits begin with a step of a mediation or an appeal."""
    return frozenset(rule.id for rule in load_rules() if DISPUTES & set(rule.clock.starts))
