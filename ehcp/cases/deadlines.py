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


@dataclass(kw_only=True, slots=True)
class Deadline:
    """One rule applied to one case.

    Attributes:
        party: the provider or school that owes it, where there is one clock for each.
        started_on: the day from which it is counted.
        due_on: the last day on which the duty is done in time; None where the law gives no number.
        met_on: the day on which it was done.
        fell_away_on: the day from which it no longer applied although it had not been done.
        exception: the approved statutory exception; it moves no date and stops no clock.
        called_for: whether somebody has asked for what the law grants only on request.
    """

    rule: Rule
    start: Event
    party: str | None
    started_on: date
    due_on: date | None
    called_for: bool = True
    met_on: date | None = None
    fell_away_on: date | None = None
    exception: StatutoryException | None = None

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
    be allowed (the fifteen days after a draft) opens again each time, and with it what the law
    grants on request within that window (the meeting about the draft) and nobody had asked for.
    """
    for rule in rules:
        if file.kinds.isdisjoint(rule.clock.starts):
            continue
        for story in _stories(file, rule):
            for limit in _limits(rule, story):
                if limit.called_for:
                    limit.exception = standing_exception(
                        file=file, rule=rule, start=limit.start, due_on=limit.due_on
                    )
                    yield limit


def moved_by(kind: Kind, rules: Iterable[Rule]) -> list[Rule]:
    """Pick the rules whose limits an event of this kind can start, end or lift."""
    if kind is Kind.CORRECTED:
        return list(rules)
    if kind in ABOUT_EXCEPTIONS:
        return [rule for rule in rules if rule.excepted_by]
    return [rule for rule in rules if kind in _turns(rule)]


def _stories(file: CaseFile, rule: Rule) -> Iterator[list[tuple[_Turn, Event]]]:
    """Give what happened to the clock of a rule; where each party has its own, one by one."""
    turns = _turns(rule)
    story = [(turns[event.kind], event) for event in file.until_the_end if event.kind in turns]
    if not rule.clock.per:
        yield story
        return
    for party in dict.fromkeys(event.party for turn, event in story if turn is _Turn.STARTS):
        yield [(turn, event) for turn, event in story if event.party in (None, party)]


def _limits(rule: Rule, story: Iterable[tuple[_Turn, Event]]) -> list[Deadline]:
    """Follow one clock through what happened: started, met, met no longer, fallen away."""
    limits: list[Deadline] = []
    for turn, event in story:
        last = limits[-1] if limits else None
        if turn is _Turn.STARTS:
            _start(rule, event, limits)
        elif last is None or last.fell_away_on is not None:
            continue
        elif turn is _Turn.CALLS_FOR:
            last.called_for = True
        elif turn is _Turn.REOPENS:
            last.met_on = None
        elif last.met_on is None and turn is _Turn.STOPS:
            last.met_on = event.happened_on
        elif last.met_on is None:
            last.fell_away_on = event.happened_on
    return limits


def _start(rule: Rule, event: Event, limits: list[Deadline]) -> None:
    """Start the limit where this event can start it."""
    clock, started_on = rule.clock, event.counts_from
    is_law, due_on = _dated(rule, started_on)
    if not is_law:
        return
    if limits:
        last = limits[-1]
        if clock.starts[0] in STARTS:
            return  # the statutory clock starts once, with the earlier of the two triggers
        if last.is_running:
            if last.called_for and not rule.is_window:
                return
            last.fell_away_on = event.happened_on
        if last.started_on == started_on or not last.called_for:
            # The same limit, taken up again on its own first day; or one that nobody called for.
            limits.pop()
    limits.append(
        Deadline(
            rule=rule,
            start=event,
            party=event.party if clock.per else None,
            started_on=started_on,
            due_on=due_on,
            called_for=not clock.only_if,
        )
    )


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
def _dated(rule: Rule, started_on: date) -> tuple[bool, date | None]:
    """Say whether a rule is the law for a limit that starts on a day, and when that is due."""
    if not rule.applies_to(started_on):
        return False, None
    return True, rule.due(started_on) if rule.has_date else None
