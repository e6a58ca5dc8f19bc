"""Which cases a list shows: the filters that somebody chose, as conditions on the register."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.in_plain_words import InPlainWords
from ehcp.cases.stages import Stage
from ehcp.law.counting import days_after, working_days_after
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import advice, cases, people, users

_SOON_WORKING_DAYS = 5
_AHEAD_DAYS = 14


class Due(InPlainWords):
    """When the next limit of a case falls.

    Attributes:
        says: the choice in plain words.
    """

    OVERDUE = "overdue", "Overdue"
    SOON = "5_working_days", "Within 5 working days"
    AHEAD = "14_days", "Within 14 days"
    AIM_PASSED = "aim_passed", "Our own aim has passed"
    NOTHING = "none", "Nothing due"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What somebody wants to see in the case list; what is None or empty chooses nothing out.

    Attributes:
        officers: the cases of any of these people.
        unallocated: the cases that nobody has.
        team: the cases whose officer is of this team.
        closed: the closed cases and not the open ones.
        restricted: only those of restricted children, as far as they may be seen.
        waiting_for: advice of this kind was asked for and has not come.
        started_in: the calendar year of the statutory start.
    """

    journey: str | None = None
    stage: Stage | None = None
    officers: tuple[str, ...] = ()
    unallocated: bool = False
    team: str | None = None
    due: Due | None = None
    closed: bool = False
    restricted: bool = False
    waiting_for: AdviceKind | None = None
    started_in: int | None = None
    source: str | None = None


def conditions(
    choice: Choice, *, sight: Sight | None, today: date
) -> Iterator[ColumnElement[bool]]:
    """Give the conditions on `cases` under which a case is in the list."""
    yield cases.c.ended_on.is_not(None) if choice.closed else cases.c.ended_on.is_(None)
    yield seen_cases(sight)
    for column, wanted in (
        (cases.c.journey, choice.journey),
        (cases.c.stage, choice.stage and choice.stage.value),
        (cases.c.source, choice.source),
    ):
        if wanted:
            yield column == wanted
    if choice.officers:
        yield cases.c.officer.in_(choice.officers)
    if choice.unallocated:
        yield cases.c.officer.is_(None)
    if choice.team:
        yield cases.c.officer.in_(select(users.c.name).where(users.c.team == choice.team))
    if choice.due is not None:
        yield _due(choice.due, today)
    if choice.restricted:
        yield cases.c.person_id.in_(select(people.c.id).where(people.c.restricted_to.is_not(None)))
    if choice.waiting_for is not None:
        yield cases.c.id.in_(
            select(advice.c.case_id).where(
                advice.c.received_on.is_(None),
                advice.c.cancelled_on.is_(None),
                advice.c.party == choice.waiting_for.value,
            )
        )
    if choice.started_in is not None:
        yield cases.c.started_on.between(
            date(choice.started_in, 1, 1), date(choice.started_in, 12, 31)
        )


def _due(due: Due, today: date) -> ColumnElement[bool]:
    day: ColumnElement[date] = cases.c.next_limit_on
    first_of_all: ColumnElement[date] = cases.c.next_due_on
    if due is Due.NOTHING:
        return first_of_all.is_(None)
    if due is Due.AIM_PASSED:
        return and_(first_of_all < today, or_(day.is_(None), day >= today))
    first, last = {
        Due.OVERDUE: (date.min, days_after(today, days=-1)),
        Due.SOON: (today, working_days_after(today, days=_SOON_WORKING_DAYS)),
        Due.AHEAD: (today, days_after(today, days=_AHEAD_DAYS)),
    }[due]
    return day.between(first, last)
