"""N12a and N12b: advice in time, by the month in which it came and by that in which it was due."""

from collections import Counter
from collections.abc import Collection, Mapping

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.reports.advice_counted import (
    BY_SERVICE,
    Whose,
    days_to_come,
    months_in_which_it_came,
    months_in_which_it_was_due,
)
from ehcp.reports.figure import Figure, Kind
from ehcp.reports.figures.months_as_figure import figure_of_months
from ehcp.reports.monthly import Months
from ehcp.reports.position import Position
from ehcp.reports.share import MEDIAN, NINETIETH, nearest_rank

_CAME, _DUE = "N12a", "N12b"
_WITHOUT = (
    " Without exceptions: advice in cases in which an approved exception lifts the 20 weeks is "
    "left out of both numbers."
)
_ALL_KINDS = " Shown for all advice of the last full month, and for each kind."


def advice_as_it_came(position: Position) -> Figure:
    """N12a: of the advice that came in a month, that which came within six weeks."""
    return _figure(
        position,
        months_in_which_it_came(position),
        days=days_to_come(position),
        figure_id=_CAME,
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
    figure = _figure(
        position,
        months_in_which_it_was_due(position),
        days={},
        figure_id=_DUE,
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
    return figure.model_copy(update={"as_at": position.at})


def as_it_came_by_service(position: Position, kinds: Collection[str]) -> dict[Whose, Kind]:
    """Give N12a of each service that gives these kinds of advice: by kind and code."""
    days = days_to_come(position, BY_SERVICE, kinds=kinds)
    return {
        whose: _kind(position, whose[0], months, days.get(whose), _CAME)
        for whose, months in months_in_which_it_came(position, BY_SERVICE, kinds=kinds).items()
    }


def as_it_was_due_by_service(position: Position, kinds: Collection[str]) -> dict[Whose, Kind]:
    """Give N12b of each service that gives these kinds of advice: by kind and code."""
    return {
        whose: _kind(position, whose[0], months, None, _DUE)
        for whose, months in months_in_which_it_was_due(position, BY_SERVICE, kinds=kinds).items()
    }


def _figure(
    position: Position,
    by_kind: Mapping[Whose, Months],
    *,
    days: Mapping[Whose, Counter[int]],
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
    known = [kind for kind in AdviceKind if (kind.value,) in by_kind or kind is _ALWAYS]
    strangers = sorted({kind for (kind,) in by_kind} - set(AdviceKind))
    kinds = {
        str(kind): _kind(
            position, str(kind), by_kind.get((str(kind),)), days.get((str(kind),)), figure_id
        )
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
