"""The tables of meetings: the panel and its agenda, and what the weekly meeting agreed to do."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant


class PanelRow(SQLModel, table=True):
    """One meeting of the panel."""

    __tablename__ = "panels"

    id: int | None = Field(default=None, primary_key=True)
    meets_on: date = Field(unique=True)
    note: str | None = None
    set_by: str
    set_at: datetime = Field(sa_type=UtcInstant)


class PanelItemRow(SQLModel, table=True):
    """A case put on a panel's agenda by hand, or taken off it; the others follow from the law."""

    __tablename__ = "panel_items"

    panel_id: int = Field(foreign_key="panels.id", primary_key=True)
    case_id: int = Field(foreign_key="cases.id", primary_key=True)
    is_on: bool
    why: str | None = None
    set_by: str
    set_at: datetime = Field(sa_type=UtcInstant)


class ActionRow(SQLModel, table=True):
    """Something that the weekly meeting agreed: whose it is, by when, and what became of it."""

    __tablename__ = "actions"
    __table_args__ = (CheckConstraint("outcome IN ('done', 'not_done')"),)

    id: int | None = Field(default=None, primary_key=True)
    report_at: date = Field(index=True, description="the Monday of the report it was agreed over")
    says: str
    owner: str
    promised_on: date
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    set_by: str
    set_at: datetime = Field(sa_type=UtcInstant)
    outcome: str | None = None
    outcome_says: str | None = None
    settled_by: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)


panels = PanelRow.__table__  # type: ignore[attr-defined]
panel_items = PanelItemRow.__table__  # type: ignore[attr-defined]
actions = ActionRow.__table__  # type: ignore[attr-defined]
