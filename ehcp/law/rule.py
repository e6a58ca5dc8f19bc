"""What a rule is: one time limit made by law, and the dates that it gives."""

from datetime import date

from pydantic import Field, model_validator

from ehcp.law.bank_holidays import BankHolidaysUnknown
from ehcp.law.grammar import (
    Clock,
    Example,
    Force,
    Identifier,
    InForce,
    Part,
    PeriodText,
    Sentence,
    Source,
    YearlyDateText,
)
from ehcp.law.in_words import day_in_words
from ehcp.law.period import Counting
from ehcp.refusal import Refusal


class NoDate(Refusal, ValueError):
    """A duty without a date, or a date beyond the calendar."""


class Rule(Part):
    """One time limit made by law.

    It says its length in exactly one of five ways: `within` a period, `not_before` a period has
    passed (a window that somebody must be allowed), `ahead_of` the day by a period, `by` a yearly
    date, or `as_soon_as_practicable`, which has no date.

    Attributes:
        also_promptly: the law asks for "as soon as practicable" too, so the date is a long-stop.
        watched: whether the scheduled checks raise alerts for it.
        watched_as: the rule with the same date whose alerts stand for this one as well.
        note: a legal caution shown on the screen beside the rule.
    """

    id: Identifier
    version: int = Field(default=1, ge=1)
    says: Sentence
    owed_by: Sentence
    clock: Clock
    within: PeriodText | None = None
    not_before: PeriodText | None = None
    ahead_of: PeriodText | None = None
    by: YearlyDateText | None = None
    as_soon_as_practicable: bool = False
    counting: Counting = "after"
    also_promptly: bool = False
    excepted_by: tuple[Identifier, ...] = ()
    watched: bool = True
    watched_as: Identifier | None = None
    source: Source
    in_force: InForce
    note: Sentence | None = None
    examples: tuple[Example, ...] = ()

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    @model_validator(mode="after")
    def _says_one_length(self) -> "Rule":
        lengths = ("within", "not_before", "ahead_of", "by")
        given = [name for name in lengths if getattr(self, name) is not None]
        given += ["as_soon_as_practicable"] * self.as_soon_as_practicable
        if len(given) != 1:
            raise ValueError(
                f"it needs exactly one of {', '.join(lengths)} or as_soon_as_practicable, "
                f"and has {' and '.join(given) or 'none'}"
            )
        if self.counting == "beginning_with":
            span = self.within or self.not_before
            if span is None or span.count == 0:
                raise ValueError('counting "beginning_with" needs a period of at least one day')
        if self.ahead_of and self.ahead_of.unit == "working day":
            raise ValueError("ahead_of counts back in days, weeks or months, not working days")
        if self.is_window != bool(self.clock.holds_back):
            raise ValueError("not_before and clock.holds_back belong together")
        return self

    @model_validator(mode="after")
    def _is_watched_for_a_date(self) -> "Rule":
        if self.watched and (self.as_soon_as_practicable or self.is_window):
            raise ValueError("it has no day on which it is late, so it needs watched = false")
        if self.watched and self.watched_as:
            raise ValueError("watched_as leaves the alerts to another rule: set watched = false")
        if self.as_soon_as_practicable and (self.examples or self.in_force.judged_on == "due"):
            raise ValueError("a duty without a date has no examples and is judged on its start")
        return self

    @property
    def is_window(self) -> bool:
        """Tell whether this is time that must be allowed, not a limit to be met."""
        return self.not_before is not None

    @property
    def has_date(self) -> bool:
        """Tell whether the rule gives a date at all."""
        return not self.as_soon_as_practicable

    @property
    def period(self) -> str:
        """Write the rule's length: "6 weeks", "at least 15 days", "before 15 February"."""
        if self.within:
            return str(self.within) if self.within.count else "the same day"
        if self.not_before:
            return f"at least {self.not_before}"
        if self.ahead_of:
            return f"at least {self.ahead_of} before"
        return str(self.by) if self.by else "as soon as practicable"

    def due(self, started_on: date, *, day_one_inclusive: bool = False) -> date:
        """Work out the last day on which the duty is kept in time, or the window's last day.

        With `day_one_inclusive` the first day is counted as day one, as some councils do. That
        can only shorten a limit; a window is never made shorter by it.

        Raises:
            NoDate: the duty has no date, or the calendar ends before it.
        """
        try:
            return self._last_day(started_on, day_one_inclusive=day_one_inclusive)
        except NoDate:
            raise
        except BankHolidaysUnknown as unknown:
            raise NoDate(f"Rule {self.id} has no date: {unknown}") from None
        except (OverflowError, ValueError):
            raise NoDate(
                f"Rule {self.id} has no date when it starts on {started_on.isoformat()}: "
                f"{self.period} from there lies outside the calendar. Check the day."
            ) from None

    def _last_day(self, started_on: date, *, day_one_inclusive: bool) -> date:
        if self.within:
            shorten = day_one_inclusive and self.within.count > 0
            counting: Counting = "beginning_with" if shorten else self.counting
            return self.within.last_day(started_on, counting=counting)
        if self.not_before:
            return self.not_before.last_day(started_on, counting=self.counting)
        if self.ahead_of:
            return self.ahead_of.ahead_of(started_on)
        if self.by:
            return self.by.last_day(started_on)
        raise NoDate(
            f"Rule {self.id} has no date: the law says only that it must be done as soon as "
            f"practicable ({self.source.cite})."
        )

    def arithmetic(self, started_on: date) -> str:
        """Write the sum out, from the day that started the limit to the day it is due.

        Raises:
            NoDate: the duty has no date, or the calendar ends before it.
        """
        due, start = day_in_words(self.due(started_on)), day_in_words(started_on)
        if self.by:
            return f"{self.by.arithmetic(started_on)} = {due}"
        if self.ahead_of:
            return f"{start} - {self.ahead_of.steps(counting='after')} ({self.period}) = {due}"
        span = self.within or self.not_before
        if span is None or span.count == 0:
            return f"{start} = {due} ({self.period})"
        steps = span.steps(counting=self.counting)
        manner = span.manner(counting=self.counting)
        length = "" if steps == self.period else f"{self.period}; "
        return f"{start} + {steps} ({length}{manner}) = {due}"

    def applies_to(self, started_on: date) -> bool:
        """Tell whether this version is the law for a limit that started on a day."""
        judged = self.due(started_on) if self.in_force.judged_on == "due" else started_on
        return self.in_force.includes(judged)

    def force_for(self, party: str | None) -> Force:
        """Say with what force the rule binds one party: law for one may be the Code for another."""
        return self.source.force_for.get(party or "", self.source.force)
