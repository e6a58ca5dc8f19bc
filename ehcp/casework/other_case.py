"""Entries that one case puts into another of the same child: made, moved, struck out.

Each names in its details the case from which it follows, so that what a person put there is never
taken for it, and so that it is made once.
"""

from datetime import date

from sqlalchemy import Connection

from ehcp.cases.decision_to_assess import SERVICES
from ehcp.cases.desk import Desk
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.correct import correct_in
from ehcp.casework.record import grown, record_in
from ehcp.casework.what_opens import BECAUSE_OF, Opening
from ehcp.register import files


class OtherCase:
    """A case that follows from another, and whether anything had to be put into it."""

    def __init__(
        self, connection: Connection, held: files.Held, *, desk: Desk, because_of: str
    ) -> None:
        self._connection = connection
        self._held = held
        self._desk = desk
        self._because = {BECAUSE_OF: because_of}
        self.made = False

    def ours(self, *kinds: Kind) -> list[Event]:
        """Give the entries of these kinds that were made here, struck out or not."""
        return [
            entry
            for entry in self._held.file.recorded
            if entry.kind in kinds and entry.details.get(BECAUSE_OF) == self._because[BECAUSE_OF]
        ]

    def day_given(self, entry: Event) -> date | None:
        """Give the day that an entry was last given here; None where it was struck out here."""
        day: date | None = entry.happened_on
        for correction in self.ours(Kind.CORRECTED):
            if correction.corrects == entry.sequence:
                given = correction.details.get("happened_on")
                day = date.fromisoformat(given) if given else None
        return day

    def record(self, kind: Kind, happened_on: date) -> None:
        """Put on record what follows from the other case."""
        self._keep(
            record_in(
                self._connection,
                self._held,
                desk=self._desk,
                kind=kind,
                happened_on=happened_on,
                details=self._because,
            )
        )

    def give_day(self, entry: Event, day: date) -> None:
        """Bring an entry made here to a day; one that was struck out stands again."""
        if self.day_given(entry) != day:
            self._correct(entry, happened_on=day)

    def strike_out(self, entry: Event) -> None:
        """Strike out an entry made here, where it stands."""
        if self.day_given(entry) is not None:
            why = f"follows no longer from case {self._because[BECAUSE_OF]}"
            self._correct(entry, struck_out=why)

    def was_opened_for(self, opening: Opening) -> bool:
        """Say whether the case was opened for what its opener's record says now.

        Which services it asks is no reason to open it.
        """
        first, recorded = opening.entries[0], self._held.file.recorded[0]
        then, now = (
            {name: value for name, value in details.items() if name != SERVICES}
            for details in (recorded.details, first.details | self._because)
        )
        return recorded.kind is first.kind and then == now

    def end(self) -> None:
        """End a case whose reason is gone."""
        last = self._held.file.events[-1].happened_on
        self.record(Kind.NO_LONGER_NEEDED, max(self._desk.today, last))

    def revive(self) -> None:
        """Let a case go on whose reason has come back."""
        for ending in self.ours(Kind.NO_LONGER_NEEDED):
            self.strike_out(ending)

    def begin_on(self, opening: Opening) -> None:
        """Bring the entries with which the case begins to the days that they have now."""
        pairs = list(zip(self._held.file.recorded, opening.entries, strict=False))
        given = self.day_given(pairs[0][0])
        if given is not None and given < pairs[0][1].happened_on:
            pairs.reverse()  # those behind make room first
        for entry, wanted in pairs:
            if entry.kind is wanted.kind and BECAUSE_OF in entry.details:
                self.give_day(entry, wanted.happened_on)

    def _correct(
        self, entry: Event, *, happened_on: date | None = None, struck_out: str | None = None
    ) -> None:
        self._keep(
            correct_in(
                self._connection,
                self._held,
                desk=self._desk,
                sequence=entry.sequence,
                happened_on=happened_on,
                struck_out=struck_out,
                details=self._because,
            )
        )

    def _keep(self, event: Event) -> None:
        self._held = grown(self._held, event)
        self.made = True
