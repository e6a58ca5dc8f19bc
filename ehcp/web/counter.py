"""The counter: what the web process holds at hand for every visit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, select

from config import clock
from config.council import Council
from config.settings import Settings
from ehcp.cases.desk import Desk
from ehcp.cases.stages import Role
from ehcp.council.policy import desk_of
from ehcp.register.engine import reading
from ehcp.register.tables import ledger


class LetterShown(Protocol):
    """A letter as a preview shows it."""

    @property
    def subject(self) -> str:
        """Give its subject."""

    @property
    def text(self) -> str:
        """Give its words as plain text."""

    @property
    def html(self) -> str:
        """Give its words as a page."""


class LetterListed(Protocol):
    """A kind of letter, as a list of them shows it."""

    @property
    def name(self) -> str:
        """Give the name by which the register knows it."""

    @property
    def number(self) -> str:
        """Give the number by which people know it: E1."""

    @property
    def says(self) -> str:
        """Say to whom it goes, and when."""

    @property
    def facts(self) -> Sequence[str]:
        """Give what its words may use."""


class Letters(Protocol):
    """What the counter asks of the floor above, which writes the letters and can send them."""

    def write(
        self,
        connection: Connection,
        letter: str,
        *,
        recipient: str,
        key: str,
        facts: dict[str, Any],
        at: datetime,
    ) -> bool:
        """Put a letter into the outbox in the transaction of an act; False where it is there."""

    def names(self) -> Sequence[tuple[str, str]]:
        """Give each letter's name and what it is."""

    def letters(self) -> Sequence[LetterListed]:
        """Give every kind of letter, in the order of their numbers."""

    def words_now(self, letter: str) -> str:
        """Give the words in force."""

    def words_of_the_file(self, letter: str) -> str:
        """Give the words that hold where nothing is changed at the counter."""

    def check_words(self, letter: str, words: str) -> None:
        """Refuse words that cannot be sent, with a sentence."""

    def preview(self, letter: str, words: str | None = None) -> LetterShown:
        """Render a letter about an invented child."""


@dataclass(frozen=True, kw_only=True)
class Counter:
    """The register, the settings and the council of one web process.

    Attributes:
        council_now: gives the council's policy as it is in force at this moment.
        letters: how letters are shown; None where no floor above lends them.
    """

    engine: Engine
    settings: Settings
    council_now: Callable[[], Council]
    letters: Letters | None = None
    # What takes longer to work out than a page, and is kept from one visit to the next.
    _desks: list[tuple[Council, Desk]] = field(default_factory=list, repr=False)
    _invented: list[bool] = field(default_factory=list, repr=False)

    @property
    def council(self) -> Council:
        """Give the council's policy as it is in force at this moment."""
        return self.council_now()

    def at_this_moment(self) -> "Counter":
        """Give the counter for one visit: the policy is asked for once, and stays through it."""
        council = self.council
        return replace(self, council_now=lambda: council)

    @property
    def today(self) -> date:
        """Give the day that it is in England, or the day that is set."""
        return clock.today()

    @property
    def now(self) -> datetime:
        """Give this instant, in UTC."""
        return clock.now()

    @property
    def day_is_set(self) -> bool:
        """Say whether the day is not the real one."""
        return clock.is_set()

    @property
    def is_invented(self) -> bool:
        """Say whether every child in this register is invented: training, or the demonstration."""
        if not self._invented:
            with reading(self.engine) as connection:
                self._invented.append(bool(connection.scalar(select(ledger.c.invented))))
        return self._invented[0]

    def desk(self, *, by: str, may: frozenset[Role], as_read: int | None = None) -> Desk:
        """Give the desk at which somebody acts now, with what they may put on record."""
        council = self.council
        if not self._desks or self._desks[-1][0] is not council:
            # A council is made anew if anything of it changes.
            fresh = desk_of(council, by=by, today=self.today, at=self.now)
            self._desks[:] = [(council, fresh)]
        return replace(
            self._desks[-1][1], by=by, today=self.today, at=self.now, may=may, as_read=as_read
        )
