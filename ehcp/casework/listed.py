"""Cases as a line of a list shows them, whichever list it is: three questions for all the lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, bindparam, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.journeys import journey_named
from ehcp.cases.stages import Stage
from ehcp.law.rules import rule
from ehcp.register.tables import advice, cases, deadlines, people

_KINDS = {kind.value: kind.says for kind in AdviceKind}
_DAYS_OF_A_WEEK = 7
AIMS: Final = ("planning_date", "council_target")
"""The force of a day that is no law's: passing it is no breach."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One case of a list.

    Attributes:
        child: the child's name; None where the register holds none.
        week: how many whole weeks the case has run.
        due_on: the day of the first watched limit that still runs.
        due: what is to be done by then, and `due_from` the kind of advice or the setting it is
            expected from, where it is about one.
        due_is_aim: that day is for planning, or our own target: no limit of the law.
        waiting_for: the kinds of advice that were asked for and have not come, in words.
        restricted: only the child's own team sees it.
    """

    case_id: int
    reference: str
    child: str | None
    journey: str
    stage: Stage
    week: int
    started_on: date
    ended_on: date | None
    last_event_on: date
    officer: str | None
    due_on: date | None
    due: str | None
    due_from: str | None
    due_is_aim: bool
    waiting_for: tuple[str, ...]
    restricted: bool


def lines_of() -> Select[Any]:
    """Give the question for the lines of a list; whoever asks adds which, and in what order."""
    return select(
        cases.c.id,
        cases.c.reference,
        cases.c.journey,
        cases.c.stage,
        cases.c.started_on,
        cases.c.ended_on,
        cases.c.last_event_on,
        cases.c.officer,
        cases.c.next_due_on,
        people.c.forename,
        people.c.surname,
        people.c.restricted_to,
    ).join(people, people.c.id == cases.c.person_id)


def listed(connection: Connection, lines: Select[Any], *, today: date) -> tuple[Listed, ...]:
    """Ask for the lines of a list, with what is due first and who is waited for in each."""
    rows = connection.execute(lines).all()
    ids = [row.id for row in rows]
    due = due_first(connection, ids)
    waiting = waited_for(connection, ids)
    nothing = First(None, None, is_aim=False)
    return tuple(
        Listed(
            case_id=row.id,
            reference=row.reference,
            child=" ".join(filter(None, (row.forename, row.surname))) or None,
            journey=journey_named(row.journey).says,
            stage=Stage(row.stage),
            week=((row.ended_on or today) - row.started_on).days // _DAYS_OF_A_WEEK,
            started_on=row.started_on,
            ended_on=row.ended_on,
            last_event_on=row.last_event_on,
            officer=row.officer,
            due_on=row.next_due_on,
            due=due.get(row.id, nothing).says,
            due_from=due.get(row.id, nothing).from_whom,
            due_is_aim=due.get(row.id, nothing).is_aim,
            waiting_for=waiting.get(row.id, ()),
            restricted=row.restricted_to is not None,
        )
        for row in rows
    )


_DUE = (
    select(deadlines.c.case_id, deadlines.c.rule_id, deadlines.c.party)
    .where(
        deadlines.c.case_id.in_(bindparam("ids", expanding=True)), deadlines.c.watch.is_not(None)
    )
    .order_by(deadlines.c.due_on, deadlines.c.rule_id, deadlines.c.party)
)
_WAITING = (
    select(advice.c.case_id, advice.c.party)
    .where(
        advice.c.case_id.in_(bindparam("ids", expanding=True)),
        advice.c.received_on.is_(None),
        advice.c.cancelled_on.is_(None),
    )
    .order_by(advice.c.due_on, advice.c.party)
)


class First(NamedTuple):
    """What the first running limit of a case asks, of whom, and whether it is no limit of law."""

    says: str | None
    from_whom: str | None
    is_aim: bool


def due_first(connection: Connection, case_ids: Sequence[int]) -> dict[int, First]:
    """Give for each of these cases its first running limit."""
    found: dict[int, First] = {}
    for row in connection.execute(_DUE, {"ids": case_ids}) if case_ids else ():
        if row.case_id not in found:
            known = rule(row.rule_id)
            found[row.case_id] = First(
                known.says, party_says(row.party), is_aim=known.source.force in AIMS
            )
    return found


def waited_for(connection: Connection, case_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Give for each of these cases the kinds of advice that are owed, the longest first."""
    found: dict[int, tuple[str, ...]] = {}
    for row in connection.execute(_WAITING, {"ids": case_ids}) if case_ids else ():
        found[row.case_id] = (*found.get(row.case_id, ()), _KINDS.get(row.party, row.party))
    return found


def party_says(party: str) -> str | None:
    """Name in words whom a limit or an entry is about; None where about nobody."""
    return _KINDS.get(party, party) or None
