"""N17: complaints of the last twelve months, and the share that is about time; and appeals."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage
from ehcp.register.tables import cases, complaints, deadlines, events
from ehcp.register.tables.indexes import only
from ehcp.reports.appeals import appeals_of_twelve_months
from ehcp.reports.days import a_year_before, before, first_of, month_of, months_shown
from ehcp.reports.figure import Figure, Rolling
from ehcp.reports.plan_parts import ComplaintCounts
from ehcp.reports.position import Position
from ehcp.reports.share import percent

TIMELINESS = "timeliness"
_NO_THEME = "no theme"
_COMPLAINTS = only(cases, "complaint")
_ANSWERS = ("complaint_stage_one", "complaint_stage_two")
_REMEDY = "complaint_remedy"

_Received = tuple[date, str, int]


def complaints_of_twelve_months(position: Position) -> Figure:
    """N17: how many complaints were received in the twelve months to the day."""
    at = position.at
    of_cases = [(day, theme, 1) for _, day, theme in complaint_cases(position)]
    received = [*_imported(position), *of_cases]
    since = a_year_before(at)
    themes: Counter[str] = Counter()
    for day, theme, count in received:
        if day > since:
            themes[theme] += count
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
            "day: those that are cases here and those of an imported list, and one that is both "
            "counts once. The share, and the numerator, is that of complaints whose theme is "
            "timeliness. By month: those received in it, and those received in the twelve months "
            "that end with it. Shown with it, of the complaints that are cases: answered after "
            "the last day of a stage, or not answered and past it (the Ombudsman's Complaint "
            "Handling Code: ten working days from the acknowledgement, twenty from the "
            "escalation), and so are those escalated or closed without an answer after it; "
            "remedies agreed and not carried out, also where the complaint is closed, and those "
            "whose agreed day is over. And appeals registered in the twelve months, and those "
            "ordered, conceded, dismissed or withdrawn in them."
        ),
        series=_by_month([(day, count) for day, _, count in received], at=at),
        themes=dict(sorted(themes.items(), key=lambda pair: (-pair[1], pair[0]))),
        complaints=_counts(position, cases_of_the_year=sum(day > since for day, *_ in of_cases)),
    )


def imported() -> tuple[ColumnElement[bool], ...]:
    """Choose the complaints of imported lists that are not also cases."""
    is_a_case = exists().where(cases.c.id == complaints.c.case_id, _COMPLAINTS)
    return (or_(complaints.c.case_id.is_(None), ~is_a_case.correlate(complaints)),)


def _imported(position: Position) -> Iterator[_Received]:
    rows = position.connection.execute(
        select(complaints.c.received_on, complaints.c.theme, func.count())
        .where(complaints.c.received_on <= position.at, *imported())
        .group_by(complaints.c.received_on, complaints.c.theme)
    )
    return ((day, plain(theme), count) for day, theme, count in rows)


def complaint_cases(position: Position) -> Iterator[tuple[str, date, str]]:
    """Give the complaints that are cases, each with the theme that it was received with."""
    first = and_(
        events.c.case_id == cases.c.id,
        events.c.sequence == 1,
        events.c.kind == Kind.COMPLAINT_RECEIVED.value,
    )
    rows = position.connection.execute(
        select(cases.c.reference, cases.c.started_on, events.c.details)
        .select_from(cases.outerjoin(events, first))
        .where(_COMPLAINTS, cases.c.started_on <= position.at)
    )
    return ((name, day, plain((details or {}).get("theme"))) for name, day, details in rows)


_ENDED = func.coalesce(deadlines.c.met_on, deadlines.c.fell_away_on)


def answered_late(at: date) -> tuple[ColumnElement[bool], ...]:
    """Choose the limits of complaints received in the year that were answered late, or are late.

    An escalation or the closing ends the wait for an answer, and does not make it one in time.
    """
    limit = deadlines.c
    late = or_(
        _ENDED.is_(None),
        limit.met_on > limit.due_on,
        and_(limit.fell_away_on > limit.due_on, cases.c.stage != Stage.NOT_NEEDED.value),
    )
    return (
        _COMPLAINTS,
        cases.c.started_on > a_year_before(at),
        cases.c.started_on <= at,
        limit.rule_id.in_(_ANSWERS),
        limit.due_on < at,
        late,
    )


def remedies_owed(at: date) -> tuple[ColumnElement[bool], ...]:
    """Choose the remedies that are agreed and not carried out."""
    return (
        _COMPLAINTS,
        deadlines.c.rule_id == _REMEDY,
        deadlines.c.started_on <= at,
        or_(_ENDED.is_(None), at < _ENDED, _closed_without_it()),
    )


def overdue(at: date) -> ColumnElement[bool]:
    """Choose the limits whose day is over."""
    is_over: ColumnElement[bool] = deadlines.c.due_on < at
    return is_over


def _counts(position: Position, *, cases_of_the_year: int) -> ComplaintCounts:
    """Count how the complaints that are cases are handled, and the appeals."""
    at = position.at
    with_limits = cases.join(deadlines, deadlines.c.case_id == cases.c.id)
    late = position.connection.execute(
        select(func.count(cases.c.id.distinct())).select_from(with_limits).where(*answered_late(at))
    ).scalar_one()
    owed, owed_too_long = position.connection.execute(
        select(func.count(), func.count().filter(overdue(at)))
        .select_from(with_limits)
        .where(*remedies_owed(at))
    ).one()
    registered, determined = appeals_of_twelve_months(position)
    return ComplaintCounts(
        cases=cases_of_the_year,
        answered_late=late,
        remedies_owed=owed,
        remedies_overdue=owed_too_long,
        appeals_registered=registered,
        appeals_determined=determined,
    )


def _closed_without_it() -> ColumnElement[bool]:
    """Say that a complaint was closed before its last agreed remedy was carried out."""
    later = deadlines.alias()
    agreed_anew = exists().where(
        later.c.case_id == deadlines.c.case_id,
        later.c.rule_id == _REMEDY,
        later.c.started_on > deadlines.c.started_on,
    )
    return and_(
        deadlines.c.met_on.is_(None),
        cases.c.stage == Stage.COMPLAINT_CLOSED.value,
        ~agreed_anew.correlate(deadlines),
    )


def plain(theme: str | None) -> str:
    """Write a theme as it is counted, whichever way it was typed."""
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
