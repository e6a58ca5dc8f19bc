"""The days on which assessments opened, grew late, waited for advice, and ceased to.

Each is one pass over an index: so many more from this day, so many fewer from that.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.register.columns import days_after
from ehcp.register.tables import advice, cases
from ehcp.reports.assessments import ASSESSMENTS, THEIR_ADVICE
from ehcp.reports.days import DAY
from ehcp.reports.span import Span

SIX_WEEKS = timedelta(weeks=6)
SIXTEEN_WEEKS = timedelta(weeks=16)
TWENTY_WEEKS = timedelta(weeks=20)

Changes = list[tuple[date, int]]


def cases_over_time(connection: Connection) -> tuple[Changes, Changes]:
    """Give how the number of open cases changed, and that of cases over twenty weeks."""
    first_late_day = days_after(cases.c.started_on, TWENTY_WEEKS.days + 1)
    became_late = or_(cases.c.ended_on.is_(None), cases.c.ended_on > first_late_day)
    was_late = cases.c.ended_on > first_late_day
    opened: Changes = []
    late: Changes = []
    for day, count, over in _by_day(connection, cases.c.started_on, became_late):
        opened.append((day, count))
        late.append((day + TWENTY_WEEKS + DAY, over))
    ended = _by_day(connection, cases.c.ended_on, was_late, cases.c.ended_on.is_not(None))
    for day, count, over in ended:
        opened.append((day, -count))
        late.append((day, -over))
    return opened, late


WAITS = Span(
    begins=advice.c.counted_late_from,
    ends=advice.c.owed_until,
    where=(THEIR_ADVICE, advice.c.counted_late_from.is_not(None)),
)
"""The requests for which a case waits for any advice over six weeks: one at a time in each case."""

LATE = Span(
    begins=advice.c.due_on,
    ends=advice.c.owed_until,
    # In the words of the two indexes, so that both databases see that these will do.
    where=(THEIR_ADVICE, or_(advice.c.owed_until.is_(None), advice.c.owed_until > advice.c.due_on)),
    a_day_later=True,
)
"""The requests that are late: each kind of advice for itself."""


def cases_awaiting_late_advice(connection: Connection) -> Changes:
    """Give how the number of cases that wait for any advice over six weeks changed."""
    return [(day, change) for day, change, _ in WAITS.changes(connection)]


def late_advice_by_kind(connection: Connection) -> dict[str, Changes]:
    """Give, for each kind of advice, how the number of cases that wait over six weeks changed."""
    changes: dict[str, Changes] = defaultdict(list)
    for day, change, (party,) in LATE.changes(connection, advice.c.party):
        changes[party].append((day, change))
    return dict(changes)


def _by_day(
    connection: Connection,
    day: ColumnElement[date],
    late: ColumnElement[bool],
    *where: ColumnElement[bool],
) -> Iterator[tuple[date, int, int]]:
    query = (
        select(day, func.count(), func.count().filter(late))
        .where(ASSESSMENTS, *where)
        .group_by(day)
    )
    for row in connection.execute(query):
        yield row[0], row[1], row[2]
