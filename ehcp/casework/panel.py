"""The agenda of each panel: what falls due before the next one, and what was changed by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, select

from ehcp.cases.events import Event
from ehcp.cases.journeys import passage
from ehcp.cases.kinds import Kind
from ehcp.cases.panel import (
    DEFER,
    PANEL_ON,
    PanelDay,
    Question,
    ends_with,
    places,
    question_at,
    said_already,
)
from ehcp.casework.panel_days import panels_at_work, the_panel
from ehcp.casework.panel_waiting import Candidate, candidates
from ehcp.register import files
from ehcp.register.sight import Sight, seen_cases
from ehcp.register.tables import cases, panel_items, people

_QUESTIONS = tuple(Question)


class Warned(StrEnum):
    """How a panel stands to the last day for a decision."""

    IN_TIME = "in_time"
    ON_THE_LAST_DAY = "on_the_last_day"
    EARLIER_PANEL = "earlier_panel"
    OUTSIDE = "outside"
    LATE_ALREADY = "late_already"


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What somebody changed of an agenda: put on or taken off, and why."""

    is_on: bool
    why: str | None
    by: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """One case on an agenda.

    Attributes:
        warned: whether the panel meets in time, and what would be in time if it does not.
        earlier: the panel that would be in time.
        by_hand: what was said where somebody put it on.
    """

    case: Candidate
    warned: Warned
    earlier: PanelDay | None = None
    by_hand: ByHand | None = None

    @property
    def is_late(self) -> bool:
        """Say whether the panel meets after the last day for the decision."""
        return self.warned not in (Warned.IN_TIME, Warned.ON_THE_LAST_DAY)


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A case that this panel has decided or put off.

    Attributes:
        is_open: whether the case still waits at the same stage for the family to be told.
    """

    case_id: int
    reference: str
    journey: str
    child: str
    event: Event
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """The agenda of one panel.

    Attributes:
        looks_to: what falls due before this day is on it.
        next_panel: the panel after it, where one is set.
        taken_off: the cases that somebody took off, and that wait still.
    """

    panel: PanelDay
    looks_to: date
    next_panel: PanelDay | None
    items: Sequence[Item]
    taken_off: Sequence[tuple[Candidate, ByHand]]

    @property
    def late(self) -> int:
        """Count the cases for which this panel is too late."""
        return sum(item.is_late for item in self.items)


@dataclass(frozen=True, kw_only=True)
class Agendas:
    """Every agenda at work, and what no panel has to look at any more.

    Attributes:
        to_tell: the cases that a panel has decided and whose family is still to be told.
    """

    of: Mapping[int, Agenda]
    to_tell: Sequence[Candidate]


def agendas(connection: Connection, *, today: date, sight: Sight | None) -> Agendas:
    """Give the agenda of every panel to come, and of the last that met while it is recorded."""
    days = panels_at_work(connection, today=today)
    if not days:
        return Agendas(of={}, to_tell=())
    changed = _changed(connection, days)
    by_hand = {case_id for of in changed.values() for case_id, each in of.items() if each.is_on}
    found = candidates(
        connection,
        today=today,
        until=ends_with(days, days[-1].panel_id),
        sight=sight,
        by_hand=by_hand,
    )
    waiting = [each for each in found if not each.is_decided]
    on: dict[int, list[Candidate]] = {day.panel_id: [] for day in days}
    for case in waiting:
        for panel_id in places(
            case.waiting,
            days,
            today=today,
            put_on=_ids(changed, case, is_on=True),
            taken_off=_ids(changed, case, is_on=False),
        ):
            on[panel_id].append(case)
    return Agendas(
        of={
            day.panel_id: _agenda(
                day, days, on[day.panel_id], waiting, changed[day.panel_id], today=today
            )
            for day in days
        },
        to_tell=[each for each in found if each.is_decided],
    )


def agenda_of(connection: Connection, panel_id: int, *, today: date, sight: Sight | None) -> Agenda:
    """Give the agenda of one panel; of one long over it is empty, and what it decided remains.

    Raises:
        UnknownPanel: there is none.
    """
    panel = the_panel(connection, panel_id)
    found = agendas(connection, today=today, sight=sight).of.get(panel_id)
    return found or Agenda(
        panel=panel, looks_to=panel.meets_on, next_panel=None, items=(), taken_off=()
    )


def decided_by(connection: Connection, panel: PanelDay, *, sight: Sight | None) -> list[Decided]:
    """Give what a panel has decided or put off, by reference."""
    ids = connection.scalars(
        select(panel_items.c.case_id)
        .join(cases, cases.c.id == panel_items.c.case_id)
        .where(
            panel_items.c.panel_id == panel.panel_id,
            panel_items.c.is_on,
            seen_cases(sight),
        )
    ).all()
    names = _names(connection, ids)
    day = panel.meets_on.isoformat()
    found = [
        Decided(
            case_id=held.case_id,
            reference=held.file.reference,
            journey=held.file.journey,
            child=names.get(held.case_id, ""),
            event=event,
            is_open=_still_open(held, event),
        )
        for held in files.load_many(connection, ids)
        for _, event in held.file.of([Kind.PANEL_DECIDED])
        if event.details.get(PANEL_ON) == day
    ]
    return sorted(found, key=lambda each: each.reference)


def _names(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    rows = connection.execute(
        select(cases.c.id, people.c.forename, people.c.surname)
        .join(people, people.c.id == cases.c.person_id)
        .where(cases.c.id.in_(ids))
    )
    return {row.id: " ".join(part for part in row[1:] if part) for row in rows}


def _still_open(held: files.Held, event: Event) -> bool:
    passed = passage(held.file)
    question = question_at(held.file.journey, held.stage)
    return (
        question is not None
        and passed.since is not None
        and event.details.get("decision") != DEFER
        and said_already(held.file, question, since=passed.since) == event
    )


def _agenda(
    day: PanelDay,
    days: Sequence[PanelDay],
    on: Sequence[Candidate],
    waiting: Sequence[Candidate],
    changed: Mapping[int, ByHand],
    *,
    today: date,
) -> Agenda:
    items = [
        _item(case, day, days, changed.get(case.case_id), today=today)
        for case in sorted(on, key=_place)
    ]
    return Agenda(
        panel=day,
        looks_to=ends_with(days, day.panel_id),
        next_panel=next((each for each in days if each.meets_on > day.meets_on), None),
        items=items,
        taken_off=[
            (case, said)
            for case in waiting
            if (said := changed.get(case.case_id)) is not None and not said.is_on
        ],
    )


def _place(case: Candidate) -> tuple[int, date, str]:
    return _QUESTIONS.index(case.question), case.due_on or date.max, case.reference


def _item(
    case: Candidate,
    day: PanelDay,
    days: Sequence[PanelDay],
    by_hand: ByHand | None,
    *,
    today: date,
) -> Item:
    due = case.due_on
    earlier = None
    if due is None or day.meets_on < due:
        warned = Warned.IN_TIME
    elif day.meets_on == due:
        warned = Warned.ON_THE_LAST_DAY
    elif due < today:
        warned = Warned.LATE_ALREADY
    else:
        in_time = [each for each in days if today <= each.meets_on <= due]
        earlier = in_time[-1] if in_time else None
        warned = Warned.EARLIER_PANEL if earlier else Warned.OUTSIDE
    return Item(
        case=case,
        warned=warned,
        earlier=earlier,
        by_hand=by_hand if by_hand and by_hand.is_on and by_hand.why else None,
    )


def _changed(connection: Connection, days: Sequence[PanelDay]) -> dict[int, dict[int, ByHand]]:
    found: dict[int, dict[int, ByHand]] = {day.panel_id: {} for day in days}
    for row in connection.execute(select(panel_items).where(panel_items.c.panel_id.in_(found))):
        found[row.panel_id][row.case_id] = ByHand(is_on=row.is_on, why=row.why, by=row.set_by)
    return found


def _ids(
    changed: Mapping[int, Mapping[int, ByHand]], case: Candidate, *, is_on: bool
) -> frozenset[int]:
    return frozenset(
        panel_id
        for panel_id, of in changed.items()
        if (said := of.get(case.case_id)) is not None and said.is_on is is_on
    )
