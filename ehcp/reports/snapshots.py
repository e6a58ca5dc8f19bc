"""The weekly report as it was known on its Monday: stored once, never edited."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from config.clock import LONDON
from config.council import Council
from ehcp.refusal import Refusal
from ehcp.register.engine import reading, writing
from ehcp.register.stored_reports import seal_of
from ehcp.register.tables import snapshots
from ehcp.reports.backlog import report_on
from ehcp.reports.days import weekday_in_words
from ehcp.reports.figure import BacklogReport
from ehcp.reports.figures.flow import over_twenty_weeks
from ehcp.reports.stored import stored_report

_MONDAY = 0


class NotAMonday(Refusal):
    """A weekly report is stored for a Monday."""


class NotYet(Refusal):
    """A weekly report of a day that has not come would show as kept what nobody can know."""


class NoSnapshot(Refusal):
    """No report was stored for this day."""


def take_snapshot(
    engine: Engine, *, at: date, taken_at: datetime, council: Council
) -> BacklogReport:
    """Store the report of a Monday and give it; where it is stored already, give what is stored.

    Raises:
        NotAMonday: the day is another one; `ehcp report --at` shows any day without storing it.
        NotYet: the day has not come yet in London.
    """
    if at.weekday() != _MONDAY:
        raise NotAMonday(
            f"{weekday_in_words(at)} is not a Monday. Weekly reports are stored for Mondays; "
            "`ehcp report --at` shows any day."
        )
    today = taken_at.astimezone(LONDON).date()
    if at > today:
        raise NotYet(
            f"{weekday_in_words(at)} has not come yet: today is {weekday_in_words(today)}. A "
            "weekly report is stored on its Monday or later, since it is never edited."
        )
    with reading(engine) as connection:
        stored = stored_report(connection, at=at)
        if stored is not None:
            return stored
        position, report = report_on(connection, at=at, council=council)
        late = over_twenty_weeks(position)
    try:
        with writing(engine) as connection:
            highest = connection.execute(select(func.max(snapshots.c.number))).scalar() or 0
            report = report.model_copy(update={"number": highest + 1, "taken_at": taken_at})
            row: dict[str, Any] = {
                "at": at,
                "number": report.number,
                "taken_at": taken_at,
                "report": report.model_dump(mode="json"),
                "over_20_weeks": late,
            }
            connection.execute(snapshots.insert().values(**row, seal=seal_of(**row)))
    except IntegrityError:
        # Another scheduler was quicker. Its report stands.
        return snapshot_of(engine, at=at)
    return report


def snapshot_of(engine: Engine, *, at: date) -> BacklogReport:
    """Give the stored report of a Monday, as it was stored.

    Raises:
        NoSnapshot: none was stored for this day.
    """
    with reading(engine) as connection:
        report = stored_report(connection, at=at)
    if report is None:
        raise NoSnapshot(
            f"No report is stored for {weekday_in_words(at)}. They are stored on Mondays; without "
            "--snapshot the report of any day is worked out from the record."
        )
    return report
