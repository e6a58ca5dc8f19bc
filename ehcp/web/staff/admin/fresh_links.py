"""What a page says and asks that sets a mailbox right: what is open there, and whether it goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from ehcp.casework.open_there import OpenThere, open_with_school, open_with_service
from ehcp.law.in_words import count_in_words
from ehcp.outside.other_address import BadAddress, Sender
from ehcp.register.engine import reading
from ehcp.register.sight import Sight
from ehcp.staff.roles import WORKS_CASES
from ehcp.web.forms import BadForm
from ehcp.web.providers.link.consulted import closures_at
from ehcp.web.staff.undelivered.words import when_letters_go
from ehcp.web.visit import Visit

FIELD: Final = "fresh"
SENT: Final = "saved-fresh"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What is open with a service or a school, in words.

    Attributes:
        says: how much of it whoever looks may see; "" where there is none.
        more: what is said of the rest; "" where there is none.
        is_one: whether a letter would be about one thing.
        goes: when letters go; "" where the council has this letter switched off.
        ticked: whether the letter is to go, until somebody says otherwise.
    """

    says: str
    more: str
    is_one: bool
    goes: str
    ticked: bool

    @property
    def is_wanted(self) -> bool:
        """Say whether the letter was asked for, and there is something to write."""
        return bool(self.says and self.goes and self.ticked)


def offer_to_a_service(visit: Visit, code: str) -> Offer:
    """Say what is open with a service."""
    with reading(visit.counter.engine) as connection:
        found = open_with_service(connection, code, sight=_sight(visit))
    return _offer(
        visit,
        found,
        unit="request",
        of=" for advice",
        who="service",
        rest="is left out: if the mailbox changes, their caseworkers are asked to send a new link.",
        is_sent=visit.counter.council.letters.mailbox_changed.send,
    )


def offer_to_a_school(visit: Visit, urn: str) -> Offer:
    """Say what is open with a school."""
    with reading(visit.counter.engine) as connection:
        found = open_with_school(
            connection, urn, closures=closures_at(visit.counter), sight=_sight(visit)
        )
    return _offer(
        visit,
        found,
        unit="consultation",
        of="",
        who="school, college or nursery",
        rest="is left out: no letter about it goes now to a new mailbox.",
        is_sent=visit.counter.council.letters.consultation.send,
    )


def sender(visit: Visit) -> Sender:
    """Give who has the letter sent; whoever works no cases sends none about a restricted child."""
    return Sender(sight=_sight(visit), ours=visit.counter.council.own_addresses)


@contextmanager
def to_no_one_of_ours() -> Iterator[None]:
    """Say beside the mailbox what is wrong with it.

    Raises:
        BadForm: the letter may not go to it.
    """
    try:
        yield
    except BadAddress as refused:
        raise BadForm({"email": str(refused)}) from None


def _sight(visit: Visit) -> Sight:
    return visit.sight if visit.me.is_any_of(WORKS_CASES) else Sight()


def _offer(
    visit: Visit, found: OpenThere, *, unit: str, of: str, who: str, rest: str, is_sent: bool
) -> Offer:
    count = len(found.seen)
    posted = visit.request.method == "POST"
    return Offer(
        says=f"{_so_many(count, unit)}{of} {_are(count)} open with this {who}." if count else "",
        more=_more(found, who=who, rest=rest),
        is_one=count == 1,
        goes=when_letters_go(visit.counter.council.about.hours) if is_sent else "",
        ticked=bool(visit.sent.text(FIELD)) if posted else True,
    )


def _more(found: OpenThere, *, who: str, rest: str) -> str:
    """Say what is not in the letter: it takes no restricted child's link anywhere.

    Without a number: how many such children there are is their team's to know.
    """
    if not found.hidden:
        return ""
    whose = f"about children whose records you may not see {rest}"
    return f"What is {whose}" if found.seen else f"What is open with this {who} {whose}"


def _so_many(count: int, unit: str) -> str:
    return count_in_words(count, unit=unit)


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
