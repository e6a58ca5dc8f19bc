"""Reading the stored weekly reports."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from ehcp.register.tables import snapshots
from ehcp.reports.figure import BacklogReport
from ehcp.reports.position import Earlier


def stored_report(connection: Connection, *, at: date) -> BacklogReport | None:
    """Give the stored report of a Monday, or None."""
    row = connection.execute(select(snapshots.c.report).where(snapshots.c.at == at)).scalar()
    return None if row is None else BacklogReport.model_validate(row)


def stored_mondays(connection: Connection) -> list[date]:
    """Give the days of all stored reports, the newest first."""
    return list(
        connection.execute(select(snapshots.c.at).order_by(snapshots.c.at.desc())).scalars()
    )


def stored_seal(connection: Connection, *, at: date) -> str | None:
    """Give the seal of the stored report of a Monday, by which it is known again."""
    return connection.execute(select(snapshots.c.seal).where(snapshots.c.at == at)).scalar()


def earlier_snapshot(connection: Connection, *, before: date) -> Earlier | None:
    """Give the last stored report before a day, or None where there is none."""
    row = connection.execute(
        select(
            snapshots.c.at,
            snapshots.c.number,
            snapshots.c.taken_at,
            snapshots.c.over_20_weeks,
            snapshots.c.report,
        )
        .where(snapshots.c.at < before)
        .order_by(snapshots.c.at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Earlier(
        at=row.at,
        number=row.number,
        taken_at=row.taken_at,
        over_20_weeks=row.over_20_weeks,
        amending=_amending(row.report),
    )


def _amending(report: Mapping[str, Any]) -> Sequence[str] | None:
    """Give the references of the amendment backlog, or None where the report has no such figure."""
    for figure in report["figures"]:
        if "amendments" in figure:
            references: Sequence[str] = figure["amendments"]["references"]
            return references
    return None
