"""The tables of what the council changed at the counter: its policy, and the words of letters."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant


class CouncilChangeRow(SQLModel, table=True):
    """One version of a part of the council's policy; the newest goes before the council's file."""

    __tablename__ = "council_changes"

    part: str = Field(primary_key=True, description="alerts, letters, closures, …")
    version: int = Field(primary_key=True)
    content: dict[str, Any] | None = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True), nullable=True),
        description="None: back to the council's file",
    )
    changed_by: str
    changed_at: datetime = Field(sa_type=UtcInstant)
    why: str | None = None


class LetterWordsRow(SQLModel, table=True):
    """One version of a letter's words; the newest goes before the council's file and ours."""

    __tablename__ = "letter_words"

    letter: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    words: str | None = Field(default=None, description="None: back to the words of the file")
    changed_by: str
    changed_at: datetime = Field(sa_type=UtcInstant)


council_changes = CouncilChangeRow.__table__  # type: ignore[attr-defined]
letter_words = LetterWordsRow.__table__  # type: ignore[attr-defined]
