"""What the page says on which an entry is looked at once more before it is recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ehcp.cases.kinds import ENDS, Kind
from ehcp.casework.foresee import Foreseen, Moved, Turn
from ehcp.casework.whole_case import Child
from ehcp.web.forms import Form
from ehcp.web.pages import away, day_in_full

_TURNS = {
    Turn.STARTS: "Starts",
    Turn.MOVES: "Moves",
    Turn.MET: "Met",
    Turn.RUNS_AGAIN: "Runs again",
    Turn.FALLS_AWAY: "No longer applies",
    Turn.IS_GONE: "Taken back",
    Turn.EXCEPTED: "Excepted",
    Turn.NOT_EXCEPTED: "No longer excepted",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What somebody has filled in: an entry that may be put on record."""

    kind: Kind
    happened_on: date
    party: str | None
    details: dict[str, str]


class Asking(Protocol):
    """A form that asks for one entry."""

    @property
    def kind(self) -> Kind:
        """Give what would be put on record."""

    @property
    def fields(self) -> frozenset[str]:
        """Name every field, the parts of days included."""

    def read(self, form: Form) -> Entry:
        """Read what was filled in; refuse the form where it is wrong."""

    def answers(self, entry: Entry, *, today: date) -> Iterable[tuple[str, str]]:
        """Give what was filled in, each with its question, as the page shows it again."""

    def recipients(self, entry: Entry, child: Child) -> Sequence[tuple[str, str]]:
        """Say who each recipient is to this child, as far as the register knows."""

    def wants_a_look(self, entry: Entry, seen: Foreseen) -> bool:
        """Say whether the entry is looked at once more before it is recorded."""


def is_grave(seen: Foreseen) -> bool:
    """Say whether it ends the case or its journey."""
    return seen.event.kind in ENDS or (seen.leads_to is not None and not seen.leads_to.is_open)


def turns(moved: Sequence[Moved]) -> Sequence[tuple[str, Sequence[Moved]]]:
    """Group what would become of the limits, by what happens to them."""
    return [
        (words, found)
        for turn, words in _TURNS.items()
        if (found := [each for each in moved if each.turn is turn])
    ]


def day_shown(day: date, *, today: date) -> str:
    """Write a day with how far it is: Monday 16 February 2026 (in 12 days)."""
    return f"{day_in_full(day)} ({away(day, today)})"
