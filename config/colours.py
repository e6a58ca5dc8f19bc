"""Green, amber or red: the council's own rule for each figure, and the rule in words."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Colour(StrEnum):
    """How a figure stands. Always shown with its word, never by colour alone."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class _Bounds(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    green: float
    amber: float


class ColourRule(BaseModel):
    """How one figure is coloured: exactly one of four ways."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_least: _Bounds | None = None
    at_most: _Bounds | None = None
    falling: int | None = Field(default=None, ge=1)
    exactly: int | str | None = None

    @model_validator(mode="after")
    def _one_way_and_in_order(self) -> Self:
        ways = [way for way in type(self).model_fields if getattr(self, way) is not None]
        if len(ways) != 1:
            msg = "give one of at_least, at_most, falling, exactly"
            raise ValueError(msg)
        if self.at_least and self.at_least.green < self.at_least.amber:
            msg = "green must not begin below amber"
            raise ValueError(msg)
        if self.at_most and self.at_most.green > self.at_most.amber:
            msg = "green must not reach beyond amber"
            raise ValueError(msg)
        return self

    @property
    def in_words(self) -> str:
        """Say the rule in the words that are printed beside the figure."""
        if self.at_least:
            return f"Green from {_n(self.at_least.green)}, amber from {_n(self.at_least.amber)}."
        if self.at_most:
            return f"Green up to {_n(self.at_most.green)}, amber up to {_n(self.at_most.amber)}."
        if self.falling:
            weeks = "week" if self.falling == 1 else "weeks"
            return (
                f"Green at 0, or when lower each week for {self.falling} {weeks} running; "
                "amber while no higher than last week."
            )
        return f"Green when {self.exactly}, otherwise red."

    def colour(self, value: float | str | None, *, before: Sequence[float] = ()) -> Colour | None:
        """Colour a value; `before` is its value in the weeks before, the latest last.

        Nothing to measure (`None`) has no colour, nor has a fall that cannot be known yet.
        """
        if value is None:
            return None
        if self.exactly is not None:
            return Colour.GREEN if value == self.exactly else Colour.RED
        number = float(value)
        if self.at_least:
            return _by(green=number >= self.at_least.green, amber=number >= self.at_least.amber)
        if self.at_most:
            return _by(green=number <= self.at_most.green, amber=number <= self.at_most.amber)
        return self._by_falling(number, before)

    def _by_falling(self, now: float, before: Sequence[float]) -> Colour | None:
        if now == 0:
            return Colour.GREEN
        if not before:
            return None
        weeks = self.falling or 1
        run = [*before, now][-(weeks + 1) :]
        falls = len(run) == weeks + 1 and all(later < earlier for earlier, later in pairwise(run))
        return _by(green=falls, amber=now <= before[-1])


def _by(*, green: bool, amber: bool) -> Colour:
    if green:
        return Colour.GREEN
    return Colour.AMBER if amber else Colour.RED


def _n(number: float) -> str:
    return f"{number:g}"
