"""N19: how the open cases are shared among the officers."""

from collections import Counter

from sqlalchemy import func, select

from ehcp.register.tables import cases
from ehcp.reports.figure import Figure
from ehcp.reports.open_cases import open_cases_at
from ehcp.reports.position import Position
from ehcp.reports.share import MEDIAN, nearest_rank


def load(position: Position) -> Figure:
    """N19: open cases for each officer, and those that nobody has."""
    held = open_cases_at(position.at, cases.c.officer).subquery()
    rows = position.connection.execute(
        select(held.c.officer, func.count()).group_by(held.c.officer)
    )
    counts: Counter[str] = Counter()
    for officer, count in rows:
        counts[" ".join((officer or "").split())] += count
    unallocated = counts.pop("", 0)
    loads = Counter(counts.values())
    return Figure(
        id="N19",
        name="Open cases for each officer",
        unit="cases",
        value=nearest_rank(loads, rank=MEDIAN),
        numerator=counts.total(),
        denominator=len(counts),
        definition=(
            "Open assessments (N1) by the officer who has them now: the median over officers with "
            "at least one (nearest rank), the highest, and the cases that nobody has. The "
            "numerator is the cases that somebody has, the denominator the officers."
        ),
        series=(),
        by_officer=dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))),
        highest=max(counts.values(), default=0),
        unallocated=unallocated,
    )
