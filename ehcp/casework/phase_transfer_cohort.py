"""The children who move to another phase next: a case for each, opened once, two terms ahead.

The plan has to be reviewed and to name the next school or college before 15 February, or before
31 March where that is a post-16 institution (SI 2014/1530 reg 18(1)), of the year of the move.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, and_, case, func, select
from sqlalchemy.engine import RowMapping

from ehcp.cases.case_file import CaseFile
from ehcp.cases.desk import Desk
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.cases.year_groups import APRIL, PhaseTransfer, phase_transfer_on
from ehcp.register.bulk import Entry, NewCase, chained, free_references, put_cases, rows_where_in
from ehcp.register.engine import reading, writing
from ehcp.register.tables import cases, events, ledger, only, people

JOURNEY = "phase_transfer"
TRANSFER_ON = "transfer_on"

_AT_A_TIME = 200
_BEFORE = {
    Kind.PHASE_TRANSFER_TO_SCHOOL_DUE: (2, 15),
    Kind.PHASE_TRANSFER_TO_POST16_DUE: (3, 31),
}
"""The month and the day before which the plan is to be final, in the year of the move."""

_ONE_TRANSFER = timedelta(days=730)
"""A case opened up to two years before a transfer was for this one; whatever came of it, it is not
opened again. No child moves between phases of school twice in that time. One that was not needed or
withdrawn was for its own transfer alone: a child who is held back a year moves a year later."""

_CAME_TO_NOTHING = (Stage.NOT_NEEDED.value, Stage.WITHDRAWN.value)


@dataclass(frozen=True, kw_only=True)
class CohortOpened:
    """What was done for a day.

    Attributes:
        due: how many children with a plan move next, as seen from that day.
        opened: for how many of them a case was opened now; the others had theirs.
    """

    on: date
    due: int
    opened: int


def first_of_april(year: int) -> date:
    """Give the day from which two whole terms are left before the plans have to be final."""
    return date(year, APRIL, 1)


def open_phase_transfers(
    engine: Engine,
    *,
    desk: Desk,
    to_school: Collection[int],
    to_post16: Collection[int],
    opens_on: Callable[[int], date] = first_of_april,
    dry_run: bool = False,
) -> CohortOpened:
    """Open a case for every child with a plan who moves to another phase next, and has none.

    `to_school` and `to_post16` are the last years of a phase: after year 6 to another school, after
    year 11 to a post-16 institution. `opens_on` gives the day of a year from which those are seen
    who move in September of the year after. A plan is in force where a review of it is open. A dry
    run counts for how many a case would be opened, and writes nothing.
    """
    with reading(engine) as connection:
        due = [
            (row, transfer)
            for row in connection.execute(_WITH_A_PLAN).mappings()
            if (transfer := _transfer_of(row, desk.today, to_school, to_post16, opens_on))
        ]
        dropped = _dropped(connection, since=desk.today - _ONE_TRANSFER)
    missing = [
        (row, transfer)
        for row, transfer in due
        if _has_none(row, transfer) and (row["id"], transfer.transfer_on) not in dropped
    ]
    if dry_run:
        return CohortOpened(on=desk.today, due=len(due), opened=len(missing))
    opened = 0
    for start in range(0, len(missing), _AT_A_TIME):
        with writing(engine) as connection:
            some = _still_missing(connection, missing[start : start + _AT_A_TIME])
            put_cases(
                connection,
                list(_new_cases(connection, some, desk, opens_on)),
                at=desk.at,
                rules=desk.rules,
            )
            opened += len(some)
    return CohortOpened(on=desk.today, due=len(due), opened=opened)


_plans = (
    select(cases.c.person_id, func.max(cases.c.officer).label("officer"))
    .where(only(cases, "annual_review"), cases.c.ended_on.is_(None))
    .group_by(cases.c.person_id)
    .subquery()
)
_transfers = (
    select(
        cases.c.person_id,
        func.max(cases.c.started_on).label("last_on"),
        func.max(case((cases.c.ended_on.is_(None), 1), else_=0)).label("still_open"),
    )
    .where(only(cases, JOURNEY), cases.c.stage.not_in(_CAME_TO_NOTHING))
    .group_by(cases.c.person_id)
    .subquery()
)
_made = (
    select(cases.c.person_id, func.max(events.c.happened_on).label("made_on"))
    .join(events, and_(events.c.case_id == cases.c.id, events.c.sequence == 1))
    .where(only(cases, "annual_review"), events.c.kind == Kind.PLAN_FIRST_MADE.value)
    .group_by(cases.c.person_id)
    .subquery()
)
_WITH_A_PLAN = (
    select(
        people.c.id,
        people.c.born_on,
        people.c.year_group,
        people.c.year_group_by_hand,
        people.c.year_group_from,
        people.c.setting,
        people.c.setting_urn,
        _plans.c.officer,
        _transfers.c.last_on,
        _transfers.c.still_open,
        _made.c.made_on,
    )
    .join(_plans, _plans.c.person_id == people.c.id)
    .outerjoin(_transfers, _transfers.c.person_id == people.c.id)
    .outerjoin(_made, _made.c.person_id == people.c.id)
    .order_by(people.c.id)
)


def _transfer_of(
    row: RowMapping,
    day: date,
    to_school: Collection[int],
    to_post16: Collection[int],
    opens_on: Callable[[int], date],
) -> PhaseTransfer | None:
    """Give the transfer that lies ahead of a child, once it has come into view."""
    # A child is taught in one year from September to August, so in spring April looks the same.
    seen_from = max(day, first_of_april(day.year)) if day.month < APRIL else day
    found = phase_transfer_on(
        year_group=row["year_group"] if row["year_group_by_hand"] else None,
        born_on=row["born_on"],
        day=seen_from,
        to_school_years=to_school,
        to_post16_years=to_post16,
        set_in=row["year_group_from"],
    )
    if found is None or day < opens_on(found.transfer_on.year - 1):
        return None
    # A plan that is first made when the day has gone by was not there to be reviewed before it.
    before = date(found.transfer_on.year, *_BEFORE[found.kind])
    made_on: date | None = row["made_on"]
    return found if made_on is None or made_on < before else None


def _dropped(connection: Connection, *, since: date) -> frozenset[tuple[int, date]]:
    """Give who was not to move after all, and when that would have been, opened since a day."""
    rows = connection.execute(
        select(cases.c.person_id, events.c.details)
        .join(events, and_(events.c.case_id == cases.c.id, events.c.sequence == 1))
        .where(
            only(cases, JOURNEY),
            cases.c.ended_on.is_not(None),
            cases.c.stage.in_(_CAME_TO_NOTHING),
            cases.c.started_on >= since,
        )
    )
    return frozenset(
        (row.person_id, date.fromisoformat(row.details[TRANSFER_ON]))
        for row in rows
        if TRANSFER_ON in row.details
    )


def _has_none(row: RowMapping, transfer: PhaseTransfer) -> bool:
    if row["still_open"]:
        return False  # nobody is on two transfers at once: the open one is to be set right
    last_on: date | None = row["last_on"]
    return last_on is None or last_on < transfer.transfer_on - _ONE_TRANSFER


_Due = Sequence[tuple[RowMapping, PhaseTransfer]]


def _still_missing(connection: Connection, due: _Due) -> _Due:
    """Hold these children, and drop those for whom somebody has opened a case meanwhile."""
    ids = [row["id"] for row, _ in due]
    connection.execute(
        select(people.c.id)
        .where(people.c.id.in_(ids))
        .order_by(people.c.id)
        .with_for_update(key_share=True)
    )
    connection.execute(select(ledger.c.id).with_for_update())  # one at a time, as `put_cases` does
    now = {
        row.person_id: row.last_on
        for row in connection.execute(
            select(cases.c.person_id, func.max(cases.c.started_on).label("last_on"))
            .where(
                only(cases, JOURNEY),
                cases.c.person_id.in_(ids),
                cases.c.stage.not_in(_CAME_TO_NOTHING),
            )
            .group_by(cases.c.person_id)
        )
    }
    keys = [_key(row, to) for row, to in due]
    taken = {row["external_key"] for row in rows_where_in(connection, cases, "external_key", keys)}
    return [
        (row, to)
        for (row, to), key in zip(due, keys, strict=True)
        if key not in taken and now.get(row["id"]) == row["last_on"]
    ]


def _key(row: RowMapping, transfer: PhaseTransfer) -> str:
    """Name a child's transfer; no two cases have the same key, whoever opens them."""
    return f"{JOURNEY}/{row['id']}/{transfer.transfer_on.isoformat()}"


def _new_cases(
    connection: Connection, due: _Due, desk: Desk, opens_on: Callable[[int], date]
) -> Iterator[NewCase]:
    """Make the cases, from the day on which the transfer came into view or the plan was made.

    A council that begins in autumn has heard of preferences since, and has to be able to say so.
    """
    references = iter(free_references(connection, len(due)) if due else ())
    for (row, transfer), reference in zip(due, references, strict=True):
        transfer_on = transfer.transfer_on.isoformat()
        in_view_on = opens_on(transfer.transfer_on.year - 1)
        day = min(desk.today, max(in_view_on, row["made_on"] or in_view_on))
        first = Entry(transfer.kind, day, None, {TRANSFER_ON: transfer_on})
        recorded, seals = chained([first], reference=reference, at=desk.at, by=desk.by)
        facts: dict[str, Any] = dict(row)
        yield NewCase(
            file=CaseFile(
                reference=reference,
                recorded=recorded,
                journey=JOURNEY,
                born_on=facts["born_on"],
                year_group=facts["year_group"] if facts["year_group_by_hand"] else None,
                year_group_from=facts["year_group_from"],
                setting=facts["setting"],
                setting_urn=facts["setting_urn"],
            ),
            seals=seals,
            person_id=facts["id"],
            officer=facts["officer"],
            external_key=_key(row, transfer),
            woken_version=0,
        )
