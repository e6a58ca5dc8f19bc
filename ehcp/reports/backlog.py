"""The weekly backlog report: every figure and every list as they stand on a day."""

from datetime import date

from sqlalchemy import Connection, Engine

from config.council import Council
from ehcp.register.engine import reading
from ehcp.reports.due_lists import due_lists
from ehcp.reports.figure import BacklogReport
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
    position = Position(
        connection,
        at=at,
        colours=council.targets.colours,
        earlier=earlier_snapshot(connection, before=at),
        leave_out_disputed=council.targets.measures.leave_out_disputed,
    )
    report = BacklogReport(
        at=at,
        council=council.name,
        figures=tuple(figure(position) for figure in FIGURES),
        lists=tuple(made(position) for made in LISTS),
        due_lists=due_lists(position),
        receives=(*council.people.managers, council.people.head_of_service.name),
    )
    return position, report
