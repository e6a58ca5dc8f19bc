"""What the council aims for, when a figure is green, and how it measures: targets.toml."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from config.colours import ColourRule
from config.policy.part import Part

_PERIOD = re.compile(r"([1-9]\d{0,2}) (day|week)s?")


def _a_period(value: str) -> str:
    if not _PERIOD.fullmatch(value.strip()):
        msg = "not a period"
        raise ValueError(msg)
    return value.strip()


def days_in(period: str) -> timedelta:
    """Turn "5 weeks" or "30 days" into a length; longer units would need the law's own counting."""
    number, unit = period.split()
    return timedelta(days=int(number) * (7 if unit.startswith("week") else 1))


class Measures(Part):
    """What the published measures leave to whoever counts."""

    leave_out_disputed: bool = Field(default=True, description="Write true or false.")


class Targets(Part):
    """What the council aims for, when a figure is green, and how it measures: targets.toml."""

    shorter: dict[str, Annotated[str, AfterValidator(_a_period)]] = Field(
        default_factory=dict, description='Write rule = "5 weeks" or rule = "30 days".'
    )
    colours: dict[str, ColourRule] = Field(
        default_factory=dict,
        description="Write one of at_least, at_most (green and amber in order), falling, exactly.",
    )
    measures: Measures = Field(
        default_factory=Measures, description="Add a table [measures] with `leave_out_disputed`."
    )
