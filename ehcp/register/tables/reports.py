"""The tables that the weekly report is kept in, or is made from beside the cases."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant


class SnapshotRow(SQLModel, table=True):
    """A weekly report as it was known at its moment; never edited.

    `seal` is the hash of everything else in the row, made when it was stored.
    """

    __tablename__ = "snapshots"

    at: date = Field(primary_key=True)
    number: int = Field(unique=True)
    taken_at: datetime = Field(sa_type=UtcInstant)
    report: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    over_20_weeks: list[str] = Field(sa_column=Column(JSON, nullable=False))
    seal: str


class ComplaintRow(SQLModel, table=True):
    """A complaint, with its theme, for the rolling twelve months."""

    __tablename__ = "complaints"

    id: int | None = Field(default=None, primary_key=True)
    external_ref: str = Field(unique=True)
    received_on: date = Field(index=True)
    stage: str | None = None
    theme: str | None = None
    outcome: str | None = None
    case_id: int | None = Field(default=None, foreign_key="cases.id")


snapshots = SnapshotRow.__table__  # type: ignore[attr-defined]
complaints = ComplaintRow.__table__  # type: ignore[attr-defined]
