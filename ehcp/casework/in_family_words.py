"""The words for one stage, as a family is told them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InFamilyWords:
    """One stage in a family's words.

    Attributes:
        now: what is happening.
        then: what comes after it; empty where the case has ended.
    """

    now: str
    then: str = ""
