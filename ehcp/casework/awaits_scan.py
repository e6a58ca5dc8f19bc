"""Files that were handed in and wait for the scanner, as the day of a caseworker tells of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.service_names import ServiceNames
from ehcp.register.handed_in import is_held
from ehcp.register.tables import documents

_KINDS = frozenset(kind.value for kind in AdviceKind)


@dataclass(frozen=True, kw_only=True)
class AwaitsScan:
    """A file that waits: what it is, of whom, and since when.

    Attributes:
        party: the kind of advice that it is, where it is advice.
        says: what it is, in words.
    """

    party: str
    says: str
    since: date


def files_that_wait(
    connection: Connection, case_ids: Iterable[int], *, services: ServiceNames
) -> Mapping[int, Sequence[AwaitsScan]]:
    """Give the files that are held, by case; the one that waits longest first."""
    among = set(case_ids)
    found: dict[int, list[AwaitsScan]] = defaultdict(list)
    rows = connection.execute(
        select(
            documents.c.case_id,
            documents.c.kind,
            documents.c.party,
            documents.c.service,
            documents.c.happened_on,
        )
        .where(is_held())
        .order_by(documents.c.stored_at)
    )
    for row in rows:
        if row.case_id in among:
            is_advice = row.kind == Kind.ADVICE_RECEIVED.value and row.party in _KINDS
            says = (
                services.of(row.party, row.service or None)
                if is_advice
                else Kind(row.kind).says.lower()
            )
            found[row.case_id].append(
                AwaitsScan(party=row.party if is_advice else "", says=says, since=row.happened_on)
            )
    return found
