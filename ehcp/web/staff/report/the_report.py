"""The report that a page is about: as it was stored, or worked out now, as the visitor may see."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from ehcp.reports.backlog import figures_on, report_on
from ehcp.reports.behind.hidden import hidden_references
from ehcp.reports.figure import BacklogReport
from ehcp.reports.figures import BY_NUMBER
from ehcp.reports.seen import as_seen
from ehcp.staff.roles import UserRole
from ehcp.web.staff.report.kept import KeptReport, kept_report
from ehcp.web.visit import Visit

READERS = (UserRole.MANAGER, UserRole.QUALITY_OFFICER, UserRole.INSPECTOR)
"""Who reads the figures of the whole council."""

TODAY = "today"
_LAW_BEGAN = date(2014, 9, 1)


@dataclass(frozen=True, kw_only=True)
class ReportHere:
    """The report of one day for one visitor.

    Attributes:
        name: of the day in an address: `today`, or the day itself.
        report: without the references that the visitor may not see.
        hidden: these references.
        kept: the stored report that it is; None where it was worked out now.
    """

    name: str
    report: BacklogReport
    hidden: frozenset[str]
    kept: KeptReport | None

    @property
    def is_stored(self) -> bool:
        """Say whether it is the report that was kept on its Monday."""
        return self.kept is not None

    @property
    def path(self) -> str:
        """Give the address of its page."""
        return f"/report/{self.name}"


def report_here(
    visit: Visit, connection: Connection, name: str, *, only: str | None = None
) -> ReportHere:
    """Give the report of a day: the stored one, or that of the record as it stands.

    `only` names a figure that is all that is asked of a report which has to be worked out.

    Raises:
        HTTPException: 404, where it is no day, or none that a report can be about.
    """
    day = day_named(name, today=visit.today)
    kept = None if name == TODAY else kept_report(connection, at=day)
    if kept is None:
        council = visit.counter.council
        if only is None:
            report = report_on(connection, at=day, council=council)[1]
        else:
            figures = [BY_NUMBER[only]] if only in BY_NUMBER else []
            report = figures_on(connection, figures, at=day, council=council)
    else:
        report = kept.report
    hidden = hidden_references(connection, visit.sight)
    return ReportHere(name=name, report=as_seen(report, hidden=hidden), hidden=hidden, kept=kept)


def day_named(name: str, *, today: date) -> date:
    """Read the day of an address.

    Raises:
        HTTPException: 404, where it is no day, or none that a report can be about.
    """
    if name == TODAY:
        return today
    try:
        day = date.fromisoformat(name)
    except ValueError:
        raise HTTPException(404) from None
    if not _LAW_BEGAN <= day <= today or name != day.isoformat():
        raise HTTPException(404)
    return day
