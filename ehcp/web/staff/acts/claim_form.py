"""The form with which a ground of an exception is claimed in one case."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ehcp.cases.advice import advice_requests
from ehcp.cases.case_file import CaseFile
from ehcp.cases.claims import EVIDENCE
from ehcp.cases.closure_claims import BY_THE_CALENDAR
from ehcp.cases.closures import Closures
from ehcp.cases.deadlines import deadlines
from ehcp.cases.desk import Desk
from ehcp.cases.exceptions import lifted_by
from ehcp.cases.ground_tests import SCHOOL
from ehcp.cases.kinds import Kind
from ehcp.casework.foresee import Foreseen
from ehcp.casework.whole_case import Child
from ehcp.law.grounds import Ground, ground
from ehcp.web.forms import Form
from ehcp.web.staff.acts.check import Entry, day_shown
from ehcp.web.staff.acts.ground_words import GROUND_FACTS, ground_name
from ehcp.web.staff.acts.parties import party_in_words

_FROM_THE_RECORD = frozenset({"advice_requested_on", "request_received_on"})
_MAY_BE_EMPTY = frozenset({"until_on"})
_EVERY_BODY = "all"
_ONLY_THE_BODY = "missed_appointment"


def grounds_of(file: CaseFile, *, desk: Desk) -> Sequence[tuple[Ground, Sequence[str]]]:
    """Give the grounds that could lift a limit of this case, each with the limits in words."""
    found: dict[str, dict[str, None]] = {}
    for limit in deadlines(file, desk.rules):
        if limit.due_on is None:
            continue
        for ground_id in lifted_by(file, limit.rule):
            found.setdefault(ground_id, {})[limit.rule.says] = None
    return [(ground(ground_id), tuple(says)) for ground_id, says in found.items()]


@dataclass(frozen=True)
class ClaimForm:
    """What the form of a claim asks for one ground."""

    ground: Ground
    file: CaseFile
    closures: Closures
    today: date

    @property
    def kind(self) -> Kind:
        """Give what is put on record."""
        return Kind.EXCEPTION_CLAIMED

    @property
    def by_the_calendar(self) -> bool:
        """Say whether its days come from the council's calendar."""
        return self.ground.tested_by == BY_THE_CALENDAR

    @cached_property
    def facts(self) -> Sequence[str]:
        """Name the facts that somebody fills in."""
        if self.by_the_calendar:
            return (SCHOOL,)
        return tuple(name for name in self.ground.facts if name not in _FROM_THE_RECORD)

    @cached_property
    def settings(self) -> Sequence[tuple[str, str]]:
        """Give the settings of the calendar that can be claimed under this ground."""
        wanted = {"school_closed": False, "early_years_closed": True}.get(self.ground.id)
        return sorted(
            (
                (each.urn or each.name, each.name)
                for each in self.closures.settings
                if wanted is None or each.early_years is wanted
            ),
            key=lambda pair: pair[1],
        )

    @property
    def own_setting(self) -> str | None:
        """Give the value of the setting that the child attends, where the calendar has it."""
        for named in (self.file.setting_urn, self.file.setting):
            found = self.closures.of(named) if named else None
            if found is not None:
                return found.urn or found.name
        return None

    @cached_property
    def parties(self) -> Sequence[tuple[str, str]]:
        """Give the services that it can excuse; none where it excuses the authority."""
        if not self.ground.source.cite.startswith("SI 2014/1530 reg 8"):
            return ()
        asked = dict.fromkeys(each.party for each in advice_requests(self.file))
        one = [(each, party_in_words("advice_requested", each).capitalize()) for each in asked]
        every = [] if self.ground.tested_by == _ONLY_THE_BODY else [(_EVERY_BODY, "Every service")]
        return (*one, *every)

    @property
    def fields(self) -> frozenset[str]:
        """Name every field, the parts of days included."""
        parts = ("day", "month", "year")
        days = [f"{name}-{part}" for name in self.facts for part in parts]
        return frozenset({"ground", "party", EVIDENCE, *self.facts, *days})

    def read(self, form: Form) -> Entry:
        """Read the facts and what shows them.

        Raises:
            BadForm: something is missing or cannot be.
        """
        details = {"ground": self.ground.id}
        for name in self.facts:
            words, needed = GROUND_FACTS[name], name not in _MAY_BE_EMPTY
            if name == SCHOOL:
                value = form.one_of(name, words.named, [value for value, _ in self.settings])
            elif words.typed == "day":
                day = form.day(name, words.named, needed=needed)
                value = day.isoformat() if day else ""
            else:
                value = form.text(name, words.named, longest=2_000)
            if value:
                details[name] = value
        details[EVIDENCE] = form.text(
            EVIDENCE, "what shows it, and where it is kept", longest=2_000
        )
        party = None
        if self.parties:
            party = form.one_of("party", "whose advice it is", [each for each, _ in self.parties])
        form.refuse_if_wrong()
        return Entry(
            kind=self.kind,
            happened_on=self.today,
            party=None if party in (None, _EVERY_BODY) else party,
            details=details,
        )

    def answers(self, entry: Entry, *, today: date) -> Iterator[tuple[str, str]]:
        """Give what was filled in, each with its question, as the page shows it again."""
        yield "Ground", ground_name(self.ground.id)
        if entry.party is not None:
            yield "Whose advice", party_in_words(entry.kind, entry.party).capitalize()
        yield from facts_in_words(entry.details, closures=self.closures, today=today)

    def recipients(self, entry: Entry, child: Child) -> Sequence[tuple[str, str]]:
        """Give nobody: a claim goes to a manager."""
        del entry, child
        return ()

    def wants_a_look(self, entry: Entry, seen: Foreseen) -> bool:
        """Say yes: the answer of the test is shown first."""
        del entry, seen
        return True


def facts_in_words(
    details: dict[str, str], *, closures: Closures, today: date
) -> Iterator[tuple[str, str]]:
    """Give the facts and the evidence of a claim, each with what it is."""
    for name, words in GROUND_FACTS.items():
        value = details.get(name)
        if not value:
            continue
        if words.typed == "day":
            with suppress(ValueError):  # a tracker's own word is shown as it is
                value = day_shown(date.fromisoformat(value), today=today)
        elif name == SCHOOL:
            known = closures.of(value)
            value = known.name if known else value
        yield words.asks, value
    yield "What shows it", details.get(EVIDENCE, "No evidence is on record")
