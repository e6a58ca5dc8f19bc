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

SIX_WEEKS = timedelta(weeks=6)
SIXTEEN_WEEKS = timedelta(weeks=16)
TWENTY_WEEKS = timedelta(weeks=20)
NO_DAY = timedelta(0)

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


def cases_awaiting_late_advice(connection: Connection) -> Changes:
    """Give how the number of cases that wait for any advice over six weeks changed."""
    counted = advice.c.counted_late_from.is_not(None)
    changes: Changes = []
    for column, sign in ((advice.c.counted_late_from, 1), (advice.c.owed_until, -1)):
        rows = connection.execute(
            select(column, func.count()).where(THEIR_ADVICE, counted).group_by(column)
        )
        changes += [(day, sign * count) for day, count in rows if day is not None]
    return changes


def late_advice_by_kind(connection: Connection) -> dict[str, Changes]:
    """Give, for each kind of advice, how the number of cases that wait over six weeks changed."""
    changes: dict[str, Changes] = defaultdict(list)
    # In the words of the two indexes, so that both databases see that these will do.
    ever_late = or_(advice.c.owed_until.is_(None), advice.c.owed_until > advice.c.due_on)
    for column, later, sign in ((advice.c.due_on, DAY, 1), (advice.c.owed_until, NO_DAY, -1)):
        rows = connection.execute(
            select(column, advice.c.party, func.count())
            .where(THEIR_ADVICE, ever_late)
            .group_by(column, advice.c.party)
        )
        for day, party, count in rows:
            if day is not None:
                changes[party].append((day + later, sign * count))
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
