"""How this council runs its annual reviews and phase transfers: reviews.toml."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from config.policy.part import Part, WholeNumber, different

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAY_OF_YEAR = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)})")
_ANY_YEAR = 2025  # not a leap year: 29 February is no day of every year

SchoolYear = Annotated[WholeNumber, Field(ge=-2, le=14)]
"""A year group: reception is 0, nursery -1 and -2, the sixth form 12 and 13."""

SchoolYears = Annotated[tuple[SchoolYear, ...], AfterValidator(different)]


def _a_day_of_every_year(value: str) -> str:
    written = _DAY_OF_YEAR.fullmatch(value.strip())
    if written is None:
        msg = "not a day and a month"
        raise ValueError(msg)
    date(_ANY_YEAR, _MONTHS.index(written[2]) + 1, int(written[1]))
    return value.strip()


class PhaseTransfer(Part):
    """Who moves on at the end of which year, and from when the council works on it."""

    years_to_school: SchoolYears = Field(
        default=(-1, 6), description="List year groups, each once: [-1, 6]; reception is 0."
    )
    years_to_post16: SchoolYears = Field(
        default=(11,), description="List year groups, each once: [11]."
    )
    opens: Annotated[str, AfterValidator(_a_day_of_every_year)] = Field(
        default="1 April", description='Write a day and a month, such as "1 April".'
    )

    @model_validator(mode="after")
    def _one_way_out_of_a_year(self) -> Self:
        both = sorted({*self.years_to_school} & {*self.years_to_post16})
        if both:
            msg = f"Year {both[0]} is in both lists: let it be in one."
            raise ValueError(msg)
        return self

    def opens_on(self, year: int) -> date:
        """Give the day of a year from which the cohort that moves the year after is opened."""
        day, month = self.opens.split()
        return date(year, _MONTHS.index(month) + 1, int(day))


class Reviews(Part):
    """How this council runs its annual reviews and phase transfers: reviews.toml."""

    next_from: Literal["decision", "meeting"] = Field(
        default="decision", description="Write decision or meeting."
    )
    arranged_by: Literal["setting", "authority"] = Field(
        default="setting", description="Write setting or authority."
    )
    phase_transfer: PhaseTransfer = Field(
        default_factory=PhaseTransfer, description="Add a table [phase_transfer]."
    )
