"""N12a and N12b: advice in time, by the month in which it came and by that in which it was due."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.register.columns import days_between
from ehcp.register.tables import advice
from ehcp.reports.assessments import THEIR_ADVICE
from ehcp.reports.days import DAY, first_of, months_shown
from ehcp.reports.figure import Figure, Kind
from ehcp.reports.figures.months_as_figure import figure_of_months
from ehcp.reports.measure import Measure
from ehcp.reports.monthly import Months
from ehcp.reports.position import ExceptedAdvice, Position
from ehcp.reports.share import MEDIAN, NINETIETH, nearest_rank

RECENT = timedelta(weeks=13)
_WITHOUT = (
    " Without exceptions: advice in cases in which an approved exception lifts the 20 weeks is "
    "left out of both numbers."
)
_ALL_KINDS = " Shown for all advice of the last full month, and for each kind."


def came_by_day(at: date) -> Measure:
    """N12a counts the advice by the day on which it came."""
    return _measure(at, advice.c.received_on, until=at)


def was_due_by_day(at: date) -> Measure:
    """N12b counts the advice by the day on which it was due."""
    still_due = or_(advice.c.cancelled_on.is_(None), advice.c.cancelled_on > advice.c.due_on)
    # The limit of these is over: advice that still has today has not missed it.
    return _measure(at, advice.c.due_on, still_due, until=at - DAY)


def came_recently(at: date) -> tuple[ColumnElement[bool], ...]:
    """Choose the advice of the last thirteen weeks."""
    came = advice.c.received_on
    return THEIR_ADVICE, came > at - RECENT, came <= at


def advice_as_it_came(position: Position) -> Figure:
    """N12a: of the advice that came in a month, that which came within six weeks."""
    at = position.at

    def came(asked: ExceptedAdvice) -> date | None:
        return asked.received_on if asked.received_on and asked.received_on <= at else None

    return _figure(
        position,
        _add_excepted(_months_by_kind(position, came_by_day(at)), position, came),
        days=_days_to_come(position),
        figure_id="N12a",
        name="Advice within 6 weeks, by the month in which it came",
        definition=(
            "Advice that came in the month on or before the 42nd day after the service got the "
            "request, of all advice that came in the month. A reply that the service does not "
            "know the child is an answer and counts; of a report that was sent back only the last "
            "coming counts. A month in which old requests are cleared shows a low share."
            + _WITHOUT
            + _ALL_KINDS
        ),
    )


def advice_as_it_was_due(position: Position) -> Figure:
    """N12b: of the advice that was due in a month, that which came by its day."""
    at = position.at

    def was_due(asked: ExceptedAdvice) -> date | None:
        gone = asked.cancelled_on is not None and asked.cancelled_on <= asked.due_on
        return asked.due_on if asked.due_on < at and not gone else None

    months = _months_by_kind(position, was_due_by_day(at))
    figure = _figure(
        position,
        _add_excepted(months, position, was_due),
        days={},
        figure_id="N12b",
        name="Advice within 6 weeks, by the month in which it was due",
        definition=(
            "Advice whose 42nd day fell in the month and is over, that came by that day; of all "
            "advice so due, but for requests that were taken back, or whose case ended, by that "
            "day. What never came counts as late, so that nothing improves by waiting. Restated "
            "whenever a record changes: it carries the day as at which it was counted."
            + _WITHOUT
            + _ALL_KINDS
        ),
    )
    return figure.model_copy(update={"as_at": at})


def _measure(at: date, day: Column[Any], *where: ColumnElement[bool], until: date) -> Measure:
    shown = day.between(first_of(months_shown(at)[0]), until)
    return Measure(
        day=day,
        in_time=advice.c.received_on <= advice.c.due_on,
        where=(THEIR_ADVICE, shown, *where),
        started=advice.c.requested_on,
        source=advice,
    )


def _months_by_kind(position: Position, measure: Measure) -> dict[str, Months]:
    """Count each kind of advice by month."""
    months: dict[str, Months] = defaultdict(lambda: Months(position.at))
    count = func.count()
    rows = position.connection.execute(
        select(measure.day, advice.c.party, count, count.filter(measure.in_time))
        .where(*measure.where)
        .group_by(measure.day, advice.c.party)
    )
    for on, kind, every, timely in rows:
        months[kind].add_days([(on, every, timely, 0, 0)])
    return months


def _add_excepted(
    months: dict[str, Months], position: Position, day: Callable[[ExceptedAdvice], date | None]
) -> dict[str, Months]:
    """Add the advice of the excepted cases: few, so they are looked at one by one."""
    for asked in position.excepted_advice:
        on = day(asked)
        if on is not None and asked.party in months:
            timely = asked.received_on is not None and asked.received_on <= asked.due_on
            months[asked.party].add_days([(on, 0, 0, 1, int(timely))])
    return months


def _days_to_come(position: Position) -> dict[str, Counter[int]]:
    """Count, for each kind, the days that the advice of the last thirteen weeks took to come."""
    took = days_between(advice.c.requested_on, advice.c.received_on)
    rows = position.connection.execute(
        select(advice.c.party, took, func.count())
        .where(*came_recently(position.at))
        .group_by(advice.c.party, took)
    )
    days: dict[str, Counter[int]] = defaultdict(Counter)
    for kind, length, count in rows:
        days[kind][length] += count
    return days


def _figure(
    position: Position,
    by_kind: dict[str, Months],
    *,
    days: dict[str, Counter[int]],
    figure_id: str,
    name: str,
    definition: str,
) -> Figure:
    every = Months(position.at)
    for months in by_kind.values():
        for month, tally in months.tallies.items():
            every.tallies[month].add(
                tally.all, tally.in_time, tally.excepted, tally.excepted_in_time
            )
    known = [kind for kind in AdviceKind if kind in by_kind or kind is _ALWAYS]
    strangers = sorted(set(by_kind) - set(AdviceKind))
    kinds = {
        str(kind): _kind(position, str(kind), by_kind.get(kind), days.get(kind), figure_id)
        for kind in [*known, *strangers]
    }
    return figure_of_months(
        position, every, figure_id=figure_id, name=name, definition=definition, by_kind=kinds
    )


_ALWAYS = AdviceKind.EDUCATIONAL_PSYCHOLOGY


def _kind(
    position: Position,
    kind: str,
    months: Months | None,
    days: Counter[int] | None,
    figure_id: str,
) -> Kind:
    months = months or Months(position.at)
    rule = position.colours.get(figure_id)
    last = months.last_full
    colour = rule.colour(last.percent) if rule else None
    target = rule.at_least.green if rule and rule.at_least else None
    return Kind(
        name=AdviceKind(kind).says if kind in set(AdviceKind) else kind,
        value=last.percent,
        numerator=last.numerator,
        denominator=last.denominator,
        percent_excluding_exceptions=last.percent_excluding_exceptions,
        months_in_a_row=None if target is None else months.in_a_row(at_least=target),
        colour=colour.value if colour else None,
        received_in_13_weeks=sum(days.values()) if days else None,
        median_days=nearest_rank(days, rank=MEDIAN) if days else None,
        ninetieth_percentile_days=nearest_rank(days, rank=NINETIETH) if days else None,
        series=months.series,
    )
