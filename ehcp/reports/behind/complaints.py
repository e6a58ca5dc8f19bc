"""Behind N17: the complaints of twelve months, how they are answered, and what came of appeals."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement

from ehcp.register.tables import cases, complaints, deadlines
from ehcp.reports.appeals import REGISTERED, InAnAppeal, in_appeals
from ehcp.reports.behind.counted import Counted, Find, Line, in_order
from ehcp.reports.behind.shares import days_of_month
from ehcp.reports.days import a_year_before, month_in_words
from ehcp.reports.figure import Figure, Rolling
from ehcp.reports.figures.complaints import (
    TIMELINESS,
    answered_late,
    complaint_cases,
    imported,
    overdue,
    plain,
    remedies_owed,
)
from ehcp.reports.plan_parts import ComplaintCounts
from ehcp.reports.position import Position

_HEADS = ("Received", "Theme", "Imported as")
_LATE_HEADS = ("Received", "Case ended")
_REMEDY_HEADS = ("Agreed", "Due")
_APPEAL_HEADS = ("Day", "What happened")
_COMPLAINTS = "complaints"


@dataclass(frozen=True, slots=True)
class _Complaint:
    """A complaint, whether it is a case here or stands on an imported list only."""

    received_on: date
    theme: str
    reference: str | None
    external_ref: str | None


def n17(figure: Figure, at: date) -> Iterator[Counted]:
    """Behind N17: the complaints, by theme and month; those answered late; the appeals."""
    since = a_year_before(at)
    yield _received("", "received in 12 months", figure.value, _after(since))
    yield _received(
        "timeliness",
        "about timeliness",
        figure.numerator,
        lambda each: each.received_on > since and each.theme == TIMELINESS,
    )
    for place, (theme, number) in enumerate((figure.themes or {}).items(), start=1):
        yield _received(f"theme.{place}", f"about {theme}", number, _about(theme, since))
    for month in figure.series:
        if isinstance(month, Rolling):
            first, last = days_of_month(month.month)
            yield _received(
                month.month,
                f"received in {month_in_words(month.month)}",
                month.received,
                _between(first, last),
                group="months",
            )
    if figure.complaints is not None:
        yield from _handled(figure.complaints, since)


def _handled(counts: ComplaintCounts, since: date) -> Iterator[Counted]:
    yield _received(
        "cases",
        "that are cases here",
        counts.cases,
        lambda each: each.received_on > since and each.external_ref is None,
    )
    yield Counted(
        part="answered_late",
        says="answered late, or late and not answered",
        number=counts.answered_late,
        heads=_LATE_HEADS,
        find=_answered_late,
        what=_COMPLAINTS,
    )
    remedies: tuple[
        tuple[str, str, int, Callable[[date], tuple[ColumnElement[bool], ...]]], ...
    ] = (
        ("remedies_owed", "owed", counts.remedies_owed, remedies_owed),
        (
            "remedies_overdue",
            "overdue",
            counts.remedies_overdue,
            lambda at: (*remedies_owed(at), overdue(at)),
        ),
    )
    for part, says, number, where in remedies:
        yield Counted(
            part=part,
            says=says,
            number=number,
            heads=_REMEDY_HEADS,
            find=_remedies(where),
            what="remedies",
        )
    appeals: tuple[tuple[str, str, int, Callable[[InAnAppeal], bool]], ...] = (
        (
            "appeals_registered",
            "registered in 12 months",
            counts.appeals_registered,
            lambda each: each.kind is REGISTERED,
        ),
        (
            "appeals_determined",
            "ordered, conceded, dismissed or withdrawn in 12 months",
            counts.appeals_determined,
            lambda each: each.kind is not REGISTERED,
        ),
    )
    for part, says, number, choose in appeals:
        yield Counted(
            part=part,
            says=says,
            number=number,
            heads=_APPEAL_HEADS,
            find=_appeals(choose),
            what="appeals",
        )


def _received(
    part: str,
    says: str,
    number: object,
    choose: Callable[[_Complaint], bool],
    *,
    group: str = "",
) -> Counted:
    def find(position: Position) -> list[Line]:
        return in_order(
            Line(each.reference, (each.received_on, each.theme, each.external_ref))
            for each in (*_of_cases(position), *_of_lists(position))
            if choose(each)
        )

    count = number if isinstance(number, int) else 0
    return Counted(
        part=part,
        says=says,
        number=count,
        heads=_HEADS,
        find=find,
        group=group,
        what=_COMPLAINTS,
    )


def _after(since: date) -> Callable[[_Complaint], bool]:
    return lambda each: each.received_on > since


def _about(theme: str, since: date) -> Callable[[_Complaint], bool]:
    return lambda each: each.received_on > since and each.theme == theme


def _between(first: date, last: date) -> Callable[[_Complaint], bool]:
    return lambda each: first <= each.received_on <= last


def _of_cases(position: Position) -> Iterator[_Complaint]:
    for reference, day, theme in complaint_cases(position):
        yield _Complaint(day, theme, reference, None)


def _of_lists(position: Position) -> Iterator[_Complaint]:
    """Read the imported complaints, each with the case that it is about where it says so."""
    rows = position.connection.execute(
        select(
            complaints.c.received_on,
            complaints.c.theme,
            cases.c.reference,
            complaints.c.external_ref,
        )
        .select_from(complaints.outerjoin(cases, cases.c.id == complaints.c.case_id))
        .where(complaints.c.received_on <= position.at, *imported())
    )
    for day, theme, reference, external_ref in rows:
        yield _Complaint(day, plain(theme), reference, external_ref)


def _answered_late(position: Position) -> list[Line]:
    c = cases.c
    rows = position.connection.execute(
        select(c.reference, c.started_on, c.ended_on)
        .distinct()
        .select_from(cases.join(deadlines, deadlines.c.case_id == c.id))
        .where(*answered_late(position.at))
    )
    return in_order(Line(reference, (started, ended)) for reference, started, ended in rows)


def _remedies(where: Callable[[date], tuple[ColumnElement[bool], ...]]) -> Find:
    def find(position: Position) -> list[Line]:
        rows = position.connection.execute(
            select(cases.c.reference, deadlines.c.started_on, deadlines.c.due_on)
            .select_from(cases.join(deadlines, deadlines.c.case_id == cases.c.id))
            .where(*where(position.at))
        )
        return in_order(Line(reference, (agreed, due)) for reference, agreed, due in rows)

    return find


def _appeals(choose: Callable[[InAnAppeal], bool]) -> Find:
    def find(position: Position) -> list[Line]:
        happened = [each for each in in_appeals(position) if choose(each)]
        rows = position.connection.execute(
            select(cases.c.id, cases.c.reference).where(
                cases.c.id.in_(sorted({each.case_id for each in happened}))
            )
        )
        named = {row.id: row.reference for row in rows}
        return in_order(Line(named[each.case_id], (each.on, each.kind.says)) for each in happened)

    return find
