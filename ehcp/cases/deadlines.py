"""The time limits that the law has started on a case, worked out from its events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.clocks import RuleClock, Turn, clockwork, keep_ready
from ehcp.cases.events import Event
from ehcp.cases.exceptions import ABOUT_EXCEPTIONS, StatutoryException, standing_exception
from ehcp.cases.kinds import Kind
from ehcp.cases.persons import is_such_a_person
from ehcp.law.rule import Rule

_Story = list[tuple[Turn, Event]]


@dataclass(kw_only=True, slots=True)
class Deadline:
    """One rule applied to one case.

    Attributes:
        party: the provider or school that owes it, where there is one clock for each.
        started_on: the day from which it is counted.
        due_on: the last day on which the duty is done in time; None where the law gives no number,
            or none yet.
        facts: the days that the sum was told besides, such as that of a certificate.
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
    facts: Mapping[str, date]
    called_for: bool = True
    met_on: date | None = None
    fell_away_on: date | None = None
    exception: StatutoryException | None = None

    @property
    def is_running(self) -> bool:
        """Say whether it is still to be done."""
        return self.met_on is None and self.fell_away_on is None

    @property
    def set_otherwise_on(self) -> date | None:
        """Give the day that a direction or an agreement set in the place of the law's own."""
        return self.facts.get(self.rule.id)

    def is_late(self, day: date) -> bool:
        """Say whether it was missed, or is missed as at this day; an exception changes neither."""
        if self.due_on is None or self.rule.is_window:
            return False
        ended = self.met_on or self.fell_away_on
        return (min(ended, day) if ended else day) > self.due_on


def deadlines(file: CaseFile, rules: Iterable[Rule]) -> Iterator[Deadline]:
    """Work out every time limit that the law has started on this case.

    A second start while a limit still runs starts nothing: no date resets. Only a window that must
    be allowed (the fifteen days after a draft), notice that is owed ahead of a day, and what the
    law says restarts, begin again each time.
    """
    excepted = Kind.EXCEPTION_APPROVED in file.kinds
    for clock in clockwork(rules).running(file.journey, file.kinds):
        for story in _stories(file, clock):
            for limit in _limits(file, clock, story):
                if not limit.called_for:
                    continue
                if excepted:
                    limit.exception = standing_exception(
                        file=file,
                        rule=limit.rule,
                        party=limit.party,
                        started_on=limit.started_on,
                        due_on=limit.due_on,
                    )
                yield limit


def moved_by(kind: Kind, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Pick the rules whose limits an event of this kind can start, end, date or lift.

    The same rules give the same answer, made ready, so that it costs nothing to ask again.
    """
    if kind is Kind.CORRECTED:
        return rules if isinstance(rules, tuple) else tuple(rules)
    moved = clockwork(rules).moved_by(kind, about_exceptions=kind in ABOUT_EXCEPTIONS)
    keep_ready(moved.rules, moved)
    return moved.rules


def _stories(file: CaseFile, clock: RuleClock) -> Iterator[_Story]:
    """Give what happened to the clock of a rule; where each party has its own, one by one."""
    turns = clock.turns
    story = [(turns[kind], event) for kind, event in file.by_kind_until_the_end if kind in turns]
    if not clock.per_party:
        yield story
        return
    for party in dict.fromkeys(event.party for turn, event in story if turn is Turn.STARTS):
        yield [(turn, event) for turn, event in story if event.party in (None, party)]


def _limits(file: CaseFile, clock: RuleClock, story: _Story) -> list[Deadline]:
    """Follow one clock through what happened: started, met, met no longer, fallen away."""
    limits: list[Deadline] = []
    for turn, event in story:
        if turn is Turn.STARTS:
            first = not limits
            _start(file, clock, event, limits)
            if clock.stops_before and first and limits:
                limits[0].met_on = _done_before(event, story)
            continue
        last = limits[-1] if limits else None
        if last is None or last.fell_away_on is not None:
            continue
        if clock.looks_at and last.met_on is None:
            _tell(clock, event, last)
        if turn is Turn.CALLS_FOR:
            last.called_for = True
        elif turn is Turn.REOPENS:
            last.met_on = None
        elif last.met_on is None and turn is Turn.STOPS:
            last.met_on = event.happened_on
        elif last.met_on is None and turn is Turn.ENDS:
            last.fell_away_on = event.happened_on
    return limits


def _done_before(start: Event, story: _Story) -> date | None:
    """Give the last day before the start on which what it asks for was done, if it was."""
    before = story[: next(place for place, (_, event) in enumerate(story) if event is start)]
    days = [event.happened_on for turn, event in before if turn is Turn.STOPS]
    return days[-1] if days else None


def _start(file: CaseFile, clock: RuleClock, event: Event, limits: list[Deadline]) -> None:
    """Start the limit where this event can start it."""
    if limits and clock.statutory:
        return  # the statutory clock starts once, with the earlier of the two triggers
    if not clock.is_started_by(event):
        return
    started_on = clock.first_day(event)
    facts = clock.facts_of(event)
    law = clock.law_on(started_on, facts)
    if law is None or not _is_for(file, clock, started_on, law[1]):
        return
    if limits and not _makes_way(clock, event, started_on, limits):
        return
    rule, due_on = law
    limits.append(
        Deadline(
            rule=rule,
            start=event,
            party=event.party if clock.per_party else None,
            started_on=started_on,
            due_on=due_on,
            facts=facts,
            called_for=not clock.only_if,
        )
    )


def _is_for(file: CaseFile, clock: RuleClock, started_on: date, due_on: date | None) -> bool:
    """Say whether the person is such as the rule is for, on its first day and on its last.

    A child who turns five in between is not owed what is owed to children under five.
    """
    if clock.only_for is None:
        return True
    days = (started_on, due_on or started_on)
    return all(is_such_a_person(file, clock.only_for, on=day) for day in days)


def _makes_way(clock: RuleClock, event: Event, started_on: date, limits: list[Deadline]) -> bool:
    """Say whether a second start begins a limit, and end or take away what it replaces."""
    last = limits[-1]
    if clock.counted_from and last.started_on == started_on and last.fell_away_on is None:
        return False  # the meeting was fixed again for the day that it had
    if last.is_running:
        if not clock.restarts or (clock.only_if and last.called_for):
            return False
        last.fell_away_on = event.happened_on
    if not last.called_for:
        limits.pop()
    # The same limit, taken up again on its own first day.
    limits[:] = [limit for limit in limits if limit.started_on != started_on]
    return True


def _tell(clock: RuleClock, event: Event, limit: Deadline) -> None:
    """Tell a limit that runs the day of an event that its sum looks at."""
    known = limit.facts.keys() & clock.told_once
    names = [name for name in clock.looks_at.get(event.kind, ()) if name not in known]
    if not names:
        return
    limit.facts = dict(limit.facts) | dict.fromkeys(names, event.happened_on)
    law = clock.law_on(limit.started_on, limit.facts)
    if law is not None:
        limit.rule, limit.due_on = law
