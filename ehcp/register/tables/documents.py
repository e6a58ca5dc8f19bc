"""The table of documents: what was handed in, where it lies, and whether it may be opened."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant
from ehcp.register.tables.indexes import holding


class DocumentRow(SQLModel, table=True):
    """A file that was handed in. It lies under its random id, held until it was found clean."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("documents_of_case", "case_id"),
        Index("documents_held", "stored_at", **holding("state = 'held'")),
    )

    id: str = Field(primary_key=True, description="random; also the name of the file that holds it")
    case_id: int = Field(foreign_key="cases.id")
    kind: str = Field(description="of the entry that it belongs to: advice_received, …")
    party: str = ""
    service: str = Field(
        default="",
        sa_column_kwargs={"server_default": ""},
        description="the code of the service that handed it in for a request; none where unknown",
    )
    happened_on: date | None = Field(default=None, description="the day of its entry")
    details: dict[str, str] = Field(
        default_factory=dict,
        sa_column=Column(JSON, nullable=False, server_default="{}"),
        description="the facts of its entry, which wait with it",
    )
    called: str = Field(description="the name that it is offered under: our words, never theirs")
    media_type: str = Field(description="found in its content, not believed from its name")
    size: int = Field(description="bytes")
    sha256: str
    state: str = Field(default="held", description="held, clean or refused")
    scanned_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    tries: int = Field(
        default=0,
        sa_column_kwargs={"server_default": "0"},
        description="how often it could not be scanned while the scanner was there",
    )
    tried_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    again_at: datetime | None = Field(
        default=None, sa_type=UtcInstant, description="not to be tried before, for it failed"
    )
    let_go_at: datetime | None = Field(
        default=None,
        sa_type=UtcInstant,
        description="since then its request waits for it no longer, though it is tried again",
    )
    stored_by: str
    stored_at: datetime = Field(sa_type=UtcInstant)
    entry: int | None = Field(default=None, description="the entry of the case, once there is one")


documents = DocumentRow.__table__  # type: ignore[attr-defined]
