"""The weekly backlog report: every figure and every list as they stand on a day."""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection, Engine

from config.council import Council
from ehcp.register.engine import reading
from ehcp.reports.due_lists import due_lists
from ehcp.reports.figure import BacklogReport, Figure
from ehcp.reports.figures import FIGURES
from ehcp.reports.lists import LISTS
from ehcp.reports.position import Position
from ehcp.reports.stored import earlier_snapshot


def backlog_report(register: Engine | Connection, *, at: date, council: Council) -> BacklogReport:
    """Work out the report for any day, from the facts as they are on record now."""
    if isinstance(register, Connection):
        return report_on(register, at=at, council=council)[1]
    with reading(register) as connection:
        return report_on(connection, at=at, council=council)[1]


def report_on(
    connection: Connection, *, at: date, council: Council
) -> tuple[Position, BacklogReport]:
    """Work out the report through one connection; give it with the position that it describes."""
    position = position_on(connection, at=at, council=council)
    report = BacklogReport(
        at=at,
        council=council.name,
        figures=tuple(figure(position) for figure in FIGURES),
        lists=tuple(made(position) for made in LISTS),
        due_lists=due_lists(position),
        receives=(*council.people.managers, council.people.head_of_service.name),
    )
    return position, report


def figures_on(
    connection: Connection,
    figures: Sequence[Callable[[Position], Figure]],
    *,
    at: date,
    council: Council,
) -> BacklogReport:
    """Work out a report of some figures only, for a drawing of them."""
    position = position_on(connection, at=at, council=council)
    made = tuple(figure(position) for figure in figures)
    return BacklogReport(at=at, council=council.name, figures=made, lists=())


def position_on(connection: Connection, *, at: date, council: Council) -> Position:
    """Give the position of a day, with the stored report that it is checked against."""
    return Position(
        connection,
        at=at,
        colours=council.targets.colours,
        earlier=earlier_snapshot(connection, before=at),
        leave_out_disputed=council.targets.measures.leave_out_disputed,
    )
