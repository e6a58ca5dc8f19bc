"""The time limits that the law has started on a case, worked out from its events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.exceptions import StatutoryException, standing_exception
from ehcp.cases.kinds import ENDS, STARTS
from ehcp.law.rule import Rule

_ENDS = tuple(kind.value for kind in ENDS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """One rule applied to one case.

    Attributes:
        due_on: the last day on which the duty is done in time; None where the law gives no number.
        met_on: the day on which it was done.
        fell_away_on: the day from which it no longer applied although it had not been done.
        exception: the approved statutory exception; it moves no date and stops no clock.
    """

    rule: Rule
    start: Event
    due_on: date | None
    met_on: date | None = None
    fell_away_on: date | None = None
    exception: StatutoryException | None = None

    @property
    def party(self) -> str | None:
        """The provider or school that owes it, where there is one clock for each."""
        return self.start.party if self.rule.clock.per else None

    @property
    def started_on(self) -> date:
        """The day from which it is counted."""
        return self.start.counts_from

    @property
    def is_running(self) -> bool:
        """Say whether it is still to be done."""
        return self.met_on is None and self.fell_away_on is None

    def is_late(self, day: date) -> bool:
        """Say whether it was missed, or is missed as at this day; an exception changes neither."""
        if self.due_on is None or self.rule.is_window:
            return False
        ended = self.met_on or self.fell_away_on
        return (min(ended, day) if ended else day) > self.due_on


def deadlines(file: CaseFile, rules: Iterable[Rule]) -> Iterator[Deadline]:
    """Work out every time limit that the law has started on this case.

    A second start while a limit still runs starts nothing: no date resets. Only a window that must
    be allowed (the fifteen days after a draft) opens again each time.
    """
    for rule in rules:
        starts = file.of(rule.clock.starts)
        if not starts or (rule.clock.only_if and not file.of(rule.clock.only_if)):
            continue
        if not rule.clock.per:
            yield from _in_turn(file, rule, starts)
        else:
            for party in dict.fromkeys(start.party for _, start in starts):
                yield from _in_turn(file, rule, [pair for pair in starts if pair[1].party == party])


def _in_turn(file: CaseFile, rule: Rule, starts: list[tuple[int, Event]]) -> Iterator[Deadline]:
    runs_until = -1
    once = rule.clock.starts[0] in STARTS
    for place, start in starts:
        if place < runs_until or not rule.applies_to(start.counts_from):
            continue
        ends_at, met_on, fell_away_on = _end(file, rule, place, start)
        due_on = rule.due(start.counts_from) if rule.has_date else None
        yield Deadline(
            rule=rule,
            start=start,
            due_on=due_on,
            met_on=met_on,
            fell_away_on=fell_away_on,
            exception=standing_exception(file=file, rule=rule, start=start, due_on=due_on),
        )
        if once:
            return
        if not rule.is_window:
            runs_until = ends_at


def _end(
    file: CaseFile, rule: Rule, place: int, start: Event
) -> tuple[int, date | None, date | None]:
    """Find where a limit that started at this place ended: its place, and met or fell away when."""
    clock = rule.clock
    party = start.party if clock.per else None
    met: tuple[int, date] | None = None
    for at, event in file.of((*clock.stops, *clock.reopens), party=party):
        if at <= place:
            continue
        if event.kind in clock.reopens:
            met = None
        elif met is None:
            met = (at, event.happened_on)
    gone = next(
        (
            (at, event.happened_on)
            for at, event in file.of((*clock.falls_away, *_ENDS))
            if at > place and (party is None or event.party in (party, None))
        ),
        None,
    )
    if met is not None and (gone is None or met[0] < gone[0]):
        return met[0], met[1], None
    if gone is not None:
        return gone[0], None, gone[1]
    return len(file.events), None, None
