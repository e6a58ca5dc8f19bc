"""A case on a list: its week, its stage, what it waits for, who has it, what was done last."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import or_, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.register.files import load_many
from ehcp.register.tables import advice
from ehcp.reports.figure import CaseList, Line
from ehcp.reports.history import TWENTY_WEEKS
from ehcp.reports.open_cases import OpenCase
from ehcp.reports.position import Position

LONGEST = 200
"""So many lines at most: two hundred are more than a meeting can talk about."""

_WAITS_FOR = {
    Stage.REQUESTED: "the decision to assess",
    Stage.ASSESSING: "the decision to issue",
    Stage.DRAFTING: "the draft plan",
    Stage.DRAFT: "the final plan",
}


def case_list(
    position: Position,
    found: Sequence[OpenCase],
    *,
    list_id: str,
    name: str,
    definition: str,
    total: int | None = None,
) -> CaseList:
    """Make a list of these cases, the first of them where they are too many."""
    shown = found[:LONGEST]
    total = len(found) if total is None else total
    ids = [case.id for case in shown]
    acts, owed = _last_acts(position, ids), _owed(position, ids)
    more = f" The first {LONGEST} are shown." if total > LONGEST else ""
    return CaseList(
        id=list_id,
        name=name,
        definition=definition + more,
        total=total,
        lines=tuple(
            Line(
                reference=case.reference,
                days=(position.at - case.started_on).days,
                stage=case.stage.says,
                waiting_for=_waiting_for(case.stage, owed.get(case.id, ())),
                officer=case.officer or None,
                due=case.started_on + TWENTY_WEEKS,
                last_action=acts[case.id][0] if case.id in acts else "",
                last_action_on=acts[case.id][1] if case.id in acts else None,
            )
            for case in shown
        ),
    )


def _waiting_for(stage: Stage, owed: Iterable[str]) -> str:
    kinds = [AdviceKind(kind).says if kind in set(AdviceKind) else kind for kind in owed]
    return f"advice: {', '.join(sorted(kinds))}" if kinds else _WAITS_FOR[stage]


def _owed(position: Position, ids: Sequence[int]) -> dict[int, list[str]]:
    """Give the kinds of advice that these cases are owed on the day."""
    at = position.at
    owed: dict[int, list[str]] = defaultdict(list)
    rows = position.connection.execute(
        select(advice.c.case_id, advice.c.party).where(
            advice.c.case_id.in_(ids),
            advice.c.requested_on <= at,
            or_(advice.c.owed_until.is_(None), advice.c.owed_until > at),
        )
    )
    for case_id, party in rows:
        owed[case_id].append(party)
    return owed


def _last_acts(position: Position, ids: Sequence[int]) -> dict[int, tuple[str, date]]:
    """Give what happened last in each case by the day, corrections applied: what, and when.

    A note is no act: it moves nothing.
    """
    last: dict[int, tuple[str, date]] = {}
    for held in load_many(position.connection, ids):
        for event in held.file.events:
            if event.happened_on <= position.at and event.kind is not Kind.NOTE_ADDED:
                last[held.case_id] = (event.kind.says, event.happened_on)
    return last
