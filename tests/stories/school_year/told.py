"""What the register holds of each case, read as plain rows: the events as the only witness.

The second calculations read nothing else. They know neither the rooms nor the projections.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine, select

from ehcp.register.engine import reading
from ehcp.register.tables import cases, events, people

ENDINGS = frozenset({"plan_ceased", "plan_transferred", "no_longer_needed", "died", "moved_out"})
DECISIONS = ("told_will_maintain", "told_will_amend", "review_decided_to_cease")
ORDER_OF_A_DAY = (
    "plan_first_made",
    "plan_last_reviewed",
    "phase_transfer_to_school_due",
    "phase_transfer_to_post16_due",
    "ceasing_considered",
    "move_learned",
    "review_meeting_fixed",
    "invitations_sent",
    "review_advice_circulated",
    "review_meeting_held",
    "review_report_sent",
    *DECISIONS,
    "amendment_notice_sent",
    "representations_received",
    "told_will_cease",
    "transfer_plan_finalised",
    "amended_plan_finalised",
    "decided_not_to_amend",
    *sorted(ENDINGS),
    "note_added",
)
"""Which comes first where two things happened on one day."""


@dataclass(frozen=True)
class Entry:
    """One entry of a record, as it was put down."""

    sequence: int
    kind: str
    happened_on: date
    recorded_at: datetime
    corrects: int | None
    details: dict[str, str]


@dataclass(frozen=True)
class Happened:
    """One thing that happened, corrections applied."""

    kind: str
    on: date
    sequence: int
    details: dict[str, str]


@dataclass
class ToldCase:
    """One case and its record."""

    id: int
    reference: str
    journey: str
    person: int
    follows: int | None
    born_on: date | None
    officer: str | None
    setting: str | None
    entries: list[Entry] = field(default_factory=list)
    _known: dict[int, list[Happened]] = field(default_factory=dict, repr=False)

    def with_entries(self, count: int) -> list[Happened]:
        """Give what had happened as the record stood with so many entries."""
        if count not in self._known:
            self._known[count] = standing(self.entries[:count])
        return self._known[count]

    def happened(self, by: datetime | None = None) -> list[Happened]:
        """Give what had happened as the record stood at an instant; whole without one."""
        return self.with_entries(sum(by is None or e.recorded_at <= by for e in self.entries))

    def first(self, *kinds: str) -> date | None:
        """Give the first day of these kinds, as the record stands at last."""
        return next((it.on for it in self.happened() if it.kind in kinds), None)


def standing(entries: Iterable[Entry]) -> list[Happened]:
    """Apply the corrections; order by day, and within a day by what comes first."""
    known = list(entries)
    right = {e.corrects: e.details for e in known if e.kind == "corrected"}
    found = []
    for entry in known:
        correction = right.get(entry.sequence, {})
        if entry.kind == "corrected" or "struck_out" in correction:
            continue
        on = correction.get("happened_on")
        day = date.fromisoformat(on) if on else entry.happened_on
        found.append(Happened(entry.kind, day, entry.sequence, entry.details))
    return sorted(found, key=lambda it: (it.on, ORDER_OF_A_DAY.index(it.kind), it.sequence))


@dataclass(frozen=True)
class Round:
    """One time that the timetable did its work: the day it worked for, and when."""

    day: date
    at: datetime


@dataclass(frozen=True)
class Rounds:
    """Every time that a piece of work was done, in the order of time."""

    days: list[date]
    instants: list[datetime]

    @classmethod
    def of(cls, rounds: Iterable[Round]) -> "Rounds":
        every = list(rounds)
        return cls([each.day for each in every], [each.at for each in every])

    def seen(self, case: ToldCase) -> Iterator[tuple[list[Happened], int, int]]:
        """Give each record of a case that a round saw, with the first and last round that did."""
        entries = case.entries
        for place, entry in enumerate(entries):
            after = entries[place + 1].recorded_at if place + 1 < len(entries) else None
            if after == entry.recorded_at:
                continue
            first = bisect_left(self.instants, entry.recorded_at)
            last = (len(self.days) if after is None else bisect_left(self.instants, after)) - 1
            yield case.with_entries(place + 1), first, last


def read_cases(engine: Engine) -> list[ToldCase]:
    """Read every case with its record."""
    who = select(
        cases.c.id,
        cases.c.reference,
        cases.c.journey,
        cases.c.person_id,
        cases.c.follows_case_id,
        cases.c.officer,
        people.c.born_on,
        people.c.setting,
    ).join(people, people.c.id == cases.c.person_id)
    with reading(engine) as connection:
        found = {
            row.id: ToldCase(
                id=row.id,
                reference=row.reference,
                journey=row.journey,
                person=row.person_id,
                follows=row.follows_case_id,
                born_on=row.born_on,
                officer=row.officer,
                setting=row.setting,
            )
            for row in connection.execute(who.order_by(cases.c.id))
        }
        for row in connection.execute(select(events).order_by(events.c.case_id, events.c.sequence)):
            found[row.case_id].entries.append(
                Entry(
                    row.sequence,
                    row.kind,
                    row.happened_on,
                    row.recorded_at,
                    row.corrects,
                    row.details,
                )
            )
    return list(found.values())
