"""The tables of people: the only ones that hold who a child is."""

from datetime import date

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from ehcp.register.tables.indexes import holding


class PersonRow(SQLModel, table=True):
    """A child or young person: who they are. `people_words` follows from it, nothing else does."""

    __tablename__ = "people"
    __table_args__ = (
        Index("people_born_on", "born_on"),
        Index("people_restricted", "restricted_to", "id", **holding("restricted_to IS NOT NULL")),
    )

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
    restricted_to: str | None = Field(
        default=None, description="the only team that sees this child's cases; None: everybody's"
    )
    more: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class PersonWordRow(SQLModel, table=True):
    """One word by which a child is found, folded: of a name, a setting, a number or a postcode."""

    __tablename__ = "people_words"
    __table_args__ = (
        Index(
            "people_words_by_word",
            "word",
            "what",
            "person_id",
            postgresql_ops={"word": "text_pattern_ops"},
        ),
    )

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    word: str = Field(primary_key=True)
    what: str = Field(primary_key=True, description="name, setting, number or postcode")


people = PersonRow.__table__  # type: ignore[attr-defined]
people_words = PersonWordRow.__table__  # type: ignore[attr-defined]
