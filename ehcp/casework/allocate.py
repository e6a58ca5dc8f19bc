"""Who of a service writes which piece of advice: its own business, and no event of a case.

What was allocated stands while the request waits; asked anew, it is allocated anew.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select

from ehcp.cases.desk import Desk
from ehcp.casework.answers import ANSWERED, has_it
from ehcp.casework.asked_of import Load
from ehcp.casework.queued import Asked, Key, Whose, is_owed
from ehcp.casework.record import record_in
from ehcp.refusal import Refusal
from ehcp.register import files
from ehcp.register.audit import note
from ehcp.register.tables import advice, allocations, users

_WRITES = frozenset({"service", "professional"})


class NotAllocated(Refusal):
    """Work that cannot be given to somebody; nothing was changed."""


def allocate(
    connection: Connection,
    *,
    requests: Sequence[Asked],
    user_id: int | None,
    by: str,
    at: datetime,
    today: date,
) -> int:
    """Give requests to somebody of the service, or to nobody (None); give how many changed hands.

    Raises:
        NotAllocated: a request was answered meanwhile, or whoever is named is not of its service.
    """
    changed = 0
    people = _of_the_service(connection, today=today)
    for asked in requests:
        _refuse_if_not_owed(connection, asked)
        if asked.allocated_to_id == user_id:
            continue
        name = None
        if user_id is not None:
            name = _name(people, user_id, service=asked.service)
        connection.execute(delete(allocations).where(_of(asked.key)))
        if user_id is not None:
            connection.execute(
                insert(allocations).values(
                    **asked.key._asdict(), user_id=user_id, set_by=by, set_at=at
                )
            )
        note(
            connection,
            at=at,
            by=by,
            act="allocated",
            case_id=asked.key.case_id,
            about=f"{asked.kind.says}: {name or 'nobody'}",
        )
        changed += 1
    return changed


def plan_visit(connection: Connection, *, desk: Desk, asked: Asked, visit_on: date) -> None:
    """Put on record that the service has a request and when it visits.

    Raises:
        NotAllocated: the request was answered meanwhile, or another service is asked now.
        NotPossible, NotAllowed: as in `casework.record`.
    """
    held = files.load(connection, asked.reference, to_write=True)
    _refuse_if_not_owed(connection, asked)
    saying = has_it(today=desk.today, visit_on=visit_on)
    record_in(
        connection,
        held,
        desk=desk,
        kind=saying.kind,
        happened_on=max(saying.happened_on, asked.requested_on),
        party=asked.kind.value,
        details=saying.details,
    )
    note(
        connection,
        at=desk.at,
        by=desk.by,
        act=ANSWERED,
        case_id=asked.key.case_id,
        about=f"{saying.kind.value} {asked.kind.value}",
    )


def loads(connection: Connection, *, whose: Whose, today: date) -> tuple[Load, ...]:
    """Give everybody to whom the work of a service can be given, with what each has open.

    What each has is counted over these services alone: nothing of another service shows.
    """
    month = (today.year, today.month)
    last = date(month[0] + month[1] // 12, month[1] % 12 + 1, 1)
    owed = (
        select(
            allocations.c.user_id,
            func.count().label("open"),
            func.count().filter(advice.c.due_on < last).label("due"),
        )
        .join(
            advice,
            and_(
                allocations.c.case_id == advice.c.case_id,
                allocations.c.party == advice.c.party,
                allocations.c.requested_on == advice.c.requested_on,
            ),
        )
        .where(
            advice.c.service.in_(sorted(whose.services)),
            advice.c.received_on.is_(None),
            advice.c.cancelled_on.is_(None),
        )
        .group_by(allocations.c.user_id)
    )
    has = {row.user_id: row for row in connection.execute(owed)}
    return tuple(
        Load(
            user_id=row.id,
            name=row.name,
            open=has[row.id].open if row.id in has else 0,
            due_this_month=has[row.id].due if row.id in has else 0,
        )
        for row in _of_the_service(connection, today=today)
        if not whose.services.isdisjoint(row.services)
    )


def _refuse_if_not_owed(connection: Connection, asked: Asked) -> None:
    if not is_owed(connection, asked):
        raise NotAllocated(
            f"The request in case {asked.reference} was answered or taken back meanwhile. "
            "Load the page again."
        )


def _name(people: Sequence[Any], user_id: int, *, service: str) -> str:
    for row in people:
        if row.id == user_id and service in row.services:
            return str(row.name)
    raise NotAllocated("Choose somebody of the service that was asked.")


def _of_the_service(connection: Connection, *, today: date) -> list[Any]:
    rows = connection.execute(
        select(users.c.id, users.c.name, users.c.roles, users.c.services, users.c.ends_on)
        .where(users.c.is_active)
        .order_by(func.lower(users.c.name))
    ).all()
    return [
        row
        for row in rows
        if not _WRITES.isdisjoint(row.roles) and (row.ends_on is None or today <= row.ends_on)
    ]


def _of(key: Key) -> Any:  # noqa: ANN401 - a condition
    return and_(
        allocations.c.case_id == key.case_id,
        allocations.c.party == key.party,
        allocations.c.requested_on == key.requested_on,
    )
