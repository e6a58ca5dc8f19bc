"""What every part of the council's policy is made of: the frozen model and its shared words."""

import re
from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
Role = Literal["caseworker", "manager", "head_of_service"]


def _an_email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        msg = "not an email address"
        raise ValueError(msg)
    return value


def different(values: tuple[object, ...]) -> tuple[object, ...]:
    """Refuse a list that holds the same thing twice."""
    if len(set(values)) != len(values):
        msg = "the same twice"
        raise ValueError(msg)
    return values


def _longest_first(days: tuple[int, ...]) -> tuple[int, ...]:
    if list(days) != sorted(set(days), reverse=True):
        msg = "not in order"
        raise ValueError(msg)
    return days


def _first_first(days: tuple[int, ...]) -> tuple[int, ...]:
    if list(days) != sorted(set(days)):
        msg = "not in order"
        raise ValueError(msg)
    return days


def _no_yes_or_no(value: object) -> object:
    # To Python, true is the number 1.
    if isinstance(value, bool):
        msg = "not a number"
        raise ValueError(msg)  # noqa: TRY004 - pydantic asks for a ValueError
    return value


def _by_the_clock_on_the_wall(value: time) -> time:
    if value.tzinfo is not None:
        msg = "not a time of this place"
        raise ValueError(msg)
    return value


Email = Annotated[str, AfterValidator(_an_email)]
WholeNumber = Annotated[int, BeforeValidator(_no_yes_or_no)]
TimeOfDay = Annotated[time, AfterValidator(_by_the_clock_on_the_wall)]
Days = Annotated[WholeNumber, Field(ge=1, le=365)]
DaysBefore = Annotated[tuple[Days, ...], AfterValidator(_longest_first)]
DaysAfter = Annotated[tuple[Days, ...], AfterValidator(_first_first)]
Kinds = Annotated[tuple[str, ...], AfterValidator(different)]


class Part(BaseModel):
    """A table of the council's files: never changed after it was read, nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
