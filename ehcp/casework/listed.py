"""Cases as a line of a list shows them, whichever list it is: three questions for all the lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.closures import NO_CLOSURES, Closures
from ehcp.cases.journeys import journey_named
from ehcp.cases.stages import Stage
from ehcp.casework.service_names import NO_SERVICES, ServiceNames, service_names
from ehcp.casework.setting_names import setting_names
from ehcp.casework.whose_turn import Where, whose_turn
from ehcp.law.rules import AIMS, rule
from ehcp.register.tables import advice, cases, deadlines, people

_KINDS = {kind.value: kind.says for kind in AdviceKind}
_DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One case of a list.

    Attributes:
        child: the child's name; None where the register holds none.
        week: how many whole weeks the case has run.
        due_on: the day of the first limit of the law that still runs; of the first aim where none
            does.
        due: what is to be done by then, and `due_from` the kind of advice or the setting it is
            expected from, where it is about one.
        due_is_aim: that day is for planning, or our own target: no limit of the law.
        aim_on: the day of an aim that comes before the limit, and `aim` what is aimed at.
        waiting_for: the kinds of advice that were asked for and have not come, in words; with the
            service where several give it.
        turn: who has the next step where no service owes advice, or where one has sent its request
            back to us.
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
    aim_on: date | None
    aim: str | None
    waiting_for: tuple[str, ...]
    turn: str | None
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
        cases.c.drafted_on,
        cases.c.meeting_on,
        people.c.forename,
        people.c.surname,
        people.c.setting,
        people.c.restricted_to,
    ).join(people, people.c.id == cases.c.person_id)


def listed(
    connection: Connection, lines: Select[Any], *, today: date, closures: Closures = NO_CLOSURES
) -> tuple[Listed, ...]:
    """Ask for the lines of a list, with what is due first and who is waited for in each.

    `closures` is the calendar by which a setting's name is known.
    """
    rows = connection.execute(lines).all()
    ids = [row.id for row in rows]
    due = due_first(connection, ids, closures=closures)
    asked = asked_for(connection, ids)
    names = service_names(connection) if asked else NO_SERVICES
    return tuple(
        _line(row, due.get(row.id, (None, None)), asked.get(row.id, ()), names, today=today)
        for row in rows
    )


class First(NamedTuple):
    """What the first running limit of a case asks, of whom, by when."""

    due_on: date
    says: str
    from_whom: str | None


Firsts = tuple[First | None, First | None]
"""The first limit of the law that runs in a case, and its first aim."""


def _line(
    row: Row[Any], due: Firsts, asked: Sequence[Row[Any]], names: ServiceNames, *, today: date
) -> Listed:
    limit, aim = due
    first = limit or aim
    comes_before = limit is not None and aim is not None and aim.due_on < limit.due_on
    owed = [each for each in asked if each.received_on is None]
    where = Where(
        stage=Stage(row.stage),
        asked=bool(asked),
        sent_back=[
            names.of(each.party, each.service) for each in owed if each.returned_on is not None
        ],
        drafted_on=row.drafted_on,
        meeting_on=row.meeting_on,
        is_at_a_setting=row.setting is not None,
    )
    waiting_for = tuple(
        names.of(each.party, each.service) for each in owed if each.returned_on is None
    )
    return Listed(
        case_id=row.id,
        reference=row.reference,
        child=" ".join(filter(None, (row.forename, row.surname))) or None,
        journey=journey_named(row.journey).says,
        stage=where.stage,
        week=((row.ended_on or today) - row.started_on).days // _DAYS_OF_A_WEEK,
        started_on=row.started_on,
        ended_on=row.ended_on,
        last_event_on=row.last_event_on,
        officer=row.officer,
        due_on=first.due_on if first else None,
        due=first.says if first else None,
        due_from=first.from_whom if first else None,
        due_is_aim=first is not None and limit is None,
        aim_on=aim.due_on if aim and comes_before else None,
        aim=aim.says if aim and comes_before else None,
        waiting_for=waiting_for,
        turn=(
            None
            if row.ended_on or (waiting_for and not where.sent_back)
            else whose_turn(where, today=today)
        ),
        restricted=row.restricted_to is not None,
    )


_DUE = (
    select(deadlines.c.case_id, deadlines.c.rule_id, deadlines.c.party, deadlines.c.due_on)
    .where(
        deadlines.c.case_id.in_(bindparam("ids", expanding=True)), deadlines.c.watch.is_not(None)
    )
    .order_by(deadlines.c.due_on, deadlines.c.rule_id, deadlines.c.party)
)
_ASKED = (
    select(
        advice.c.case_id,
        advice.c.party,
        advice.c.service,
        advice.c.received_on,
        advice.c.returned_on,
    )
    .where(
        advice.c.case_id.in_(bindparam("ids", expanding=True)),
        advice.c.cancelled_on.is_(None),
    )
    .order_by(advice.c.due_on, advice.c.party)
)


def due_first(
    connection: Connection, case_ids: Sequence[int], *, closures: Closures = NO_CLOSURES
) -> dict[int, Firsts]:
    """Give for each of these cases its first running limit, and its first aim."""
    found: dict[int, Firsts] = {}
    rows = connection.execute(_DUE, {"ids": case_ids}).all() if case_ids else ()
    settings = setting_names(connection, {row.party for row in rows}, closures=closures)
    for row in rows:
        limit, aim = found.get(row.case_id, (None, None))
        known = rule(row.rule_id)
        first = First(row.due_on, known.says, party_says(settings.of(row.party)))
        is_aim = known.source.force in AIMS
        found[row.case_id] = (limit, aim or first) if is_aim else (limit or first, aim)
    return found


def asked_for(connection: Connection, case_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Give for each of these cases the advice that was asked for, the longest owed first."""
    found: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(_ASKED, {"ids": case_ids}) if case_ids else ():
        found.setdefault(row.case_id, []).append(row)
    return found


def party_says(party: str) -> str | None:
    """Name in words whom a limit or an entry is about; None where about nobody."""
    return _KINDS.get(party, party) or None
