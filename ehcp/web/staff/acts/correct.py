"""Correcting an entry: another day, party or service, or that it never happened; dates first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypedDict

from fastapi import APIRouter
from starlette.responses import Response

from ehcp.cases.advice import SERVICE, answers_to_requests
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.casework.access import refuse_to_correct
from ehcp.casework.correct import correct
from ehcp.casework.foresee import Foreseen, foresee_correction
from ehcp.casework.service_names import ServiceNames
from ehcp.casework.setting_names import SettingNames
from ehcp.casework.whole_case import Child
from ehcp.register.engine import reading
from ehcp.register.files import UnknownCase
from ehcp.staff.roles import WORKS_CASES
from ehcp.web.forms import Form
from ehcp.web.numbers import Number
from ehcp.web.staff.acts.at_hand import at_hand
from ehcp.web.staff.acts.check import Entry, day_shown
from ehcp.web.staff.acts.parties import PartyAsked, party_asked, party_in_words
from ehcp.web.staff.acts.recording import Recording
from ehcp.web.visit import Visit, open_to

router = APIRouter()
_DAY, _PARTY, _SERVICE, _NEVER = "day", "party", "service", "never"
_STRUCK_OUT = "struck_out"


@dataclass(frozen=True)
class CorrectionForm:
    """What the form of a correction asks about one entry."""

    file: CaseFile
    entry: Event
    services: ServiceNames
    settings: SettingNames

    @property
    def kind(self) -> Kind:
        """Give what is put on record."""
        return Kind.CORRECTED

    @cached_property
    def stands(self) -> Event | None:
        """Give the entry as corrected by now; None where it was struck out."""
        found = (each for each in self.file.events if each.sequence == self.entry.sequence)
        return next(found, None)

    @cached_property
    def party(self) -> PartyAsked | None:
        """Give how it asks whom the entry is about, as the form of a new one would."""
        without = (
            each
            for each in self.file.recorded
            if self.entry.sequence not in (each.sequence, each.corrects)
        )
        before = CaseFile(
            reference=self.file.reference, recorded=tuple(without), journey=self.file.journey
        )
        asked = party_asked(Kind(self.entry.kind), before, self.settings)
        return None if asked is not None and asked.why_none else asked

    @property
    def choices(self) -> Sequence[str]:
        """Give what can be wrong with the entry."""
        more = (*((_PARTY,) if self.party else ()), *((_SERVICE,) if self.others else ()))
        return (_DAY, *more, _NEVER)

    @property
    def others(self) -> Sequence[tuple[str, str]]:
        """Give the other services that can have been asked, where the entry asks for advice.

        There are none once the service has answered: its words must not stand as another's.
        """
        return () if self.stays_theirs else self._elsewhere

    @cached_property
    def stays_theirs(self) -> bool:
        """Say whether another service could have been asked, had this one not answered."""
        answers = answers_to_requests(self.file).values() if self._elsewhere else ()
        return any(answer.entry == self.entry.sequence for answer in answers)

    @cached_property
    def _elsewhere(self) -> Sequence[tuple[str, str]]:
        stands = self.stands
        if stands is None or stands.kind is not Kind.ADVICE_REQUESTED or stands.party is None:
            return ()
        services = self.services.services_of(AdviceKind(stands.party))
        return [(each.code, each.name) for each in services if each.code != _asked_of(stands)]

    @property
    def fields(self) -> frozenset[str]:
        """Name every field."""
        return frozenset(
            {"what", "on-day", "on-month", "on-year", "party", "service", "reason", "note"}
        )

    def read(self, form: Form) -> Entry:
        """Read what is wrong and what is right.

        Raises:
            BadForm: something is missing or cannot be.
        """
        what = form.one_of("what", "what is wrong with the entry", self.choices)
        details: dict[str, str] = {}
        party = None
        on = self.entry.happened_on
        if what == _DAY:
            on = form.day("on", "the right day") or on
            details["happened_on"] = on.isoformat()
        elif what == _PARTY and self.party is not None:
            if self.party.typed == "choice":
                values = [value for value, _ in self.party.choices]
                party = form.one_of("party", "whom it is about", values)
            else:
                party = form.line("party", "whom it is about")
        elif what == _SERVICE:
            codes = [code for code, _ in self.others]
            details[SERVICE] = form.one_of("service", "which service was asked", codes)
        elif what == _NEVER:
            details[_STRUCK_OUT] = form.text("reason", "why the entry is there")
        note = form.text("note", "the note", needed=False)
        details |= {"note": note} if note else {}
        form.refuse_if_wrong()
        return Entry(kind=Kind.CORRECTED, happened_on=on, party=party, details=details)

    def answers(self, entry: Entry, *, today: date) -> Iterator[tuple[str, str]]:
        """Give what is corrected, before and after."""
        yield "The entry", self.entry.kind.says
        stands = self.stands or self.entry
        if "happened_on" in entry.details:
            yield "It stood on", day_shown(stands.happened_on, today=today)
            yield "The right day", day_shown(entry.happened_on, today=today)
        elif SERVICE in entry.details:
            yield "It was asked of", self.services.in_full(_asked_of(stands))
            yield "It is asked of", self.services.in_full(entry.details[SERVICE])
        elif entry.party is not None:
            was, now = (
                party_in_words(self.entry.kind, party, self.settings)
                for party in (stands.party, entry.party)
            )
            yield "It was about", was or "nobody"
            yield "It is about", now
        else:
            yield "It stood on", day_shown(stands.happened_on, today=today)
            yield "It never happened", entry.details[_STRUCK_OUT]
        if "note" in entry.details:
            yield "Note", entry.details["note"]

    def recipients(self, entry: Entry, child: Child) -> Sequence[tuple[str, str]]:
        """Give nobody: a correction goes to no one."""
        del entry, child
        return ()

    def wants_a_look(self, entry: Entry, seen: Foreseen) -> bool:
        """Say yes: the dates that move are shown first."""
        del entry, seen
        return True


@dataclass(frozen=True, kw_only=True)
class Correcting(Recording):
    """The form of a correction at its address."""

    sequence: int

    def foresee(self, entry: Entry) -> Foreseen:
        """Say what would follow from the correction."""
        with reading(self.hand.visit.counter.engine) as connection:
            return foresee_correction(
                connection,
                self.hand.held,
                desk=self.hand.desk,
                sequence=self.sequence,
                **_given(entry),
            )

    def put(self, entry: Entry) -> Event:
        """Put the correction on record."""
        event = correct(
            self.hand.visit.counter.engine,
            desk=self.hand.desk,
            reference=self.hand.reference,
            sequence=self.sequence,
            **_given(entry),
        )
        self.hand.did("corrected", f"entry {self.sequence}")
        return event


@router.get("/cases/{reference}/entries/{sequence}/correct")
def show(reference: str, sequence: Number, visit: Visit = open_to(*WORKS_CASES)) -> Response:
    """Show the entry and ask what is wrong with it."""
    return _correcting(visit, reference, sequence).open()


@router.post("/cases/{reference}/entries/{sequence}/correct")
def take(reference: str, sequence: Number, visit: Visit = open_to(*WORKS_CASES)) -> Response:
    """Correct the entry."""
    return _correcting(visit, reference, sequence).take()


def _correcting(visit: Visit, reference: str, sequence: int) -> Correcting:
    hand = at_hand(visit, reference)
    entry = next((each for each in hand.file.recorded if each.sequence == sequence), None)
    if entry is None or entry.kind is Kind.CORRECTED:
        raise UnknownCase("There is no such entry.")
    refuse_to_correct(hand.file, entry.kind, desk=visit.desk())
    form = CorrectionForm(hand.file, entry, hand.services, hand.settings)
    return Correcting(
        hand=hand,
        form=form,
        path=f"{hand.address}/entries/{sequence}/correct",
        back=hand.address,
        title=f"Correct entry {sequence}: {entry.kind.says}",
        verb="Correct it",
        said="corrected",
        template="acts/correct.html.jinja",
        sequence=sequence,
        more={
            "entry": entry,
            "stands": form.stands,
            "about": _about(form.stands or entry, form),
        },
    )


def _about(entry: Event, form: CorrectionForm) -> str:
    """Say whom an entry is about; of a request its service too, where several give the advice."""
    if entry.kind is Kind.ADVICE_REQUESTED and entry.party is not None:
        return form.services.of(entry.party, _asked_of(entry))
    return party_in_words(entry.kind, entry.party, form.settings)


def _asked_of(request: Event) -> str:
    return request.details.get(SERVICE) or request.party or ""


class _Given(TypedDict):
    happened_on: date | None
    party: str | None
    service: str | None
    struck_out: str | None
    details: dict[str, str] | None


def _given(entry: Entry) -> _Given:
    details = entry.details
    return {
        "happened_on": entry.happened_on if "happened_on" in details else None,
        "party": entry.party,
        "service": details.get(SERVICE),
        "struck_out": details.get(_STRUCK_OUT),
        "details": {"note": details["note"]} if "note" in details else None,
    }
