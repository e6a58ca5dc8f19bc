"""The parts of a rule's table in the law files: its clock, its source, when it is in force."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ehcp.law.period import Period, YearlyDate

Force = Literal[
    "statute",
    "regulation",
    "tribunal_rule",
    "case_law",
    "code_should",
    "collection_guidance",
    "planning_date",
    "council_target",
]
"""What binds: law, a court's reading of it, the Code's "should"; or only a plan or an own aim."""

Confidence = Literal["A", "B", "C", "U"]
"""How surely the text was checked, from A (read in the law itself) to U (could not be verified)."""

Condition = Literal["under_five", "detained"]
"""What must be so of the person for a rule to apply; `cases` decides it from the case."""

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, Field(min_length=1)]


def _period(value: object) -> object:
    return Period.parse(value) if isinstance(value, str) else value


def _yearly_date(value: object) -> object:
    return YearlyDate.parse(value) if isinstance(value, str) else value


PeriodText = Annotated[Period, BeforeValidator(_period)]
YearlyDateText = Annotated[YearlyDate, BeforeValidator(_yearly_date)]


class Part(BaseModel):
    """A table of the law files: read strictly, refusing every key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Clock(Part):
    """Which events of a case start a limit, which end it, and from which day it is counted.

    Attributes:
        starts: each of these starts the limit.
        stops: the first of these after the start meets the limit.
        falls_away: after these the limit no longer applies, although it was not met; the endings
            of a case do the same for every rule, and no rule names them.
        only_if: the limit applies only once one of these has happened.
        reopens: after these a limit that was met is unmet again, with the same date.
        holds_back: what must not happen before a window has closed.
        per: "party" where each advice-giver or setting has a limit of its own.
        when: a start counts only if its details say one of these; by the name of the detail.
        counted_from: the detail of the start that holds the day counted from, if the start has it;
            otherwise the limit is counted from the day the start happened.
        facts: the details of the start, dates all, that a worked-out rule is told.
        looks_at: what else a worked-out rule is told: under each name, the latest day of such an
            event since the start.
        looks_at_first: the same, with the earliest day.
        stops_before: what stops it counts too where it came before the start: it is done already.
        restarts: a second start while the limit runs ends the first one and begins anew. What is
            `ahead_of` a day, and every window, always restarts; no other limit does.
        journeys: the journeys in which the rule applies; none named means all.
    """

    starts: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    stops: tuple[Identifier, ...] = ()
    falls_away: tuple[Identifier, ...] = ()
    only_if: tuple[Identifier, ...] = ()
    reopens: tuple[Identifier, ...] = ()
    holds_back: tuple[Identifier, ...] = ()
    per: Literal["party"] | None = None
    when: dict[Identifier, Annotated[tuple[Identifier, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    counted_from: Identifier | None = None
    facts: tuple[Identifier, ...] = ()
    looks_at: dict[Identifier, Annotated[tuple[Identifier, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    looks_at_first: dict[Identifier, Annotated[tuple[Identifier, ...], Field(min_length=1)]] = (
        Field(default_factory=dict)
    )
    stops_before: bool = False
    restarts: bool = False
    journeys: tuple[Identifier, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """List every kind of event that the clock names."""
        return (
            *self.starts,
            *self.stops,
            *self.falls_away,
            *self.only_if,
            *self.reopens,
            *self.holds_back,
            *(kind for kinds in self.looks_at.values() for kind in kinds),
            *(kind for kinds in self.looks_at_first.values() for kind in kinds),
        )

    def told(self) -> frozenset[str]:
        """Name everything that a worked-out rule is told."""
        return frozenset((*self.facts, *self.looks_at, *self.looks_at_first))


class ByAuthority(Part):
    """Who owes the duty, and under which provision, where the authority arranges the review.

    Regulation 20 binds the head of the setting attended, regulation 21 the authority.
    """

    owed_by: Sentence
    cite: Sentence


class Source(Part):
    """Where a rule comes from, with what force it binds, and how surely that was checked.

    Attributes:
        force_for: the parties on whom the rule binds with another force.
    """

    force: Force
    cite: Sentence
    confidence: Confidence
    force_for: dict[Identifier, Force] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _was_verified(self) -> "Source":
        if self.confidence == "U":
            raise ValueError(
                "it is marked U (could not be verified), and such a rule is not put to use. "
                "Verify it, then mark it A, B or C"
            )
        return self


class InForce(Part):
    """The days on which a version of a rule is the law; both ends are included.

    Attributes:
        judged_on: whether the day that started the limit must lie within, or the day it is due.
        started_from: where it is judged by the day it is due, the earliest day that can start it.
    """

    from_on: date = Field(alias="from")
    until_on: date | None = Field(default=None, alias="until")
    judged_on: Literal["start", "due"] = "start"
    started_from: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "InForce":
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError(f"it is in force until {self.until_on}, before {self.from_on}")
        return self

    def includes(self, day: date) -> bool:
        """Tell whether the version is in force on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def overlaps(self, other: "InForce") -> bool:
        """Tell whether a day exists on which both are in force."""
        return (self.until_on is None or other.from_on <= self.until_on) and (
            other.until_on is None or self.from_on <= other.until_on
        )


class Example(Part):
    """A worked example, which is a test: a limit started on this day is due on that.

    Attributes:
        facts: what a worked-out rule is told besides.
    """

    starts: date
    due: date
    facts: dict[Identifier, date] = Field(default_factory=dict)
    why: Sentence | None = None
