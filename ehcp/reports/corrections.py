"""What was put right since the last stored report: the cases that it counted otherwise."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, select

from ehcp.register.tables import cases, events
from ehcp.reports.position import Earlier, Position

AGREES = "agrees"
DOES_NOT_AGREE = "does not agree"
_AT_A_TIME = 500


def differences(
    position: Position,
    *,
    earlier: Earlier,
    as_reported: Collection[str],
    by_record: Collection[str],
) -> tuple[dict[str, int], list[str]]:
    """Compare the cases that the last report counted with those by today's record of that day.

    Gives the corrected ones with the sign of their change, and those that nothing explains.
    """
    then, now = set(as_reported), set(by_record)
    changed = dict.fromkeys(now - then, 1) | dict.fromkeys(then - now, -1)
    touched = _recorded_on_since(position, sorted(changed), earlier)
    corrected = {reference: sign for reference, sign in changed.items() if reference in touched}
    return corrected, [reference for reference in changed if reference not in touched]


def _recorded_on_since(position: Position, references: Sequence[str], earlier: Earlier) -> set[str]:
    found: set[str] = set()
    for first in range(0, len(references), _AT_A_TIME):
        some = references[first : first + _AT_A_TIME]
        found |= set(
            position.connection.execute(
                select(cases.c.reference)
                .distinct()
                .join(events, events.c.case_id == cases.c.id)
                .where(and_(cases.c.reference.in_(some), events.c.recorded_at >= earlier.taken_at))
            ).scalars()
        )
    return found
