"""Behind the numbers of one service's scorecard: the advice that this service was asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.sql.elements import ColumnElement

from ehcp.register.tables import advice
from ehcp.reports.advice_counted import came_by_day, was_due_by_day
from ehcp.reports.behind.advice import HEADS, PIECES, OfADay, Those, advice_that, months_of
from ehcp.reports.behind.counted import Counted, Line
from ehcp.reports.figure import Kind
from ehcp.reports.history import LATE
from ehcp.reports.position import Position
from ehcp.reports.scorecard import Scorecard
from ehcp.reports.scorecards import owed_on

OWED = "owed"


@dataclass(frozen=True, kw_only=True)
class OfTheCard:
    """One figure of a scorecard with its numbers, by their parts.

    Attributes:
        name: what is counted, as the page of the cases is headed.
        definition: the same in words that can be checked; `N12a` has its own in the report.
    """

    name: str
    definition: str
    numbers: Mapping[str, Counted]


def numbers_of_card(card: Scorecard) -> dict[str, OfTheCard]:
    """Give the figures of a service's scorecard by the number that each has in the report."""
    those = Those(
        says=card.service or card.code or card.says,
        where=(advice.c.party == card.kind, advice.c.service == card.code),
    )
    return {
        OWED: OfTheCard(
            name="Advice that is owed",
            definition=(
                "Advice that the service was asked for in a needs assessment, and that has not "
                "come: neither the service nor the council took the request back, and the case "
                "is open."
            ),
            numbers=_at_once(those, len(card.owed), lambda position: owed_on(position.at)),
        ),
        "N7": OfTheCard(
            name="Advice that is late",
            definition="Of what is owed, that which was due before today: six weeks have passed.",
            numbers=_at_once(those, len(card.late), lambda position: (LATE.on(position.at),)),
        ),
        "N12a": OfTheCard(
            name="Advice within 6 weeks, by the month in which it came",
            definition=_AS_THE_REPORT,
            numbers=_by_month(came_by_day, card.came, those),
        ),
        "N12b": OfTheCard(
            name="Advice within 6 weeks, by the month in which it was due",
            definition=_AS_THE_REPORT,
            numbers=_by_month(was_due_by_day, card.due, those),
        ),
    }


_AS_THE_REPORT = (
    "As in the weekly report, of the requests that this service was asked: all the services that "
    "give this kind of advice add up to the report's figure of the kind."
)


def _at_once(
    those: Those, number: int, where: Callable[[Position], Sequence[ColumnElement[bool]]]
) -> dict[str, Counted]:
    def find(position: Position) -> list[Line]:
        return advice_that(position, *where(position), *those.where)

    counted = Counted(
        part="", says=f"of {those.says}", number=number, heads=HEADS, find=find, what=PIECES
    )
    return {"": counted}


def _by_month(measure: OfADay, kind: Kind | None, those: Those) -> dict[str, Counted]:
    if kind is None:
        return {}
    full = [month.month for month in kind.series if month.complete]
    last_full = full[-1] if full else None
    return {counted.part: counted for counted in months_of(measure, last_full, kind.series, those)}
