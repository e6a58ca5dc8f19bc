"""Behind N6, N7 and N12: the cases that wait for advice, and the advice that came or was due."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.register.tables import advice, cases
from ehcp.reports.advice_counted import came_by_day, came_recently, was_due_by_day
from ehcp.reports.behind.counted import Counted, Find, Line, Numbers, on_other_days, yes
from ehcp.reports.behind.shares import Among, Pick, days_of_month, month_said, share_of
from ehcp.reports.figure import Figure, Kind, Month
from ehcp.reports.history import LATE, WAITS
from ehcp.reports.measure import Measure
from ehcp.reports.position import Position


@dataclass(frozen=True, kw_only=True)
class Those:
    """Whose advice is behind a number: all of the figure's, that of a kind, or of one service.

    Attributes:
        part: begins the name of the number within the figure.
    """

    part: str = ""
    says: str = ""
    where: tuple[ColumnElement[bool], ...] = ()


HEADS = ("Asked", "Due", "Came", "Kind of advice", "On time", "Exception")
PIECES = "pieces of advice"

OfADay = Callable[[date], Measure]


def n6(figure: Figure, at: date) -> Iterator[Counted]:
    """Behind N6: the cases that wait for any advice over six weeks."""

    def find(position: Position) -> list[Line]:
        return advice_that(position, WAITS.on(position.at))

    yield _waiting("", "", figure.value, find)
    yield from on_other_days(figure, at, heads=HEADS, find=find)


def n7(figure: Figure, at: date) -> Iterator[Counted]:
    """Behind N7: the cases that wait for each kind of advice over six weeks."""
    psychology = _late(AdviceKind.EDUCATIONAL_PSYCHOLOGY.value)
    yield _waiting("", "", figure.value, psychology)
    for kind, number in (figure.by_kind or {}).items():
        yield _waiting(kind, f"that wait for {says(kind)}", number, _late(kind))
    yield from on_other_days(figure, at, heads=HEADS, find=psychology)


def says(kind: str) -> str:
    """Name a kind of advice in plain words."""
    return AdviceKind(kind).says if kind in set(AdviceKind) else kind


def advice_that(
    position: Position, *where: ColumnElement[bool], among: Among | None = None
) -> list[Line]:
    """Read the advice of which something is true, one line for each piece."""
    c = advice.c
    rows = position.connection.execute(
        select(
            cases.c.reference,
            c.requested_on,
            c.due_on,
            c.received_on,
            c.party,
            cases.c.excepted,
        )
        .select_from(advice.join(cases, cases.c.id == c.case_id))
        .where(*where)
        .order_by(c.due_on, cases.c.reference, c.party)
    )
    return [
        _line(*row)
        for row in rows
        if among is None or among(_timely(row.received_on, row.due_on), bool(row.excepted))
    ]


def _line(
    reference: str,
    requested_on: date,
    due_on: date,
    received_on: date | None,
    party: str,
    excepted: object,
) -> Line:
    timely = yes(_timely(received_on, due_on))
    return Line(reference, (requested_on, due_on, received_on, says(party), timely, yes(excepted)))


def _timely(received_on: date | None, due_on: date) -> bool:
    return received_on is not None and received_on <= due_on


def _late(kind: str) -> Find:
    return lambda position: advice_that(position, LATE.on(position.at), advice.c.party == kind)


def _waiting(part: str, words: str, number: object, find: Find) -> Counted:
    count = number if isinstance(number, int) else 0
    return Counted(part=part, says=words, number=count, heads=HEADS, find=find)


def of_kind(kind: str) -> Those:
    """Choose the advice of one kind."""
    return Those(part=kind, says=says(kind), where=(advice.c.party == kind,))


def months_of(
    measure: OfADay, last_full: str | None, series: tuple[object, ...], those: Those
) -> Iterator[Counted]:
    """Give the numbers of each month; those of the last full one are also the figure's own."""
    for month in series:
        if not isinstance(month, Month):
            continue
        parts = [".".join(filter(None, (those.part, month.month)))]
        if month.month == last_full:
            parts.append(those.part)
        for part in parts:
            yield from share_of(
                month,
                part=part,
                says=month_said(month) + (f", {those.says}" if those.says else ""),
                heads=HEADS,
                pick=_picked(measure, month.month, those),
                what=PIECES,
            )


def _monthly(measure: OfADay, *, with_recent: bool) -> Numbers:
    def numbers(figure: Figure, _at: date) -> Iterator[Counted]:
        yield from months_of(measure, figure.month, figure.series, Those())
        for kind, found in (figure.by_kind or {}).items():
            if isinstance(found, Kind):
                yield from months_of(measure, figure.month, found.series, of_kind(kind))
                if with_recent and found.received_in_13_weeks is not None:
                    yield _recent(kind, found.received_in_13_weeks)

    return numbers


def _picked(measure: OfADay, month: str, those: Those) -> Pick:
    first, last = days_of_month(month)

    def pick(among: Among) -> Find:
        def find(position: Position) -> list[Line]:
            asked = measure(position.at)
            within = asked.day.between(first, last)
            return advice_that(position, *asked.where, within, *those.where, among=among)

        return find

    return pick


def _recent(kind: str, number: int) -> Counted:
    return Counted(
        part=f"{kind}.recent",
        says=f"that came in the last 13 weeks, {says(kind)}",
        number=number,
        heads=HEADS,
        find=lambda position: advice_that(
            position, *came_recently(position.at), advice.c.party == kind
        ),
        group=kind,
        what=PIECES,
    )


n12a = _monthly(came_by_day, with_recent=True)
n12b = _monthly(was_due_by_day, with_recent=False)
