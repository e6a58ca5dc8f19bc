"""What an import has to say about a cell: a refusal, a warning or a difference."""

from dataclasses import asdict, dataclass
from typing import Literal

Against = Literal["law", "register"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a row cannot be taken in, at the cell that is wrong."""

    sheet: str
    cell: str
    value: str
    reason: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something that was taken in otherwise than it was typed, or that a person should look at."""

    sheet: str
    cell: str
    value: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the sheet disagrees with the law's arithmetic, or with the register.

    Attributes:
        against: `law` or `register`.
        says: what the sheet says.
        should: what the law's arithmetic gives, or what the register holds and keeps.
    """

    sheet: str
    cell: str
    heading: str
    against: Against
    says: str
    should: str


def as_json(finding: Refused | Warned | Difference) -> dict[str, str]:
    """Give a finding to another program."""
    return asdict(finding)
