"""What is open at one mailbox: the requests of a service, or the consultations of a school."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from ehcp.cases.closures import Closures
from ehcp.casework.consultation import CONSULTED
from ehcp.casework.pupils import urn_named
from ehcp.casework.reviews_asked import IS_RUNNING
from ehcp.register.open_requests import IS_WITH_THEM
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import advice, cases, deadlines


@dataclass(frozen=True, kw_only=True)
class OpenThere:
    """What is open with a service or a school.

    Attributes:
        seen: what whoever asks may see: the id of each case, and the party as its entry has it.
        hidden: how much more is about children whose cases they may not see.
    """

    seen: tuple[tuple[int, str], ...] = ()
    hidden: int = 0


def open_with_service(connection: Connection, code: str, *, sight: Sight | None) -> OpenThere:
    """Give the requests that wait for the answer of a service, by its code.

    With no `sight` those of all cases are seen.
    """
    rows = connection.execute(
        select(cases.c.id, advice.c.party, _may_be_seen(sight))
        .join(cases, cases.c.id == advice.c.case_id)
        .where(advice.c.service == code, IS_WITH_THEM)
        .order_by(cases.c.id, advice.c.party)
    )
    return _told_apart(rows.all())


def open_with_school(
    connection: Connection, urn: str, *, closures: Closures, sight: Sight | None
) -> OpenThere:
    """Give the consultations that wait for the answer of a school, by its URN.

    With no `sight` those of all cases are seen.
    """
    rows = connection.execute(
        select(cases.c.id, deadlines.c.party, _may_be_seen(sight))
        .join(cases, cases.c.id == deadlines.c.case_id)
        .where(deadlines.c.rule_id == CONSULTED, IS_RUNNING, cases.c.ended_on.is_(None))
        .order_by(cases.c.id, deadlines.c.party)
    )
    return _told_apart(
        [row for row in rows if urn_named(row.party, urns=(urn,), closures=closures) is not None]
    )


def _may_be_seen(sight: Sight | None) -> ColumnElement[bool]:
    return seen_cases(sight).label("may_be_seen")


def _told_apart(rows: Sequence[Row[Any]]) -> OpenThere:
    """Count what may not be seen, and name the rest; what was asked twice is one."""
    found = {(row.id, row.party): row.may_be_seen for row in rows}
    seen = tuple(each for each, may_be_seen in found.items() if may_be_seen)
    return OpenThere(seen=seen, hidden=len(found) - len(seen))
