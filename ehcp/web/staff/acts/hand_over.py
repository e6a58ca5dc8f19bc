"""Handing a case over: a one-page note, with what the record says filled in beforehand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.foresee import Foreseen
from ehcp.casework.hand_over import as_handed_over, hand_over_facts, notes_of
from ehcp.casework.whole_case import Child
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import READS_CASES, RUNS_CASES
from ehcp.staff.users import who_may_have_cases
from ehcp.web.forms import Form
from ehcp.web.numbers import Number
from ehcp.web.staff.acts.at_hand import AtHand, at_hand
from ehcp.web.staff.acts.check import Entry
from ehcp.web.staff.acts.fact_words import in_words
from ehcp.web.staff.acts.parties import party_in_words
from ehcp.web.staff.acts.recording import Recording
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_LONGEST_NOTE = 4_000
"""Characters: with the facts above it, one page."""


@dataclass(frozen=True)
class HandOverForm:
    """What the form asks: who takes the case, and what they should know."""

    officers: Sequence[str]
    today: date

    @property
    def kind(self) -> Kind:
        """Give what is put on record."""
        return Kind.OFFICER_CHANGED

    @property
    def fields(self) -> frozenset[str]:
        """Name every field."""
        return frozenset({"officer", "note"})

    def read(self, form: Form) -> Entry:
        """Read who takes the case, and the note.

        Raises:
            BadForm: something is missing or cannot be.
        """
        officer = form.one_of("officer", "who takes the case over", self.officers)
        note = form.text("note", "what they should know", longest=_LONGEST_NOTE)
        form.refuse_if_wrong()
        return Entry(
            kind=self.kind,
            happened_on=self.today,
            party=None,
            details={"officer": officer, "note": note},
        )

    def answers(self, entry: Entry, *, today: date) -> Iterator[tuple[str, str]]:
        """Give what was filled in."""
        del today
        yield "The new caseworker", entry.details["officer"]
        yield "Note", entry.details["note"]

    def recipients(self, entry: Entry, child: Child) -> Sequence[tuple[str, str]]:
        """Give nobody: it stays in the council."""
        del entry, child
        return ()

    def wants_a_look(self, entry: Entry, seen: Foreseen) -> bool:
        """Say no: the page itself shows everything, and a case can be handed back."""
        del entry, seen
        return False


@dataclass(frozen=True, kw_only=True)
class HandingOver(Recording):
    """The form of a hand-over at its address; it leads to the note."""

    def goes_to(self, event: Event) -> str:
        """Give the page of the note."""
        return f"{self.path}/{event.sequence}"


@router.get("/cases/{reference}/hand-over")
def show(reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Show what the record says, and ask who takes the case over."""
    return _handing_over(visit, reference).open()


@router.post("/cases/{reference}/hand-over")
def take(reference: str, visit: Visit = open_to(*RUNS_CASES)) -> Response:
    """Hand the case over."""
    return _handing_over(visit, reference).take()


@router.get("/cases/{reference}/hand-over/{sequence}")
def show_note(reference: str, sequence: Number, visit: Visit = open_to(*READS_CASES)) -> Response:
    """Show a note on one page, to be read or printed: the case as it was handed over."""
    hand = at_hand(visit, reference)
    entry = next((each for each in notes_of(hand.file) if each.sequence == sequence), None)
    if entry is None:
        raise UnknownCase("There is no such note.")
    hand.saw("hand-over note")
    then = as_handed_over(hand.file, entry)
    return visit.page(
        "acts/hand_over_note.html.jinja",
        at=hand,
        entry=entry,
        facts=hand_over_facts(then, rules=visit.desk().rules),
        party_in_words=partial(party_in_words, settings=hand.settings),
        services=hand.services,
        in_words=_with_whom,
    )


def _handing_over(visit: Visit, reference: str) -> HandingOver:
    hand = at_hand(visit, reference)
    return HandingOver(
        hand=hand,
        form=HandOverForm(_officers(hand), visit.today),
        path=f"{hand.address}/hand-over",
        back=hand.address,
        title="Hand this case over",
        verb="Hand it over",
        said="handed-over",
        template="acts/hand_over.html.jinja",
        more={
            "facts": hand_over_facts(hand.file, rules=visit.desk().rules),
            "notes": notes_of(hand.file),
            "party_in_words": partial(party_in_words, settings=hand.settings),
            "services": hand.services,
            "in_words": _with_whom,
        },
    )


def _officers(hand: AtHand) -> Sequence[str]:
    """Name those who can take the case: who signs in for it, and the council's caseworkers."""
    visit = hand.visit
    with reading(visit.counter.engine) as connection:
        users = who_may_have_cases(connection, today=visit.today)
    named = {*users, *visit.counter.council.people.caseworkers}
    return sorted(named - {hand.held.officer})


def _with_whom(value: str) -> str:
    return in_words(Kind.CONTACT_LOGGED, "with", value)
