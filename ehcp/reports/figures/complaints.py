"""N17: complaints of the last twelve months, and the share that is about time."""

from collections import Counter
from datetime import date

from sqlalchemy import func, select

from ehcp.register.tables import complaints
from ehcp.reports.days import a_year_before, before, first_of, month_of, months_shown
from ehcp.reports.figure import Figure, Rolling
from ehcp.reports.position import Position
from ehcp.reports.share import percent

TIMELINESS = "timeliness"
_NO_THEME = "no theme"


def complaints_of_twelve_months(position: Position) -> Figure:
    """N17: how many complaints were received in the twelve months to the day."""
    at = position.at
    rows = position.connection.execute(
        select(complaints.c.received_on, complaints.c.theme, func.count())
        .where(complaints.c.received_on <= at)
        .group_by(complaints.c.received_on, complaints.c.theme)
    ).all()
    since = a_year_before(at)
    themes: Counter[str] = Counter()
    for day, theme, count in rows:
        if day > since:
            themes[_plain(theme)] += count
    total = themes.total()
    return Figure(
        id="N17",
        name="Complaints received in 12 months",
        unit="complaints",
        value=total,
        numerator=themes[TIMELINESS],
        denominator=total,
        percent=percent(themes[TIMELINESS], total),
        definition=(
            "Complaints received after the same day of the year before, up to and including the "
            "day. The share, and the numerator, is that of complaints whose theme is timeliness. "
            "By month: those received in it, and those received in the twelve months that end "
            "with it."
        ),
        series=_by_month([(day, count) for day, _, count in rows], at=at),
        themes=dict(sorted(themes.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _plain(theme: str | None) -> str:
    return " ".join((theme or _NO_THEME).lower().split())


def _by_month(days: list[tuple[date, int]], *, at: date) -> tuple[Rolling, ...]:
    received: Counter[str] = Counter()
    for day, count in days:
        received[month_of(day)] += count
    return tuple(
        Rolling(
            month=month,
            received=received[month],
            # The month that still runs takes its twelve months from the day itself.
            twelve_months=sum(count for day, count in days if day > a_year_before(at))
            if month == month_of(at)
            else sum(received[before(month, count=back)] for back in range(12)),
            complete=month != month_of(at),
        )
        for month in months_shown(at)
        if first_of(month) <= at
    )
