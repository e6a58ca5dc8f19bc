"""What an invented council knows: cases and complaints, as they stood on a day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

ADVICE_DAYS = 42
DECISION_DAYS = 42
NO_PLAN_DAYS = 112
FINAL_DAYS = 140


class Kind(StrEnum):
    """Who is asked for advice; these five are asked in every assessment."""

    EDUCATIONAL_PSYCHOLOGY = "educational_psychology"
    HEALTH = "health"
    SOCIAL_CARE = "social_care"
    EDUCATION = "education"
    PARENT = "parent"


class Outcome(StrEnum):
    """How a case stands or ended."""

    OPEN = "open"
    REFUSED = "refused"
    NO_PLAN = "no_plan"
    PLAN = "plan"
    WITHDRAWN = "withdrawn"
    MOVED_OUT = "moved_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedAdvice:
    """One service was asked for advice on one case."""

    kind: Kind
    requested_on: date
    received_on: date | None = None
    cancelled_on: date | None = None
    allocated_to: str | None = None

    @property
    def due_on(self) -> date:
        """Six weeks after it was asked for."""
        return self.requested_on + timedelta(days=ADVICE_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedCase:
    """One request for an assessment, from the day it came to the day it ended."""

    pupil_id: str
    surname: str
    forename: str
    born_on: date | None
    upn: str | None
    gender: str
    year_group: str
    school: str
    source: str
    primary_need: str
    officer: str | None

    received_on: date
    panel_on: date | None = None
    decided_on: date | None = None
    will_assess: bool | None = None
    advice: tuple[InventedAdvice, ...] = ()
    agreed_on: date | None = None
    draft_on: date | None = None
    response_on: date | None = None
    consulted_on: date | None = None
    consultation_answered_on: date | None = None
    outcome: Outcome = Outcome.OPEN
    ended_on: date | None = None
    exception: str | None = None
    exception_noted_on: date | None = None

    @property
    def final_on(self) -> date | None:
        """The day on which the final plan was issued, if it was."""
        return self.ended_on if self.outcome is Outcome.PLAN else None

    def as_known_on(self, day: date) -> "InventedCase":
        """The case with everything forgotten that happened after the day."""

        def kept(when: date | None) -> date | None:
            return when if when is not None and when <= day else None

        decided = kept(self.decided_on)
        ended = kept(self.ended_on)
        noted = kept(self.exception_noted_on)
        return replace(
            self,
            panel_on=kept(self.panel_on),
            decided_on=decided,
            will_assess=self.will_assess if decided else None,
            advice=tuple(
                replace(
                    asked,
                    received_on=kept(asked.received_on),
                    cancelled_on=kept(asked.cancelled_on),
                )
                for asked in self.advice
                if asked.requested_on <= day
            ),
            agreed_on=kept(self.agreed_on),
            draft_on=kept(self.draft_on),
            response_on=kept(self.response_on),
            consulted_on=kept(self.consulted_on),
            consultation_answered_on=kept(self.consultation_answered_on),
            outcome=self.outcome if ended else Outcome.OPEN,
            ended_on=ended,
            exception=self.exception if noted else None,
            exception_noted_on=noted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedComplaint:
    """One complaint, with what it was about and what came of it."""

    reference: str
    received_on: date
    stage: str
    theme: str
    outcome: str | None = None
    answered_on: date | None = None

    def as_known_on(self, day: date) -> "InventedComplaint":
        """The complaint, without its answer if that came after the day."""
        if self.answered_on is not None and self.answered_on > day:
            return replace(self, outcome=None, answered_on=None)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything that the invented council knows."""

    council: str
    known_on: date
    cases: tuple[InventedCase, ...]
    complaints: tuple[InventedComplaint, ...]
    # Cases in whose row somebody typed the wrong thing by hand, in "On time" or in "RAG".
    wrong_on_time: frozenset[str]
    wrong_rag: frozenset[str]

    def as_known_on(self, day: date) -> "History":
        """The same council, knowing only what had happened by the day."""
        return replace(
            self,
            known_on=min(day, self.known_on),
            cases=tuple(case.as_known_on(day) for case in self.cases if case.received_on <= day),
            complaints=tuple(
                complaint.as_known_on(day)
                for complaint in self.complaints
                if complaint.received_on <= day
            ),
        )
