"""The time limits that the law has started on a case, worked out from its events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import cache, lru_cache

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS, StatutoryException, standing_exception
from ehcp.cases.kinds import ENDS, STARTS, Kind
from ehcp.law.rule import Rule


class _Turn(Enum):
    """What an event does to a limit."""

    STARTS = auto()
    STOPS = auto()
    REOPENS = auto()
    ENDS = auto()
    CALLS_FOR = auto()


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
        if file.kinds.isdisjoint(rule.clock.starts):
            continue
        turns = _turns(rule)
        story = [event for event in file.events if event.kind in turns]
        if not rule.clock.per:
            yield from _limits(file, rule, story)
            continue
        parties = (event.party for event in story if turns[event.kind] is _Turn.STARTS)
        for party in dict.fromkeys(parties):
            own = [event for event in story if event.party is None or event.party == party]
            yield from _limits(file, rule, own)


def moved_by(kind: Kind, rules: Iterable[Rule]) -> list[Rule]:
    """Pick the rules whose limits an event of this kind can start, end or lift."""
    if kind is Kind.CORRECTED:
        return list(rules)
    if kind in ABOUT_EXCEPTIONS:
        return [rule for rule in rules if rule.excepted_by]
    return [rule for rule in rules if kind in _turns(rule)]


@dataclass(slots=True)
class _Life:
    """One limit while it is followed from event to event."""

    start: Event
    called_for: bool
    met_on: date | None = None
    fell_away_on: date | None = None

    @property
    def is_over(self) -> bool:
        return self.met_on is not None or self.fell_away_on is not None


def _limits(file: CaseFile, rule: Rule, story: Iterable[Event]) -> Iterator[Deadline]:
    for life in _lives(rule, story):
        if life.called_for:
            started_on = life.start.counts_from
            due_on = _due(rule, started_on) if rule.has_date else None
            yield Deadline(
                rule=rule,
                start=life.start,
                due_on=due_on,
                met_on=life.met_on,
                fell_away_on=life.fell_away_on,
                exception=standing_exception(file=file, rule=rule, start=life.start, due_on=due_on),
            )


def _lives(rule: Rule, story: Iterable[Event]) -> list[_Life]:
    """Follow one clock through what happened: started, met, met no longer, fallen away."""
    turns = _turns(rule)
    lives: list[_Life] = []
    for event in story:
        turn, life = turns[event.kind], lives[-1] if lives else None
        if turn is _Turn.STARTS:
            _start(rule, event, lives)
        elif life is None or life.fell_away_on is not None:
            continue
        elif turn is _Turn.CALLS_FOR:
            life.called_for = True
        elif turn is _Turn.REOPENS:
            life.met_on = None
        elif life.met_on is None and turn is _Turn.STOPS:
            life.met_on = event.happened_on
        elif life.met_on is None:
            life.fell_away_on = event.happened_on
    return lives


def _start(rule: Rule, event: Event, lives: list[_Life]) -> None:
    """Start the limit where this event can start it."""
    if not rule.applies_to(event.counts_from):
        return
    if lives:
        life = lives[-1]
        if rule.clock.starts[0] in STARTS:
            return  # the statutory clock starts once, with the earlier of the two triggers
        if not life.is_over:
            if not rule.is_window:
                return
            life.fell_away_on = event.happened_on
        if life.start.counts_from == event.counts_from:
            lives.pop()  # the same limit, taken up again on its own first day
    lives.append(_Life(start=event, called_for=not rule.clock.only_if))


@cache
def _turns(rule: Rule) -> dict[str, _Turn]:
    """Give what each kind of event does to a limit under this rule."""
    clock = rule.clock
    return (
        dict.fromkeys(clock.only_if, _Turn.CALLS_FOR)
        | dict.fromkeys((*clock.falls_away, *ENDS), _Turn.ENDS)
        | dict.fromkeys(clock.reopens, _Turn.REOPENS)
        | dict.fromkeys(clock.stops, _Turn.STOPS)
        | dict.fromkeys(clock.starts, _Turn.STARTS)
    )


@lru_cache(maxsize=10_000)
def _due(rule: Rule, started_on: date) -> date:
    return rule.due(started_on)
