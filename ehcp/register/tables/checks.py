"""The tables of the scheduled checks: alerts raised, runs done, how far they came."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant


class AlertRow(SQLModel, table=True):
    """A person should look at a case: once per deadline and step, whoever runs the check.

    The key is the deadline's own with the step; the deadline points at the case; a second foreign
    key here would only be checked again for every alert.
    """

    __tablename__ = "alerts"
    __table_args__ = (Index("alerts_raised", "raised_on"),)

    case_id: int = Field(primary_key=True)
    rule_id: str = Field(primary_key=True)
    party: str = Field(primary_key=True)
    started_on: date = Field(primary_key=True)
    step: int = Field(
        primary_key=True,
        description="days from the due date: -14 is two weeks before, 1 the first day late",
    )
    due_on: date
    level: str = Field(description="amber or red")
    audience: str = Field(description="caseworker, manager or head_of_service")
    raised_on: date
    raised_at: datetime = Field(sa_type=UtcInstant)


class AcknowledgementRow(SQLModel, table=True):
    """Somebody said why a limit's alerts are quiet until a day; they come back if nothing moves."""

    __tablename__ = "acknowledgements"

    case_id: int = Field(primary_key=True)
    rule_id: str = Field(primary_key=True)
    party: str = Field(primary_key=True)
    started_on: date = Field(primary_key=True)
    acknowledged_at: datetime = Field(primary_key=True, sa_type=UtcInstant)
    acknowledged_by: str
    reason: str
    until_on: date
    case_version: int = Field(description="how many entries the record had: has anything moved?")


class RunRow(SQLModel, table=True):
    """One occurrence of a scheduled check. The key makes it happen once, whoever is up."""

    __tablename__ = "runs"

    job: str = Field(primary_key=True)
    tick: str = Field(primary_key=True, description="the day or slot that it works for")
    owner: str
    started_at: datetime = Field(sa_type=UtcInstant)
    leased_until: datetime = Field(sa_type=UtcInstant)
    finished_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    outcome: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class LedgerRow(SQLModel, table=True):
    """One row: how many cases were ever opened, which alert policy the deadlines are aimed by."""

    __tablename__ = "ledger"

    id: int = Field(default=1, primary_key=True)
    cases_opened: int = 0
    alert_policy: str = ""
    rules: str = Field(default="", description="fingerprint of the rules of the projection")
    invented: bool = Field(
        default=False, description="every child here is invented: training, or the demonstration"
    )
    checked_until: date | None = Field(default=None, description="the last day of a deadline check")


alerts = AlertRow.__table__  # type: ignore[attr-defined]
acknowledgements = AcknowledgementRow.__table__  # type: ignore[attr-defined]
runs = RunRow.__table__  # type: ignore[attr-defined]
ledger = LedgerRow.__table__  # type: ignore[attr-defined]
