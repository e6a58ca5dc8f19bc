"""The form of one entry: made from what its kind needs in this case, and read back as an entry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ehcp.cases.advice import SERVICE
from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.conditions import ABOUT_A_SETTING, AGREEMENTS
from ehcp.cases.conditions.agreements import DAYS_OF_AGREEMENTS
from ehcp.cases.conditions.details import NEEDED, ORDERS, set_by_an_order
from ehcp.cases.decision_to_assess import SERVICES
from ehcp.cases.facts import facts_of
from ehcp.cases.kinds import ENDS, Kind
from ehcp.cases.persons import is_detained
from ehcp.casework.foresee import Foreseen
from ehcp.casework.service_names import NO_SERVICES, ServiceNames
from ehcp.casework.setting_names import NO_SETTINGS, SettingNames
from ehcp.casework.whole_case import Child
from ehcp.law.notices import notice_for
from ehcp.web.forms import Form
from ehcp.web.staff.acts.check import Entry, day_shown
from ehcp.web.staff.acts.fact_words import FactWords, in_words, words_of
from ehcp.web.staff.acts.notice_asked import NoticeAsked
from ehcp.web.staff.acts.parties import PartyAsked, party_asked, party_in_words
from ehcp.web.staff.acts.service_asked import ServiceAsked
from ehcp.web.staff.acts.services_chosen import ServicesChosen

NOTE = "note"
_NEEDS_ITS_NOTE = frozenset({Kind.NOTE_ADDED, Kind.CONTACT_LOGGED})
_NEEDS_BESIDES: Mapping[Kind, tuple[str, ...]] = {
    Kind.ADVICE_SENT_BACK: ("reason",),
    Kind.ADVICE_REQUEST_CANCELLED: ("reason",),
    Kind.EXISTING_ADVICE_USED: ("advice", *DAYS_OF_AGREEMENTS),
}
"""What the counter asks for although the record could be kept without."""
_WHEN: Mapping[Kind, str] = {
    Kind.NOTE_ADDED: "The day that the note is about",
    Kind.CONTACT_LOGGED: "The day of the contact",
    Kind.ADVICE_RECEIVED: "The day on which the advice arrived",
    Kind.ADVICE_REQUESTED: "The day on which the request was sent",
    Kind.REVIEW_MEETING_FIXED: "The day on which the meeting was fixed",
    Kind.APPOINTMENT_MISSED: "The day of the missed appointment",
}


@dataclass(frozen=True, kw_only=True)
class FactAsked:
    """One fact that a form asks for.

    Attributes:
        value: the choice that proposes itself.
    """

    name: str
    words: FactWords
    needed: bool
    value: str | None = None


@dataclass(frozen=True)
class EntryForm:
    """What the form of a kind asks for in one case.

    Attributes:
        about: the party where the page is about one already.
        services: those that advice can be asked of.
        advice: the kinds of advice that are asked for by themselves once it is on record.
        settings: those that the case and what was filled in speak of, by name.
    """

    kind: Kind
    file: CaseFile
    about: str | None = None
    services: ServiceNames = NO_SERVICES
    advice: Sequence[AdviceKind] = ()
    settings: SettingNames = NO_SETTINGS

    @property
    def when(self) -> str:
        """Say what its day is."""
        return _WHEN.get(self.kind, "The day on which it happened")

    @cached_property
    def party(self) -> PartyAsked | None:
        """Give how it asks whom the entry is about; None where that is no question."""
        return None if self.about is not None else party_asked(self.kind, self.file, self.settings)

    @cached_property
    def facts(self) -> Sequence[FactAsked]:
        """Give the facts that it asks for, the needed ones first."""
        return [each for each in self._facts if each.name not in set_by_an_order()]

    @cached_property
    def other_days(self) -> Sequence[FactAsked]:
        """Give the days that an order or an agreement can set in the place of the law's own."""
        return [each for each in self._facts if each.name in set_by_an_order()]

    @cached_property
    def notice(self) -> NoticeAsked | None:
        """Give what it asks about the notice that the step serves, if it serves one."""
        found = notice_for(self.kind.value, self.file.journey, detained=is_detained(self.file))
        return None if found is None else NoticeAsked(found, self.settings)

    @property
    def needs_its_note(self) -> bool:
        """Say whether the note is the entry itself."""
        return self.kind in _NEEDS_ITS_NOTE

    @property
    def fields(self) -> frozenset[str]:
        """Name every field, the parts of days included."""
        days = ["on", *(each.name for each in self._facts if each.words.typed == "day")]
        names = {"party", NOTE, *(each.name for each in self._facts)}
        names |= {f"{day}-{part}" for day in days for part in ("day", "month", "year")}
        if self.notice is not None:
            names |= {"sent_to", "contains", *(name for name, _ in self.notice.excuses)}
        return frozenset(names)

    def read(self, form: Form) -> Entry:
        """Read what was filled in; what is wrong stands in the form.

        Whoever gives the day of an agreement says that it was given.

        Raises:
            BadForm: something is missing or cannot be.
        """
        on = form.day("on", self.when[:1].lower() + self.when[1:])
        party = self._read_party(form)
        details: dict[str, str] = {}
        for each in self._facts:
            value = self._read_fact(form, each)
            if each.name == SERVICE:
                value = self._service.kept(form, value, party=party) or ""
            if value:
                details[each.name] = value
        details = self.chosen.kept(details)
        if self.kind is Kind.EXISTING_ADVICE_USED:
            details |= dict.fromkeys(AGREEMENTS, "yes")
        if self.notice is not None:
            details |= self.notice.read(form)
        if NOTE not in details:
            note = form.text(NOTE, "the note", needed=self.needs_its_note)
            details |= {NOTE: note} if note else {}
        form.refuse_if_wrong()
        if on is None:
            raise AssertionError  # the form would have been refused
        return Entry(kind=self.kind, happened_on=on, party=party, details=details)

    def answers(self, entry: Entry, *, today: date) -> Iterator[tuple[str, str]]:
        """Give what was filled in, each with its question, as the page shows it again."""
        yield self.when, day_shown(entry.happened_on, today=today)
        if entry.party is not None:
            asks = self.party.asks if self.party else "Which advice"
            party = party_in_words(entry.kind, entry.party, self.settings)
            yield asks, party[:1].upper() + party[1:]
        for fact in self._facts:
            value = entry.details.get(fact.name)
            if fact.name == SERVICE and (service := self._service.answer(entry.party, value)):
                yield fact.words.asks, service
                continue
            if value is None:
                continue
            if fact.words.typed == "day":
                yield fact.words.asks, day_shown(date.fromisoformat(value), today=today)
            else:
                yield fact.words.asks, in_words(entry.kind, fact.name, value)
        yield from self.chosen.answers(entry.details)
        if self.notice is not None:
            yield from self.notice.answers(entry.details)
        if entry.details.get(NOTE) and NOTE not in {fact.name for fact in self._facts}:
            yield "Note", entry.details[NOTE]

    def recipients(self, entry: Entry, child: Child) -> Sequence[tuple[str, str]]:
        """Say who each recipient is to this child, as far as the register knows."""
        if self.notice is not None:
            return self.notice.relations(entry.details, child=child, file=self.file)
        if entry.kind is Kind.SETTING_CONSULTED and entry.party:
            name = party_in_words(entry.kind, entry.party, self.settings)
            says = f"A school or college that is consulted about {child.name}"
            return [(name[:1].upper() + name[1:], says)]
        return ()

    def wants_a_look(self, entry: Entry, seen: Foreseen) -> bool:
        """Say whether the entry is looked at once more before it is recorded.

        That is whatever serves a notice, ends a case, brings it to another stage or names a school,
        and whatever is more often a slip than not.
        """
        return bool(
            self.notice is not None
            or seen.leads_to is not None
            or entry.kind in ENDS
            or entry.kind in ABOUT_A_SETTING
            or entry.details.get("names")
            or seen.caution
        )

    @cached_property
    def _facts(self) -> Sequence[FactAsked]:
        needed = {each.name for each in NEEDED.get(self.kind, ())}
        needed |= set(_NEEDS_BESIDES.get(self.kind, ()))
        found = [
            FactAsked(name=name, words=words_of(self.kind, name), needed=name in needed)
            for name in facts_of(self.kind)
            if name not in (*AGREEMENTS, SERVICE, SERVICES)
        ]
        if self.kind is Kind.ADVICE_REQUESTED and self._service.choices:
            asked = self._service
            words, proposed = asked.words, asked.proposed
            found.insert(0, FactAsked(name=SERVICE, words=words, needed=True, value=proposed))
        return found + [
            FactAsked(name=name, words=words, needed=True, value=kind.value)
            for name, (kind, words) in self.chosen.fields.items()
        ]

    @cached_property
    def chosen(self) -> ServicesChosen:
        """Give how it asks which services give the advice that is sought because of it."""
        return ServicesChosen(self.advice, self.services, is_order=self.kind in ORDERS)

    @property
    def _service(self) -> ServiceAsked:
        return ServiceAsked(self.file, self.services, self.about)

    def _read_party(self, form: Form) -> str | None:
        asked = self.party
        if asked is None:
            return self.about
        if asked.typed == "choice":
            choices = [value for value, _ in asked.choices]
            what = asked.asks[:1].lower() + asked.asks[1:]
            return form.one_of("party", what, choices, needed=asked.needed) or None
        what = "the school or college" if asked.needed else "from whom"
        return form.line("party", what, needed=asked.needed) or None

    def _read_fact(self, form: Form, asked: FactAsked) -> str:
        name, words, needed = asked.name, asked.words, asked.needed
        match words.typed:
            case "day":
                day = form.day(name, words.named, needed=needed)
                return day.isoformat() if day else ""
            case "tick":
                ticked = form.ticked(name)
                if needed and not ticked:
                    form.wrong[name] = f"Tick this if it is so: {words.named}. It has to be."
                return "yes" if ticked else ""
            case "choice":
                return form.one_of(name, words.named, tuple(words.choices), needed=needed)
            case "line":
                return form.line(name, words.named, needed=needed)
            case "text":
                return form.text(name, words.named, needed=needed)
