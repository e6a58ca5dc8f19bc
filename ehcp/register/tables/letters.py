"""The tables of whom we write to, of what we say, and whether it has gone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant
from ehcp.register.tables.indexes import holding

AWAITED = "delivery IN ('created', 'sending')"
"""The road has taken the message and will say what became of it."""

NOT_ARRIVED = "delivery IN ('permanent-failure', 'temporary-failure', 'technical-failure')"
"""The road has said that the message did not arrive."""


class ProviderRow(SQLModel, table=True):
    """A service that gives one kind of advice, and whether it gets reminders.

    The one that is asked where no other is named has its kind of advice for a code.
    """

    __tablename__ = "providers"

    code: str = Field(primary_key=True)
    kind: str
    name: str
    email: str
    telephone: str | None = None
    reminders: bool = False
    monday_list: bool = Field(
        default=True, description="E4 on Mondays in place of single reminders: E2 and E3"
    )
    head_name: str | None = Field(default=None, description="to whom late advice climbs: E5")
    head_email: str | None = None


class MessageRow(SQLModel, table=True):
    """The outbox: rendered words waiting, sending, sent, failed or uncertain."""

    __tablename__ = "messages"
    __table_args__ = (
        Index(
            "messages_waiting",
            "next_try_at",
            **holding("status IN ('waiting', 'sending')"),
        ),
        Index("messages_undelivered", "settled_at", **holding("status IN ('failed', 'uncertain')")),
        Index("messages_awaited", "delivery_at", "delivery", **holding(AWAITED)),
        Index("messages_not_arrived", "delivery_at", "delivery", **holding(NOT_ARRIVED)),
    )

    id: str = Field(primary_key=True, description="random; it is also the Message-ID's local part")
    occasion: str = Field(unique=True, description="the key that makes this message happen once")
    letter: str
    recipient: str = Field(description="the address")
    subject: str
    text: str
    html: str
    status: str = "waiting"
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    attempts: int = 0
    next_try_at: datetime = Field(sa_type=UtcInstant)
    claimed_by: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    created_at: datetime = Field(sa_type=UtcInstant)
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    failure: str | None = None
    urgent: bool = Field(default=False, description="goes at any hour: somebody waits for it")
    delivery: str | None = Field(
        default=None, description="what the road says became of it; None where it never says"
    )
    delivery_at: datetime | None = Field(
        default=None, sa_type=UtcInstant, description="when the road last said so"
    )


class ReceiptRow(SQLModel, table=True):
    """What the road said about a message that it had taken, once for each thing it said."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("message_id", "status"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(
        description="our reference; it may come before we know that the message was taken"
    )
    status: str = Field(description="in the road's own word: delivered, permanent-failure, …")
    said_at: datetime = Field(sa_type=UtcInstant)
    source: str = Field(description="callback or asked")


class OccasionRow(SQLModel, table=True):
    """One reason to write, kept so that it is written about once; several share one digest."""

    __tablename__ = "occasions"
    __table_args__ = (
        Index("occasions_of_message", "message_id"),
        Index("occasions_of_case", "case_id"),
    )

    key: str = Field(primary_key=True, description="letter, case, party, due date, step")
    message_id: str = Field(foreign_key="messages.id")
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    party: str = ""
    service: str = Field(default="", description="the code of whoever was asked, for advice")


providers = ProviderRow.__table__  # type: ignore[attr-defined]
messages = MessageRow.__table__  # type: ignore[attr-defined]
receipts = ReceiptRow.__table__  # type: ignore[attr-defined]
occasions = OccasionRow.__table__  # type: ignore[attr-defined]
