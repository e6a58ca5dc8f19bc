"""The annual reviews that schools, colleges and nurseries hold for us, grouped by their mailboxes.

A review that we arrange ourselves (SI 2014/1530 reg 21) is nobody else's to be written to about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, select

from ehcp.cases.kinds import Kind
from ehcp.register import files
from ehcp.register.tables import cases, deadlines, events, occasions, people
from notifications.letter import Facts, Occasion, Round

SERVICE: Final = "the school, college or nursery"
"""What a setting is called in a letter to a caseworker: its name and a case tell too much."""

_REVIEW = cases.c.journey == "annual_review"
IS_RUNNING = and_(deadlines.c.met_on.is_(None), deadlines.c.fell_away_on.is_(None))
TO_BE_HELD = and_(_REVIEW, cases.c.ended_on.is_(None), cases.c.met_on.is_(None))
UNDECIDED = and_(_REVIEW, cases.c.ended_on.is_(None), cases.c.decided_on.is_(None))

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
    rows = about.connection.execute(
        select(
            cases.c.id,
            cases.c.reference,
            people.c.setting,
            people.c.setting_urn,
            func.min(deadlines.c.started_on).label("started_on"),
            func.min(deadlines.c.due_on).label("due_on"),
        )
        .join(deadlines, deadlines.c.case_id == cases.c.id)
        .join(people, people.c.id == cases.c.person_id)
        .where(deadlines.c.rule_id.in_(rules), IS_RUNNING, *conditions)
        .group_by(cases.c.id, cases.c.reference, people.c.setting, people.c.setting_urn)
        .order_by(func.min(deadlines.c.due_on), cases.c.reference)
    ).all()
    ours = _arranged_by_us(about, rows)
    return [
        Review(
            case_id=row.id,
            reference=row.reference,
            urn=row.setting_urn or about.council.closures.urn_of(row.setting or ""),
            started_on=row.started_on,
            due_on=row.due_on,
        )
        for row in rows
        if row.id not in ours
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


def _arranged_by_us(about: Round, rows: Sequence[Row[Any]]) -> set[int]:
    """Give the cases whose review we arrange: as somebody has settled, or else by our habit."""
    by_habit = about.council.reviews.arranged_by == "authority"
    settled = set(
        about.connection.execute(
            select(events.c.case_id)
            .where(events.c.kind == Kind.REVIEW_ARRANGER_SET.value)
            .distinct()
        ).scalars()
    )
    ours = {row.id for row in rows if by_habit and row.id not in settled}
    for row in rows:
        if row.id in settled:
            file = files.load(about.connection, row.reference).file
            last = file.last(Kind.REVIEW_ARRANGER_SET)
            if last.details.get("arranged_by") == "authority" if last else by_habit:
                ours.add(row.id)
    return ours
