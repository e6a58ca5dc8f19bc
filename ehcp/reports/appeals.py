"""Appeals registered and determined, on whatever case they are: the only events a figure reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select, text

from ehcp.cases.kinds import Kind
from ehcp.register.files import load_many
from ehcp.register.tables import events
from ehcp.register.tables.indexes import ABOUT_APPEALS
from ehcp.reports.days import a_year_before
from ehcp.reports.position import Position

REGISTERED = Kind.APPEAL_REGISTERED
DETERMINED = (
    Kind.APPEAL_UNOPPOSED,
    Kind.APPEAL_WITHDRAWN,
    Kind.APPEAL_DISMISSED,
    Kind.TRIBUNAL_ORDERED,
)
_ABOUT_APPEALS = (REGISTERED, *DETERMINED)


@dataclass(frozen=True, slots=True)
class InAnAppeal:
    """Something that happened in an appeal, on whatever case it is."""

    kind: Kind
    on: date
    case_id: int


def appeals_of_twelve_months(position: Position) -> tuple[int, int]:
    """Count the appeals registered, and those determined, in the twelve months to the day."""
    happened = in_appeals(position)
    registered = sum(each.kind is REGISTERED for each in happened)
    return registered, len(happened) - registered


def in_appeals(position: Position) -> list[InAnAppeal]:
    """Give what happened in appeals in the twelve months to the day, corrections applied."""
    since = a_year_before(position.at)
    return [each for each in _happened(position) if since < each.on <= position.at]


def _happened(position: Position) -> Iterator[InAnAppeal]:
    # A year more, for what was put on record with a day that has been corrected since.
    since = a_year_before(a_year_before(position.at))
    right = events.alias("right")
    was_corrected = (
        exists()
        .where(right.c.case_id == events.c.case_id, right.c.kind == Kind.CORRECTED.value)
        .correlate(events)
    )
    rows = position.connection.execute(
        select(events.c.case_id, events.c.kind, events.c.happened_on, was_corrected)
        .where(
            text(ABOUT_APPEALS),  # in the words of the index
            events.c.happened_on > since,
        )
        .order_by(events.c.case_id)
    ).all()
    for case_id, kind, day, corrected in rows:
        if not corrected:
            yield InAnAppeal(Kind(kind), day, case_id)
    for held in load_many(position.connection, {row[0] for row in rows if row[3]}):
        for event in held.file.events:
            if event.kind in _ABOUT_APPEALS:
                yield InAnAppeal(event.kind, event.happened_on, held.case_id)
