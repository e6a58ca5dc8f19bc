"""Behind N13 and the burn-down of A1: what came, what went, what was corrected, what is there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.register.tables import cases
from ehcp.reports.behind.counted import Counted, Find, Line, in_order
from ehcp.reports.corrections import differences
from ehcp.reports.days import WEEK
from ehcp.reports.figure import Figure
from ehcp.reports.figures.amendments import (
    MOVES,
    counted_since,
    decided_to_amend,
    owed_on,
)
from ehcp.reports.figures.flow import ISSUED, ended_late, newly_over, over_on, over_twenty_weeks
from ehcp.reports.history import TWENTY_WEEKS
from ehcp.reports.plan_parts import BurnDown
from ehcp.reports.position import Position

_OVER_HEADS = ("Request", "20 weeks ended", "Plan issued", "Case ended")
_CORRECTED_HEADS = ("What was put right",)
_NAMED_HEADS = ("Counted in the last report",)
_MOVED_HEADS = ("Decided to amend", "Ended")
_MOVES = {
    "newly_decided": "newly decided to be amended",
    "finalised": "made final",
    "declined": "not to be amended after all",
    "otherwise_ended": "that ended otherwise",
}

Differences = tuple[dict[str, int], list[str]]


def n13(figure: Figure, _at: date) -> Iterator[Counted]:
    """Behind N13: the parts of the flow."""
    flow = figure.flow
    if flow is None:
        return
    yield _over("", "over 20 weeks now", flow.closing, lambda p: _of(over_twenty_weeks(p), p))
    yield Counted(
        part="opening",
        says="over 20 weeks before",
        number=flow.opening,
        heads=_OVER_HEADS,
        find=lambda p: _of(_opening(p), p),
    )
    yield _over(
        "newly_over",
        "newly over 20 weeks",
        flow.newly_over,
        lambda p: _where(p, newly_over(since=_since(p), at=p.at)),
    )
    yield _over(
        "issued_late",
        "whose plan was issued late",
        flow.issued_late,
        lambda p: _where(p, (*ended_late(since=_since(p), at=p.at), ISSUED)),
    )
    yield _over(
        "otherwise_closed_late",
        "otherwise closed late",
        flow.otherwise_closed_late,
        lambda p: _where(p, (*ended_late(since=_since(p), at=p.at), ~ISSUED)),
    )
    yield from _put_right(flow.corrected, flow.unexplained, _differences)


def burn_down(flow: BurnDown) -> Iterator[Counted]:
    """Behind the burn-down of A1: its parts."""
    yield Counted(
        part="opening",
        says="owed before",
        number=flow.opening,
        heads=_NAMED_HEADS,
        find=_amending_before,
        group="burn_down",
        what="plans",
    )
    for how in MOVES:
        yield Counted(
            part=how,
            says=_MOVES[how],
            number=getattr(flow, how),
            heads=_MOVED_HEADS,
            find=_moved(how),
            group="burn_down",
            what="plans",
        )
    yield from _put_right(flow.corrected, flow.unexplained, _differences_of_amendments)


def _put_right(
    corrected: Sequence[str],
    unexplained: Sequence[str],
    compare: Callable[[Position], Differences],
) -> Iterator[Counted]:
    def find_corrected(position: Position) -> list[Line]:
        return [
            Line(reference, (_said(sign),))
            for reference, sign in sorted(compare(position)[0].items())
        ]

    def find_unexplained(position: Position) -> list[Line]:
        return [Line(reference, ("nothing on record",)) for reference in compare(position)[1]]

    yield Counted(
        part="corrections",
        says="corrected since the last report",
        number=len(corrected),
        heads=_CORRECTED_HEADS,
        find=find_corrected,
    )
    yield Counted(
        part="unexplained",
        says="that nothing explains",
        number=len(unexplained),
        heads=_CORRECTED_HEADS,
        find=find_unexplained,
    )


def _said(sign: int) -> str:
    if sign > 0:
        return "counted by the record now, and not in the report"
    return "counted in the report, and not by the record now"


def _since(position: Position) -> date:
    return position.earlier.at if position.earlier else position.at - WEEK


def _opening(position: Position) -> Sequence[str]:
    if position.earlier is not None:
        return position.earlier.over_20_weeks
    return position.connection.execute(over_on(_since(position))).scalars().all()


def _differences(position: Position) -> Differences:
    earlier = position.earlier
    if earlier is None:
        return {}, []
    by_record = position.connection.execute(over_on(earlier.at)).scalars().all()
    return differences(
        position, earlier=earlier, as_reported=earlier.over_20_weeks, by_record=by_record
    )


def _differences_of_amendments(position: Position) -> Differences:
    earlier = position.earlier
    if earlier is None or earlier.amending is None:
        return {}, []
    by_record = owed_on(position, earlier.at)
    return differences(position, earlier=earlier, as_reported=earlier.amending, by_record=by_record)


def _amending_before(position: Position) -> list[Line]:
    earlier, since = position.earlier, counted_since(position)
    if earlier is not None and earlier.amending is not None:
        return [Line(reference, (since,)) for reference in sorted(earlier.amending)]
    owed = decided_to_amend(position, back_to=since)
    return [
        Line(reference, (since,))
        for reference in sorted(each.reference for each in owed if each.is_owed(at=since))
    ]


def _moved(how: str) -> Find:
    def find(position: Position) -> list[Line]:
        since = counted_since(position)
        return in_order(
            Line(review.reference, (review.decided_on, review.ended_on))
            for review in decided_to_amend(position, back_to=since)
            if review.moved(how, since=since, at=position.at)
        )

    return find


def _over(part: str, says: str, number: int, find: Find) -> Counted:
    return Counted(part=part, says=says, number=number, heads=_OVER_HEADS, find=find)


def _where(position: Position, where: Iterable[ColumnElement[bool]]) -> list[Line]:
    c = cases.c
    rows = position.connection.execute(
        select(c.reference, c.started_on, c.issued_on, c.ended_on)
        .where(*where)
        .order_by(c.started_on, c.reference)
    )
    return [
        Line(reference, (started, started + TWENTY_WEEKS, issued, ended))
        for reference, started, issued, ended in rows
    ]


_AT_A_TIME = 500


def _of(references: Sequence[str], position: Position) -> list[Line]:
    """Write these cases; one that the register no longer has stays on the list by its name."""
    lines: list[Line] = []
    for start in range(0, len(references), _AT_A_TIME):
        some = references[start : start + _AT_A_TIME]
        found = {line.reference: line for line in _where(position, (cases.c.reference.in_(some),))}
        lines += [found.get(name) or Line(name, (None, None, None, None)) for name in some]
    return in_order(lines)
