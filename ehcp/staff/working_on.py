"""Who works on a child's open cases: whoever has one, and whoever looks after it meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from ehcp.register.tables import cases, covers, users
from ehcp.staff.roles import READS_CASES
from ehcp.staff.sessions import may_sign_in, roles_in


@dataclass(frozen=True, kw_only=True)
class Working:
    """Somebody who works on a child's open cases, or was asked about beside them.

    Attributes:
        has: the references of the open cases that are theirs.
        covers_for: the officers for whom they look after such cases today.
        reads: whether they may sign in today and read cases.
    """

    name: str
    has: tuple[str, ...] = ()
    covers_for: tuple[str, ...] = ()
    team: str | None = None
    reads: bool = False


def working_on(
    connection: Connection, *, person_id: int, today: date, beside: Collection[str] = ()
) -> tuple[Working, ...]:
    """Give who works on a child's open cases: first those whose they are, then who covers.

    After them stand those who are asked about `beside`, by name.
    """
    has: dict[str, list[str]] = {}
    for name, reference in connection.execute(
        select(cases.c.officer, cases.c.reference)
        .where(
            cases.c.person_id == person_id, cases.c.ended_on.is_(None), cases.c.officer.is_not(None)
        )
        .order_by(cases.c.officer, cases.c.reference)
    ).tuples():
        has.setdefault(name, []).append(reference)
    covering: dict[str, list[str]] = {}
    for name, officer in connection.execute(
        select(covers.c.covered_by, covers.c.officer)
        .where(
            covers.c.officer.in_(has),
            covers.c.ended_at.is_(None),
            covers.c.from_on <= today,
            covers.c.until_on >= today,
        )
        .order_by(covers.c.covered_by, covers.c.officer)
    ).tuples():
        covering.setdefault(name, []).append(officer)
    names = tuple(dict.fromkeys((*has, *covering, *sorted(beside))))
    accounts = {
        row.name: row for row in connection.execute(select(users).where(users.c.name.in_(names)))
    }
    return tuple(
        Working(
            name=name,
            has=tuple(has.get(name, ())),
            covers_for=tuple(covering.get(name, ())),
            team=accounts[name].team if name in accounts else None,
            reads=name in accounts
            and may_sign_in(accounts[name], today=today)
            and not READS_CASES.isdisjoint(roles_in(accounts[name].roles)),
        )
        for name in names
    )
