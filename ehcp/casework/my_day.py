"""My day: the cases of an officer that call for something today, by consequence, each once.

What calls is defined in `day_reasons`. Here the register is asked for it: a fixed number of
questions, and whole records only of the cases whose record may hold a reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, or_, select

from ehcp.cases.alerts import OF_ADVICE
from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.casework.awaits_scan import AwaitsScan, files_that_wait
from ehcp.casework.day_reasons import (
    OURS,
    InHand,
    Reason,
    RunningLimit,
    Section,
    Today,
    reasons,
    standing_still_since,
)
from ehcp.casework.links_lost import links_lost
from ehcp.casework.listed import Listed, lines_of, listed
from ehcp.casework.service_names import NO_SERVICES, ServiceNames, service_names
from ehcp.casework.setting_names import setting_names
from ehcp.casework.tasks import TASK
from ehcp.casework.undelivered import undelivered
from ehcp.casework.what_came import REPLIES
from ehcp.register import files
from ehcp.register.engine import reading
from ehcp.register.open_requests import IS_OWED
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import advice, cases, deadlines, events

_OF_ADVICE = frozenset({Stage.ASSESSING.value})
_OURS = frozenset(stage.value for stage in OURS)


@dataclass(frozen=True, kw_only=True)
class OnTheDay:
    """One case of the day.

    Attributes:
        reason: the gravest.
        others: what else there is about it.
    """

    case: Listed
    reason: Reason
    others: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Day:
    """The cases of a day by section, the gravest section first, and how many are in hand at all."""

    sections: Mapping[Section, Sequence[OnTheDay]]
    in_hand: int

    @property
    def total(self) -> int:
        """Count the cases on the day."""
        return sum(len(found) for found in self.sections.values())


def my_day(engine: Engine, *, officers: Sequence[str], day: Today, sight: Sight | None) -> Day:
    """Give the day of whoever has the cases of these officers: their own, and those they cover."""
    with reading(engine) as connection:
        rows = _in_hand(connection, officers, sight)
        if not rows:
            return Day(sections=dict.fromkeys(Section, ()), in_hand=0)
        limits = _limits(connection, rows, day.soon)
        records = _records(connection, rows, limits, day)
        advice_matters = records or any(row.stage in _OF_ADVICE for row in rows.values())
        services = service_names(connection) if advice_matters else NO_SERVICES
        waits = files_that_wait(connection, rows, services=services)
        limits = _without(limits, waits)
        owed = _owed(connection, rows, services)
        settings = setting_names(connection, _named(limits, records), closures=day.closures)
        day = replace(day, services=services, settings=settings)
        not_arrived = undelivered(connection, rows, since=day.since)
        for lost in links_lost(connection, rows):
            not_arrived.setdefault(lost.case_id, []).append(lost.reason)
        found: dict[int, tuple[Reason, ...]] = {}
        still_since = standing_still_since(day.today, working_days=day.stalled_working_days)
        for case_id, row in rows.items():
            may_stand_still = row.last_event_on <= still_since and row.stage in _OURS
            if not may_stand_still and not any(
                case_id in each for each in (limits, records, not_arrived, waits)
            ):
                continue  # most reviews wait quietly for their year
            because = reasons(
                InHand(
                    stage=Stage(row.stage),
                    is_open=row.ended_on is None,
                    started_on=row.started_on,
                    drafted_on=row.drafted_on,
                    meeting_on=row.meeting_on,
                    last_event_on=row.last_event_on,
                    limits=limits.get(case_id, ()),
                    owed=owed.get(case_id, {}),
                    file=records.get(case_id),
                    undelivered=not_arrived.get(case_id, ()),
                    waits=waits.get(case_id, ()),
                ),
                day=day,
            )
            if because:
                found[case_id] = because
        chosen = lines_of().where(cases.c.id.in_(found))
        lines = listed(connection, chosen, today=day.today, closures=day.closures) if found else ()
    return Day(
        sections=_by_section(lines, found),
        in_hand=sum(1 for row in rows.values() if row.ended_on is None),
    )


def _named(
    limits: Mapping[int, Sequence[RunningLimit]], records: Mapping[int, CaseFile]
) -> Iterator[str | None]:
    """Give whom the limits and the records speak of."""
    for running in limits.values():
        yield from (limit.party for limit in running)
    for file in records.values():
        yield from (event.party for event in file.events)


def _by_section(
    lines: Iterable[Listed], found: Mapping[int, tuple[Reason, ...]]
) -> dict[Section, Sequence[OnTheDay]]:
    sections: dict[Section, list[OnTheDay]] = {section: [] for section in Section}
    for line in lines:
        gravest, *rest = found[line.case_id]
        # Several limits lead to the same step, which is said once.
        others = {each.do: each for each in rest if each.do != gravest.do}
        sections[gravest.section].append(
            OnTheDay(case=line, reason=gravest, others=tuple(others.values()))
        )
    for each in sections.values():
        each.sort(key=lambda one: (one.reason.on, one.case.reference))
    return dict(sections)


def _in_hand(
    connection: Connection, officers: Sequence[str], sight: Sight | None
) -> dict[int, Any]:
    """Give the open cases of these officers, and the ended ones in which a limit still runs."""
    columns = (
        cases.c.id,
        cases.c.stage,
        cases.c.started_on,
        cases.c.ended_on,
        cases.c.drafted_on,
        cases.c.meeting_on,
        cases.c.last_event_on,
        cases.c.next_due_on,
    )
    theirs = select(*columns).where(cases.c.officer.in_(officers), seen_cases(sight))
    is_open = theirs.where(cases.c.ended_on.is_(None))
    runs_on = theirs.where(cases.c.ended_on.is_not(None), cases.c.next_due_on.is_not(None))
    return {row.id: row for each in (is_open, runs_on) for row in connection.execute(each)}


def _limits(
    connection: Connection, rows: Mapping[int, Any], until: date
) -> dict[int, list[RunningLimit]]:
    due = [row.id for row in rows.values() if row.next_due_on and row.next_due_on <= until]
    found: dict[int, list[RunningLimit]] = defaultdict(list)
    if not due:  # none of nothing would be looked for from end to end
        return found
    for row in connection.execute(
        select(
            deadlines.c.case_id,
            deadlines.c.rule_id,
            deadlines.c.party,
            deadlines.c.due_on,
            deadlines.c.excepted_by,
        ).where(
            deadlines.c.case_id.in_(due),
            deadlines.c.watch.is_not(None),
            deadlines.c.due_on <= until,
        )
    ):
        found[row.case_id].append(
            RunningLimit(
                rule_id=row.rule_id,
                party=row.party,
                due_on=row.due_on,
                excepted=row.excepted_by is not None,
            )
        )
    return found


def _without(
    limits: Mapping[int, Sequence[RunningLimit]], waits: Mapping[int, Sequence[AwaitsScan]]
) -> dict[int, list[RunningLimit]]:
    """Leave out the limits of advice for which a file came that waits for the scanner."""
    came = {(case_id, each.party) for case_id, some in waits.items() for each in some}
    left = {
        case_id: [
            limit
            for limit in some
            if limit.rule_id != OF_ADVICE or (case_id, limit.party) not in came
        ]
        for case_id, some in limits.items()
    }
    return {case_id: some for case_id, some in left.items() if some}


def _records(
    connection: Connection,
    rows: Mapping[int, Any],
    limits: Mapping[int, Sequence[RunningLimit]],
    day: Today,
) -> dict[int, CaseFile]:
    """Load the records that may hold a reason, and those of cases over a limit."""
    wanted = {
        case_id
        for case_id, running in limits.items()
        if any(limit.due_on < day.today for limit in running)
    }
    # By their ids and not by a question for them: PostgreSQL would answer that from end to end.
    theirs = [case_id for case_id, row in rows.items() if row.ended_on is None]
    query = select(events.c.case_id).where(events.c.case_id.in_(theirs), _may_hold_a_reason(day))
    if theirs:
        wanted.update(connection.scalars(query.distinct()))
    return {held.case_id: held.file for held in files.load_many(connection, wanted)}


def _may_hold_a_reason(day: Today) -> ColumnElement[bool]:
    return or_(
        events.c.kind.in_(
            [
                Kind.DRAFT_MEETING_REQUESTED.value,
                Kind.REPRESENTATIONS_RECEIVED.value,
                Kind.ADVICE_REQUEST_RETURNED.value,
                Kind.ADVICE_PROMISED.value,
            ]
        ),
        and_(
            events.c.kind == Kind.NOTE_ADDED.value,
            events.c.details[TASK].as_string().is_not(None),
        ),
        and_(
            events.c.kind == Kind.CONTACT_LOGGED.value,
            events.c.details["answer_owed"].as_string() == "yes",
        ),
        and_(
            events.c.recorded_at >= day.since,
            events.c.kind.in_([kind.value for kind in (*REPLIES, Kind.ADVICE_ACKNOWLEDGED)]),
        ),
    )


def _owed(
    connection: Connection, rows: Mapping[int, Any], services: ServiceNames
) -> dict[int, dict[str, str]]:
    asked = [row.id for row in rows.values() if row.stage in _OF_ADVICE]
    found: dict[int, dict[str, str]] = defaultdict(dict)
    if not asked:
        return found
    for row in connection.execute(
        select(advice.c.case_id, advice.c.party, advice.c.service)
        .where(
            advice.c.case_id.in_(asked),
            IS_OWED,
        )
        .order_by(advice.c.due_on, advice.c.party)
    ):
        found[row.case_id][row.party] = services.of(row.party, row.service)
    return found
