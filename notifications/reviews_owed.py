"""The annual reviews that schools, colleges and nurseries hold for us, grouped by their mailboxes.

A review that we arrange ourselves (SI 2014/1530 reg 21) is nobody else's to be written to about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Connection, exists, select

from ehcp.casework.reviews_asked import (
    IS_RUNNING,
    TO_BE_HELD,
    UNDECIDED,
    ReviewAsked,
    reviews_asked,
    reviews_to_hold,
)
from ehcp.council.policy import closures_of
from ehcp.register.tables import cases, occasions
from notifications.letter import Facts, Occasion, Round

__all__ = [
    "IS_RUNNING",
    "SERVICE",
    "TO_BE_HELD",
    "UNDECIDED",
    "Review",
    "by_setting",
    "has_mailbox",
    "not_yet_said",
    "reviews_with",
    "still",
    "to_be_held",
]

SERVICE: Final = "the school, college or nursery"
"""What a setting is called in a letter to a caseworker: its name and a case tell too much."""

_MANY = 500


@dataclass(frozen=True, kw_only=True)
class Review:
    """One review that a letter is about, and the key that makes it happen once.

    Attributes:
        urn: the setting that holds it; None where the register does not know it.
        due_on: the last day of the limit that the letter is about.
    """

    case_id: int
    reference: str
    urn: str | None
    started_on: date
    due_on: date
    key: str = ""
    more: Facts = field(default_factory=dict)

    @property
    def occasion(self) -> Occasion:
        """Give the reason to write."""
        return Occasion(key=self.key, case_id=self.case_id)

    @property
    def facts(self) -> Facts:
        """Give what the words may say about it: never more than reference and days."""
        return {"occasion": self.key, "reference": self.reference, **self.more}


def reviews_with(
    about: Round, rules: Sequence[str], *conditions: ColumnElement[bool]
) -> list[Review]:
    """Give the reviews with one of these limits running, the earliest due of each, by date."""
    return [
        _review(asked)
        for asked in reviews_asked(
            about.connection,
            rules,
            *conditions,
            closures=closures_of(about.council),
            ours_by_habit=about.council.reviews.arranged_by == "authority",
        )
    ]


def to_be_held(about: Round) -> list[Review]:
    """Give every review without a meeting yet; its date is the last safe day for the meeting."""
    return [
        _review(asked)
        for asked in reviews_to_hold(
            about.connection,
            closures=closures_of(about.council),
            ours_by_habit=about.council.reviews.arranged_by == "authority",
        )
    ]


def not_yet_said(connection: Connection, found: Iterable[Review]) -> list[Review]:
    """Leave out what has been written about already."""
    found = list(found)
    said: set[str] = set()
    for start in range(0, len(found), _MANY):
        keys = [review.key for review in found[start : start + _MANY]]
        said.update(
            connection.execute(select(occasions.c.key).where(occasions.c.key.in_(keys))).scalars()
        )
    return [review for review in found if review.key not in said]


def by_setting(about: Round, found: Iterable[Review]) -> dict[str, list[Review]]:
    """Group reviews by the URN of a setting whose mailbox is on record."""
    groups: dict[str, list[Review]] = {}
    for review in found:
        if has_mailbox(about, review):
            groups.setdefault(str(review.urn), []).append(review)
    return groups


def has_mailbox(about: Round, review: Review) -> bool:
    """Say whether the council has told us where to write to about a review."""
    return review.urn in about.council.people.settings


def still(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Give the condition that these hold, still, for the case of an occasion."""
    return exists(select(cases.c.id).where(cases.c.id == occasions.c.case_id, *conditions))


def _review(asked: ReviewAsked) -> Review:
    return Review(
        case_id=asked.case_id,
        reference=asked.reference,
        urn=asked.urn,
        started_on=asked.started_on,
        due_on=asked.due_on,
    )
