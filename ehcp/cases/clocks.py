"""The rules made ready for working out limits: which events of a case do what to which clock.

Prepared once for a set of rules, so that a rule whose start is not on a record costs nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import Enum, auto
from types import MappingProxyType

from ehcp.cases.events import Event, day_in_details
from ehcp.cases.kinds import ENDS, STARTS, Kind
from ehcp.law.rule import NoDate, Rule
from ehcp.law.versions import versions_of

_NO_FACTS: Mapping[str, date] = MappingProxyType({})
_DAYS_KEPT = 10_000
_SETS_KEPT = 1_000


class Turn(Enum):
    """What an event does to a limit."""

    STARTS = auto()
    STOPS = auto()
    REOPENS = auto()
    ENDS = auto()
    CALLS_FOR = auto()
    TELLS = auto()


class RuleClock:
    """One rule of the law in all its versions, which share one clock.

    Attributes:
        turns: what each kind of event does to its limits.
        looks_at: the facts that each kind of event tells a limit, besides.
        told_once: of these, the facts for which the first event counts and not the last.
        statutory: it starts once, with what opens a case, and nothing starts it again.
        restarts: a second start while a limit runs ends that limit and begins anew.
        stops_before: what was done before the first start was done for it.
    """

    def __init__(self, versions: tuple[Rule, ...]) -> None:
        """Make a clock of every version of one rule."""
        first = versions[0]  # the newest
        clock = first.clock
        self.versions = versions
        self.journeys = frozenset(clock.journeys)
        self.starts = clock.starts
        self.per_party = clock.per is not None
        self.only_if = bool(clock.only_if)
        self.only_for = first.only_for
        self.counted_from = clock.counted_from
        self.statutory = clock.starts[0] in STARTS
        self.restarts = clock.restarts or first.is_window or first.ahead_of is not None
        self.stops_before = clock.stops_before
        self.can_be_excepted = any(rule.excepted_by for rule in versions)
        self.looks_at: dict[str, list[str]] = {}
        self.told_once = frozenset(clock.looks_at_first)
        for fact, kinds in (clock.looks_at | clock.looks_at_first).items():
            for kind in kinds:
                self.looks_at.setdefault(kind, []).append(fact)
        self.turns: dict[str, Turn] = (
            dict.fromkeys(self.looks_at, Turn.TELLS)
            | dict.fromkeys(clock.only_if, Turn.CALLS_FOR)
            | dict.fromkeys((*clock.falls_away, *ENDS), Turn.ENDS)
            | dict.fromkeys(clock.reopens, Turn.REOPENS)
            | dict.fromkeys(clock.stops, Turn.STOPS)
            | dict.fromkeys(clock.starts, Turn.STARTS)
        )
        self._when = tuple(clock.when.items())
        self._facts = clock.facts
        self._set_by = first.id if any(rule.set_otherwise for rule in versions) else None
        self._always_told = not (self._facts or self._set_by)
        self._known: dict[date, tuple[Rule, date | None] | None] = {}

    def is_started_by(self, event: Event) -> bool:
        """Say whether the details of a start are such that it counts."""
        return all(event.details.get(name) in values for name, values in self._when)

    def first_day(self, event: Event) -> date:
        """Give the day from which a limit that an event starts is counted."""
        if self.counted_from is not None:
            return day_in_details(event, self.counted_from) or event.happened_on
        return event.counts_from

    def facts_of(self, event: Event) -> Mapping[str, date]:
        """Give what the details of a start tell the rule: days, and a day that was set instead."""
        if self._always_told:
            return _NO_FACTS
        names = (*self._facts, self._set_by) if self._set_by else self._facts
        days = ((name, day_in_details(event, name)) for name in names)
        return {name: day for name, day in days if day is not None}

    def law_on(self, day: date, facts: Mapping[str, date]) -> tuple[Rule, date | None] | None:
        """Give the version that is the law for a limit begun on a day, and when that is due."""
        if facts:
            return self._found(day, facts)
        try:
            return self._known[day]
        except KeyError:
            if len(self._known) >= _DAYS_KEPT:
                self._known.clear()
            found = self._known[day] = self._found(day, facts)
            return found

    def _found(self, day: date, facts: Mapping[str, date]) -> tuple[Rule, date | None] | None:
        for rule in self.versions:
            try:
                if rule.applies_to(day, facts=facts):
                    return rule, rule.due_if_any(day, facts=facts)
            except NoDate:
                # Beyond the calendar, or the bank holidays known: it runs, and has no day.
                return rule, None
        return None


class Clockwork:
    """Every clock of a set of rules, found by what starts it."""

    def __init__(self, clocks: Iterable[RuleClock]) -> None:
        """Take clocks in the order of the law."""
        self._clocks = tuple(clocks)
        self.rules = tuple(rule for clock in self._clocks for rule in clock.versions)
        self._by_journey: dict[str, dict[str, list[int]]] = {}
        self._moved: dict[Kind, Clockwork] = {}

    def running(self, journey: str, kinds: Collection[str]) -> list[RuleClock]:
        """Give the clocks that these kinds of event can have started, in the order of the law."""
        by_start = self._by_journey.get(journey) or self._indexed(journey)
        places = {place for kind in kinds for place in by_start.get(kind, ())}
        return [self._clocks[place] for place in sorted(places)]

    def _indexed(self, journey: str) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, clock in enumerate(self._clocks):
            if not clock.journeys or journey in clock.journeys:
                for kind in clock.starts:
                    found.setdefault(kind, []).append(place)
        self._by_journey[journey] = found
        return found

    def moved_by(self, kind: Kind, *, about_exceptions: bool) -> "Clockwork":
        """Pick the clocks that an event of this kind can start, end, lift or tell something."""
        found = self._moved.get(kind)
        if found is None:
            found = self._moved[kind] = Clockwork(
                clock
                for clock in self._clocks
                if (clock.can_be_excepted if about_exceptions else kind in clock.turns)
            )
        return found


_READY: dict[int, tuple[tuple[Rule, ...], Clockwork]] = {}
"""What has been made ready, by the identity of the rules, which are kept so that it stays so."""


def clockwork(rules: Iterable[Rule]) -> Clockwork:
    """Make rules ready; a tuple that comes again, such as the whole law, is made ready once."""
    if not isinstance(rules, tuple):
        return _made_ready(tuple(rules))
    found = _READY.get(id(rules))
    return found[1] if found is not None else keep_ready(rules, _made_ready(rules))


def keep_ready(rules: tuple[Rule, ...], ready: Clockwork) -> Clockwork:
    """Remember what was made ready for these rules."""
    if len(_READY) >= _SETS_KEPT:
        _READY.clear()
    _READY[id(rules)] = (rules, ready)
    return ready


def _made_ready(rules: tuple[Rule, ...]) -> Clockwork:
    return Clockwork(RuleClock(versions) for versions in versions_of(rules))
