"""A case file: one case with everything on its record, as every question about a case takes it."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ehcp.cases.events import Event
from ehcp.cases.kinds import DISPUTES, ENDS, STARTS, Kind, place_on_a_day

NEEDS_ASSESSMENT_JOURNEY = "needs_assessment"


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """One child's or young person's passage through one journey.

    Attributes:
        reference: random, not sequential, useless without sign-in (for example `K7Q-2ND`).
        recorded: every entry of the record, in the order of recording, corrections included.
        born_on: date of birth, or None where the tracker does not hold it.
        year_group: national curriculum year, where someone set it by hand (children taught out of
            their year group); None means that it follows from the date of birth.
        year_group_from: the school year for which that was set, by the calendar year in which it
            began; the child goes up every September after it.
        setting: the school, college or early years provider attended, as the register names it.
        setting_urn: its unique reference number, where known.
    """

    reference: str
    recorded: tuple[Event, ...]
    journey: str = NEEDS_ASSESSMENT_JOURNEY
    born_on: date | None = None
    year_group: int | None = None
    year_group_from: int | None = None
    setting: str | None = None
    setting_urn: str | None = None

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened, corrections applied, in the order in which it happened."""
        corrections = {
            entry.corrects: entry for entry in self.recorded if entry.kind is Kind.CORRECTED
        }
        standing = _corrected(self.recorded, corrections) if corrections else self.recorded
        return tuple(sorted(standing, key=_when))

    @cached_property
    def until_the_end(self) -> tuple[Event, ...]:
        """What happened up to the ending of the case, for which limits run and advice is owed.

        What was done afterwards, until the news came, stays on the record and counts for nothing;
        but about a plan that has ceased an appeal can still come, with the Tribunal's permission.
        """
        for place, event in enumerate(self.events):
            if event.kind in ENDS:
                up_to, after = self.events[: place + 1], self.events[place + 1 :]
                if event.kind is not Kind.PLAN_CEASED:
                    return up_to
                return (*up_to, *(each for each in after if each.kind in DISPUTES))
        return self.events

    @cached_property
    def by_kind_until_the_end(self) -> tuple[tuple[Kind, Event], ...]:
        """Each event up to the ending with its kind beside it, as every clock goes through them."""
        return tuple((event.kind, event) for event in self.until_the_end)

    @cached_property
    def _by_kind(self) -> dict[str, list[tuple[int, Event]]]:
        found: dict[str, list[tuple[int, Event]]] = {}
        for place, event in enumerate(self.events):
            found.setdefault(event.kind, []).append((place, event))
        return found

    @property
    def kinds(self) -> AbstractSet[str]:
        """Every kind of event that stands on the record."""
        return self._by_kind.keys()

    def of(self, kinds: Iterable[str], *, party: str | None = None) -> list[tuple[int, Event]]:
        """Give the events of these kinds with their places in the order of happening.

        With a party, only those about that party.
        """
        by_kind = self._by_kind
        found = [pair for kind in kinds for pair in by_kind.get(kind, ())]
        if party is not None:
            found = [pair for pair in found if pair[1].party == party]
        return sorted(found, key=lambda pair: pair[0]) if len(found) > 1 else found

    def first(self, *kinds: Kind) -> Event | None:
        """Give the first event of these kinds, or None."""
        found = self.of(kinds)
        return found[0][1] if found else None

    def last(self, *kinds: Kind) -> Event | None:
        """Give the last event of these kinds, or None."""
        found = self.of(kinds)
        return found[-1][1] if found else None

    @cached_property
    def started_on(self) -> date | None:
        """The statutory start: the earlier of the two triggers. It never resets."""
        first = self.first(*STARTS)
        return first.happened_on if first else None

    def with_entry(self, entry: Event) -> "CaseFile":
        """Give the same file with one more entry on its record."""
        return replace(self, recorded=(*self.recorded, entry))

    def as_at(self, day: date) -> "CaseFile":
        """Give the file as it was at a day: what happened by then, as corrected since.

        What starts the case is kept in any event, so that there is always a case to look at.
        """
        first = self.first(*STARTS)
        later = {
            event.sequence for event in self.events if event.happened_on > day and event != first
        }
        if not later:
            return self
        return replace(
            self,
            recorded=tuple(
                entry
                for entry in self.recorded
                if later.isdisjoint((entry.sequence, entry.corrects))
            ),
        )


def _when(event: Event) -> tuple[date, int, int]:
    return event.happened_on, place_on_a_day(event.kind), event.sequence


def _corrected(
    recorded: tuple[Event, ...], corrections: dict[int | None, Event]
) -> Iterator[Event]:
    """Apply the latest correction of each entry; leave out those that were struck out."""
    for entry in recorded:
        correction = corrections.get(entry.sequence)
        if entry.kind is Kind.CORRECTED:
            continue
        if correction is None:
            yield entry
        elif "struck_out" not in correction.details:
            new_day = correction.details.get("happened_on")
            service = correction.details.get("service")
            yield entry.model_copy(
                update={
                    "happened_on": date.fromisoformat(new_day) if new_day else entry.happened_on,
                    "party": correction.details.get("party", entry.party),
                    "details": entry.details | ({"service": service} if service else {}),
                }
            )
