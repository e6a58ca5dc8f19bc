"""The tables of what was taken in from workbooks."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from ehcp.register.columns import UtcInstant


class MappingRow(SQLModel, table=True):
    """Which headings of a council's workbook mean what, kept for next week's import."""

    __tablename__ = "import_mappings"

    heading: str = Field(primary_key=True)
    field: str


class ImportRow(SQLModel, table=True):
    """One import of a workbook: what it changed, by reference and field, never the values."""

    __tablename__ = "imports"

    id: int | None = Field(default=None, primary_key=True)
    file_hash: str = Field(description="SHA-256 of the workbook; file names can hold names")
    imported_at: datetime = Field(sa_type=UtcInstant)
    imported_by: str
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    changes: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


import_mappings = MappingRow.__table__  # type: ignore[attr-defined]
imports = ImportRow.__table__  # type: ignore[attr-defined]
