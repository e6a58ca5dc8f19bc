"""What a letter is: its name, its occasions and facts, and when it is no longer wanted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection

from config.council import Council

Facts = dict[str, Any]
"""What a letter's words may use. Only what JSON can hold: it is kept with the message."""

Reason = Literal[
    "switched_off",
    "closed_today",
    "not_yet",
    "no_address",
    "no_report",
    "reminders_off",
    "bad_words",
]


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One reason to write, under the key that makes it happen once."""

    key: str
    case_id: int | None = None
    party: str = ""
    service: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A letter to be written: to whom, with which facts, for which occasions.

    Attributes:
        key: what makes the whole letter happen once: letter, whom it is for, day.
        not_before: the hour for which the council asked, where there is one.
        leads_to: the page that the link of this one opens, where it is not that of all its kind.
    """

    letter: str
    key: str
    recipient: str
    facts: Facts
    occasions: tuple[Occasion, ...] = ()
    not_before: datetime | None = None
    leads_to: str | None = None


@dataclass(frozen=True, kw_only=True)
class NotWritten:
    """Why a letter was not written: doing nothing has a name."""

    letter: str
    reason: Reason
    says: str
    about: str = ""
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round of letter writing: the day that it is for, and by whose policy.

    Attributes:
        whole_day: write also what the council wants at a later hour of this day.
    """

    connection: Connection
    day: date
    at: datetime
    council: Council
    whole_day: bool = False


ANSWER = "/answer"
"""Where a letter leads that is to be answered: to a page of its own, under a token."""


NO_NAMES = "Names are never written in these emails. Please leave them out of yours."
"""What stands at the foot of a letter to a service, a setting or an officer."""


def nothing_in_a_round(about: Round) -> Iterator[Draft | NotWritten]:
    """Find nobody: a letter of this kind is written only when an act asks for it."""
    del about
    return iter(())


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A kind of message.

    Attributes:
        name: also the name of its words, and of its table in the council's letters.toml.
        number: by which people know it: E1.
        says: to whom it goes, and when.
        drafts: finds whom to write to in a round.
        leads_to: the page that its link opens. `ANSWER` makes a link of its own for each letter,
            which opens what the letter is about and needs no account; with "" it has no link.
        urgent: whether somebody sits and waits for it, so that it goes at any hour.
        good_for: how long after it was written it is still worth sending; None: for as long as
            what it is about is open.
        keeps_words: whether what it said is kept once it has gone.
        foot: what stands under who we are.
        wanted: where the letter lists single things, the condition on the row of the table
            `occasions` under which one is still worth writing about at the moment of sending.
        wanted_on: the same where it depends on the day and the council's policy; it takes the
            message too.
        as_it_stands: gives what the facts of single things are now, by the keys of their
            occasions. Asked at the moment of sending: what goes quotes the day that is true then.
    """

    name: str
    number: str
    says: str
    drafts: Callable[[Round], Iterator[Draft | NotWritten]] = nothing_in_a_round
    leads_to: str = ANSWER
    urgent: bool = False
    good_for: timedelta | None = None
    keeps_words: bool = True
    foot: str = NO_NAMES
    wanted: ColumnElement[bool] | None = field(default=None, compare=False)
    wanted_on: Callable[[Round, str], ColumnElement[bool]] | None = field(
        default=None, compare=False
    )
    as_it_stands: Callable[[Round, str], Mapping[str, Facts]] | None = field(
        default=None, compare=False
    )


def sender_of(council: Council) -> Facts:
    """Give what stands in every letter about who writes it."""
    return {
        "council": council.name,
        "team_mailbox": council.about.team_mailbox,
        "telephone": council.about.telephone,
        "advice_service": council.about.independent_advice,
    }
