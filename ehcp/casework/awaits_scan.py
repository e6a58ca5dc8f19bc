"""Files that were handed in and wait for the scanner, as the day of a caseworker tells of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.kinds import Kind
from ehcp.casework.service_names import ServiceNames
from ehcp.register.handed_in import is_at_fault, is_held
from ehcp.register.tables import documents

_KINDS = frozenset(kind.value for kind in AdviceKind)


@dataclass(frozen=True, kw_only=True)
class AwaitsScan:
    """A file that waits: what it is, of whom, and since when.

    Attributes:
        party: the kind of advice whose request waits for it, if any does.
        says: what it is, in words.
        is_let_go: it has waited for too long: its request is chased again.
    """

    party: str
    says: str
    since: date
    is_let_go: bool = False


def files_that_wait(
    connection: Connection, case_ids: Iterable[int], *, services: ServiceNames
) -> Mapping[int, Sequence[AwaitsScan]]:
    """Give the files that are held, by case; the one that waits longest first.

    Of one that is at fault by itself a task tells.
    """
    among = set(case_ids)
    found: dict[int, list[AwaitsScan]] = defaultdict(list)
    rows = connection.execute(
        select(
            documents.c.case_id,
            documents.c.kind,
            documents.c.party,
            documents.c.service,
            documents.c.happened_on,
            documents.c.let_go_at,
        )
        .where(is_held(), ~is_at_fault())
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
                AwaitsScan(
                    party=row.party if is_advice and not row.let_go_at else "",
                    says=says,
                    since=row.happened_on,
                    is_let_go=row.let_go_at is not None,
                )
            )
    return found
