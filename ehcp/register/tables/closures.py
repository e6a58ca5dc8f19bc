"""The table of what schools say about when they are closed; nothing of it is in force by itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant
from ehcp.register.tables.indexes import holding


class ClosureProposalRow(SQLModel, table=True):
    """What one school says of its closures: that ours are right, or which it has instead."""

    __tablename__ = "closure_proposals"
    __table_args__ = (
        Index("closure_proposals_of", "urn", "id"),
        Index("closure_proposals_waiting", "id", **holding("state = 'waiting'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    urn: str
    content: dict[str, Any] | None = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True), nullable=True),
        description="its calendar, as closures.toml has one; None: ours is right",
    )
    state: str = Field(description="confirmed, waiting, accepted, declined or replaced")
    said_by: str
    said_at: datetime = Field(sa_type=UtcInstant)
    settled_by: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)


closure_proposals = ClosureProposalRow.__table__  # type: ignore[attr-defined]
