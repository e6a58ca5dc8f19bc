"""The tables of the counter: who looked at what, forms sent once, views and searches kept."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant


class AuditRow(SQLModel, table=True):
    """Somebody did or saw something. Append-only; it names no child but by the case."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_of_case", "case_id", "id"),
        Index("audit_by", "by", "id"),
        Index("audit_at", "at"),
        Index("audit_of_act", "act", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcInstant)
    by: str
    act: str = Field(description="viewed, recorded, signed_in, …")
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    about: str | None = Field(default=None, description="what else it was about: a part, a service")
    why: str | None = None


class SubmissionRow(SQLModel, table=True):
    """A form that was sent: sent a second time it does nothing, and leads to the same page."""

    __tablename__ = "submissions"

    token: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    at: datetime = Field(sa_type=UtcInstant, index=True)
    location: str | None = None


class SavedViewRow(SQLModel, table=True):
    """A choice of filters that somebody keeps under a name. Holds no typed search."""

    __tablename__ = "saved_views"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    name: str
    chosen: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class SearchRow(SQLModel, table=True):
    """What somebody searched for: kept here for an hour, so that no address of a page holds it."""

    __tablename__ = "searches"

    token: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    text: str
    at: datetime = Field(sa_type=UtcInstant, index=True)


audit = AuditRow.__table__  # type: ignore[attr-defined]
submissions = SubmissionRow.__table__  # type: ignore[attr-defined]
saved_views = SavedViewRow.__table__  # type: ignore[attr-defined]
searches = SearchRow.__table__  # type: ignore[attr-defined]
