"""A list of names that each say in plain words what they stand for."""

from enum import StrEnum
from typing import Self


class InPlainWords(StrEnum):
    """Names with their words; a list of such names is made from it.

    Attributes:
        says: what a name stands for, in plain words.
    """

    says: str

    def __new__(cls, value: str, says: str = "") -> Self:
        """Make a member of a name and the words for it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.says = says
        return member
