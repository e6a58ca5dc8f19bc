"""What the programs' door takes and gives."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
_Value = Annotated[str, StringConstraints(max_length=10_000)]


class Shape(BaseModel):
    """A shape of the programs' door: nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CaseLine(Shape):
    """One case of a list: no name, only the reference.

    Attributes:
        due_on: the first watched limit that still runs.
        due: what is to be done by then.
    """

    reference: str
    journey: str
    stage: str
    started_on: date
    ended_on: date | None
    officer: str | None
    due_on: date | None
    due: str | None
    waiting_for: tuple[str, ...]


class CasePage(Shape):
    """One page of a list of cases."""

    cases: tuple[CaseLine, ...]
    page: int
    pages: int
    total: int


class Happening(Shape):
    """Something that happened in a case, to be put on record.

    Attributes:
        kind: as `GET /api/v1/kinds` names it.
        happened_on: the day that counts in law.
        party: the kind of advice, or the school, where the kind is about one.
        details: the facts of this kind, text to text; days as 2026-02-16.
        as_read: how many entries the record had when you read it; refused if it has grown since.
    """

    kind: _Name
    happened_on: date
    party: Annotated[str, StringConstraints(max_length=200)] | None = None
    details: dict[_Name, _Value] = Field(default_factory=dict, max_length=60)
    as_read: int | None = Field(default=None, ge=1, le=100_000)


class Recorded(Shape):
    """An entry that was put on record."""

    reference: str
    entry: int


class KindShown(Shape):
    """A kind of entry, with the facts that it takes."""

    kind: str
    says: str
    facts: dict[str, str]


class Trouble(Shape):
    """Why something could not be done."""

    error: str
    says: str


class Whole(BaseModel):
    """One case with all that follows from its record, as `ehcp case show --json` gives it."""

    model_config = ConfigDict(extra="allow")

    reference: str
    stage: str
    record: list[dict[str, Any]]
    limits: list[dict[str, Any]]
