"""The table of people: the only one that holds who a child is."""

from datetime import date

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class PersonRow(SQLModel, table=True):
    """A child or young person. The only table that holds who they are."""

    __tablename__ = "people"

    id: int | None = Field(default=None, primary_key=True)
    external_id: str | None = Field(default=None, unique=True)
    forename: str | None = None
    surname: str | None = None
    born_on: date | None = None
    upn: str | None = Field(default=None, index=True)
    uln: str | None = None
    upn_unknown_reason: str | None = None
    sex: str | None = None
    ethnicity: str | None = None
    postcode: str | None = None
    setting: str | None = None
    setting_urn: str | None = None
    primary_need: str | None = None
    year_group: int | None = None
    year_group_by_hand: bool = False
    year_group_from: int | None = Field(
        default=None,
        description="the school year for which it was set by hand, by the year in which it began",
    )
    more: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


people = PersonRow.__table__  # type: ignore[attr-defined]
