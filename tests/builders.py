"""Case files told as stories: `a_case().requested("2026-01-05").told_will_assess("2026-02-10")`."""

from datetime import UTC, date, datetime

import pytest

from ehcp.cases.case_file import NEEDS_ASSESSMENT_JOURNEY, CaseFile
from ehcp.cases.claims import completed
from ehcp.cases.closures import NO_CLOSURES, Closures
from ehcp.cases.conditions import refuse_impossible
from ehcp.cases.deadlines import Deadline, deadlines
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.cases.persons import is_detained
from ehcp.law.notices import complete
from ehcp.law.rules import load_rules

REFERENCE = "K7Q-2ND"
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


class CaseBuilder:
    """A case file that grows by one entry with each call. Says what happened, checks nothing."""

    def __init__(
        self,
        *,
        reference: str = REFERENCE,
        born_on: str | None = None,
        journey: str = NEEDS_ASSESSMENT_JOURNEY,
        setting: str | None = None,
        setting_urn: str | None = None,
        closures: Closures = NO_CLOSURES,
    ) -> None:
        self.reference = reference
        self.setting = setting
        self.setting_urn = setting_urn
        self.closures = closures
        self.journey = journey
        self.born_on = date.fromisoformat(born_on) if born_on else None
        self.entries: list[Event] = []

    @property
    def file(self) -> CaseFile:
        return CaseFile(
            reference=self.reference,
            recorded=tuple(self.entries),
            journey=self.journey,
            born_on=self.born_on,
            setting=self.setting,
            setting_urn=self.setting_urn,
        )

    def then(
        self,
        kind: Kind,
        on: str | date,
        *,
        party: str | None = None,
        by: str = "Kim",
        **details: str,
    ) -> "CaseBuilder":
        return self.entry(kind, on, party=party, by=by, details=details)

    def entry(
        self,
        kind: Kind,
        on: str | date,
        *,
        details: dict[str, str],
        party: str | None = None,
        corrects: int | None = None,
        by: str = "Kim",
    ) -> "CaseBuilder":
        self.entries.append(
            Event(
                sequence=len(self.entries) + 1,
                kind=kind,
                happened_on=date.fromisoformat(on) if isinstance(on, str) else on,
                party=party,
                details=details,
                corrects=corrects,
                recorded_at=NOW,
                recorded_by=by,
            )
        )
        return self

    def requested(self, on: str) -> "CaseBuilder":
        return self.then(Kind.REQUEST_RECEIVED, on)

    def brought_to_attention(self, on: str) -> "CaseBuilder":
        return self.then(Kind.BECAME_RESPONSIBLE, on)

    def told_will_assess(self, on: str) -> "CaseBuilder":
        return self.then(Kind.TOLD_WILL_ASSESS, on, by="Morgan")

    def told_will_not_assess(self, on: str) -> "CaseBuilder":
        return self.then(Kind.TOLD_WILL_NOT_ASSESS, on, by="Morgan")

    def advice_asked(self, party: str, on: str, **details: str) -> "CaseBuilder":
        return self.entry(Kind.ADVICE_REQUESTED, on, party=party, details=details)

    def advice_came(self, party: str, on: str) -> "CaseBuilder":
        return self.then(Kind.ADVICE_RECEIVED, on, party=party, by="Sam")

    def advice_sent_back(self, party: str, on: str) -> "CaseBuilder":
        return self.then(Kind.ADVICE_SENT_BACK, on, party=party)

    def advice_cancelled(self, party: str, on: str) -> "CaseBuilder":
        return self.then(Kind.ADVICE_REQUEST_CANCELLED, on, party=party)

    def draft_served(self, on: str) -> "CaseBuilder":
        return self.then(Kind.DRAFT_SERVED, on)

    def plan_finalised(self, on: str) -> "CaseBuilder":
        return self.then(Kind.PLAN_FINALISED, on, by="Morgan")

    def withdrawn(self, on: str) -> "CaseBuilder":
        return self.then(Kind.WITHDRAWN, on)

    def exception_approved(self, ground: str, on: str, **facts: str) -> "CaseBuilder":
        party = facts.pop("party", None)
        return self.entry(
            Kind.EXCEPTION_APPROVED,
            on,
            by="Morgan",
            party=party,
            details={"ground": ground} | facts,
        )

    def corrected(self, entry: int, to: str, *, on: str = "2026-11-20") -> "CaseBuilder":
        return self.entry(Kind.CORRECTED, on, corrects=entry, details={"happened_on": to})

    def struck_out(self, entry: int, *, on: str = "2026-11-20") -> "CaseBuilder":
        why = {"struck_out": "entered by mistake"}
        return self.entry(Kind.CORRECTED, on, corrects=entry, details=why)

    def exception_claimed(self, ground: str, on: str, **facts: str) -> "CaseBuilder":
        party = facts.pop("party", None)
        details = {"ground": ground, "evidence": "A letter on file"} | facts
        return self.entry(Kind.EXCEPTION_CLAIMED, on, party=party, details=details)

    def next_entry(
        self, kind: Kind, on: str, *, party: str | None = None, by: str = "Kim", **details: str
    ) -> Event:
        """Give the entry that would come next; one that serves a notice serves it whole."""
        detained = is_detained(self.file)
        whole = complete(kind.value, self.journey, detained=detained) | details
        event = CaseBuilder().entry(kind, on, party=party, details=whole, by=by).entries[0]
        return event.model_copy(update={"sequence": len(self.entries) + 1})

    def refuses(
        self,
        kind: Kind,
        on: str,
        *,
        party: str | None = None,
        by: str = "Kim",
        **details: str,
    ) -> str:
        """Say with what sentence this entry is refused; fails the test where it is let through."""
        event = self.next_entry(kind, on, party=party, by=by, **details)
        with pytest.raises(NotPossible) as refusal:
            self._check(event)
        return str(refusal.value)

    def allows(
        self,
        kind: Kind,
        on: str,
        *,
        party: str | None = None,
        by: str = "Kim",
        **details: str,
    ) -> Event:
        """Fail the test where this entry is refused; give it as it would be put on record."""
        event = self.next_entry(kind, on, party=party, by=by, **details)
        self._check(event)
        return completed(self.file, event, closures=self.closures)

    def _check(self, event: Event) -> None:
        refuse_impossible(
            file=self.file,
            event=event,
            today=TODAY,
            authority="Exampleshire County Council",
            closures=self.closures,
        )


def a_case(
    *,
    reference: str = REFERENCE,
    born_on: str | None = None,
    journey: str = NEEDS_ASSESSMENT_JOURNEY,
    setting: str | None = None,
    setting_urn: str | None = None,
    closures: Closures = NO_CLOSURES,
) -> CaseBuilder:
    """Begin a story."""
    return CaseBuilder(
        reference=reference,
        born_on=born_on,
        journey=journey,
        setting=setting,
        setting_urn=setting_urn,
        closures=closures,
    )


def limits(file: CaseFile, rule_id: str) -> list[Deadline]:
    """Give the limits of one rule, in the order in which they started."""
    return [limit for limit in deadlines(file, load_rules()) if limit.rule.id == rule_id]


def limit(file: CaseFile, rule_id: str) -> Deadline:
    """Give the only limit of one rule."""
    (found,) = limits(file, rule_id)
    return found


def day(text: str) -> date:
    """Read a day."""
    return date.fromisoformat(text)
