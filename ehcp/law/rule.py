"""What a rule is: one time limit made by law, and the dates that it gives."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from pydantic import Field, model_validator

from ehcp.law.bank_holidays import BankHolidaysUnknown
from ehcp.law.grammar import (
    ByAuthority,
    Clock,
    Condition,
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
from ehcp.law.sums import sum_in_words
from ehcp.law.worked_out import WAYS
from ehcp.refusal import Refusal

NO_FACTS: Mapping[str, date] = MappingProxyType({})

THE_FAMILY = "the child's parent or the young person"
"""Whose limits are rights: they are shown, and nobody is alerted for them."""

_LENGTHS = ("within", "not_before", "ahead_of", "by", "worked_out_by")


class NoDate(Refusal, ValueError):
    """A duty without a date, or a date beyond the calendar."""


class Rule(Part):
    """One time limit made by law.

    It says its length in exactly one of six ways: `within` a period, `not_before` a period has
    passed (a window that somebody must be allowed), `ahead_of` the day by a period, `by` a yearly
    date, `worked_out_by` a named function, or `as_soon_as_practicable`, which has no date.

    Attributes:
        less: a period taken off the end, for a planning date before a limit.
        also_promptly: the law asks for "as soon as practicable" too, so the date is a long-stop.
        watched: whether the scheduled checks raise alerts for it.
        watched_as: the rule with the same date whose alerts stand for this one as well.
        only_for: what must be so of the person for the rule to apply.
        set_otherwise: a direction or a written agreement can set another day; it stands in the
            start's detail named after the rule, and is told to the rule as a fact of that name.
        by_authority: who owes it, and under which provision, where the authority arranges a review.
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
    worked_out_by: Identifier | None = None
    as_soon_as_practicable: bool = False
    counting: Counting = "after"
    less: PeriodText | None = None
    also_promptly: bool = False
    excepted_by: tuple[Identifier, ...] = ()
    watched: bool = True
    watched_as: Identifier | None = None
    only_for: Condition | None = None
    set_otherwise: bool = False
    by_authority: ByAuthority | None = None
    source: Source
    in_force: InForce
    note: Sentence | None = None
    examples: tuple[Example, ...] = ()

    def __hash__(self) -> int:
        return hash(self.id) + self.version  # the hash of a str is kept by Python: this is cheap

    @model_validator(mode="after")
    def _says_one_length(self) -> "Rule":
        given = [name for name in _LENGTHS if getattr(self, name) is not None]
        given += ["as_soon_as_practicable"] * self.as_soon_as_practicable
        if len(given) != 1:
            raise ValueError(
                f"it needs exactly one of {', '.join(_LENGTHS)} or as_soon_as_practicable, "
                f"and has {' and '.join(given) or 'none'}"
            )
        if self.counting == "beginning_with":
            span = self.within or self.not_before
            if span is None or span.count == 0:
                raise ValueError('counting "beginning_with" needs a period of at least one day')
        for name in ("ahead_of", "less"):
            span = getattr(self, name)
            if span and span.unit == "working day":
                raise ValueError(f"{name} counts back in days, weeks or months, not working days")
        if self.less and not (self.within or self.by):
            raise ValueError("less is taken off a date given by within or by")
        if self.not_before and not self.clock.holds_back:
            raise ValueError("not_before and clock.holds_back belong together")
        if self.clock.holds_back and not (self.not_before or self.worked_out_by):
            raise ValueError("not_before and clock.holds_back belong together")
        return self

    @model_validator(mode="after")
    def _is_worked_out_from_what_it_is_told(self) -> "Rule":
        told = self.clock.told()
        if self.worked_out_by is None:
            if told:
                raise ValueError("clock.facts and clock.looks_at are for what is worked_out_by")
            return self
        way = WAYS.get(self.worked_out_by)
        if way is None:
            raise ValueError(f"worked_out_by: '{self.worked_out_by}' is none of {', '.join(WAYS)}")
        if strangers := told - way.facts:
            raise ValueError(f"{self.worked_out_by} is not told {' or '.join(sorted(strangers))}")
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
        return bool(self.clock.holds_back)

    @property
    def is_a_right(self) -> bool:
        """Tell whether the family may do it by the day: letting it pass breaks nothing."""
        return self.owed_by == THE_FAMILY

    @property
    def has_date(self) -> bool:
        """Tell whether the rule gives a date at all."""
        return not self.as_soon_as_practicable

    @property
    def period(self) -> str:
        """Write the rule's length: "6 weeks", "at least 15 days", "before 15 February"."""
        return f"{self.full_period} less {self.less}" if self.less else self.full_period

    @property
    def full_period(self) -> str:
        """Write the length before anything is taken off it."""
        if self.within:
            return str(self.within) if self.within.count else "the same day"
        if self.not_before:
            return f"at least {self.not_before}"
        if self.ahead_of:
            return f"at least {self.ahead_of} before"
        if self.worked_out_by:
            return WAYS[self.worked_out_by].says
        return str(self.by) if self.by else "as soon as practicable"

    def due(
        self,
        started_on: date,
        *,
        facts: Mapping[str, date] = NO_FACTS,
        day_one_inclusive: bool = False,
    ) -> date:
        """Work out the last day on which the duty is kept in time, or the window's last day.

        With `day_one_inclusive` the first day is counted as day one, as some councils do. That
        can only shorten a limit; a window is never made shorter by it.

        Raises:
            NoDate: the duty has no date, or none yet, or the calendar ends before it.
        """
        day = self.due_if_any(started_on, facts=facts, day_one_inclusive=day_one_inclusive)
        if day is not None:
            return day
        if self.worked_out_by:
            why = WAYS[self.worked_out_by].answer(started_on, facts).how
            raise NoDate(f"Rule {self.id} has no date: {why}.")
        raise NoDate(
            f"Rule {self.id} has no date: the law says only that it must be done as soon as "
            f"practicable ({self.source.cite})."
        )

    def due_if_any(
        self,
        started_on: date,
        *,
        facts: Mapping[str, date] = NO_FACTS,
        day_one_inclusive: bool = False,
    ) -> date | None:
        """Work out the same as `due`, or None where the rule gives no day, or gives none yet.

        Raises:
            NoDate: the calendar ends before it, or its bank holidays are unknown.
        """
        if self.set_otherwise and self.id in facts:
            return facts[self.id]
        try:
            return self._last_day(started_on, facts=facts, day_one_inclusive=day_one_inclusive)
        except BankHolidaysUnknown as unknown:
            raise NoDate(f"Rule {self.id} has no date: {unknown}") from None
        except (OverflowError, ValueError):
            raise NoDate(
                f"Rule {self.id} has no date when it starts on {started_on.isoformat()}: "
                f"{self.period} from there lies outside the calendar. Check the day."
            ) from None

    def _last_day(
        self, started_on: date, *, facts: Mapping[str, date], day_one_inclusive: bool
    ) -> date | None:
        if self.within:
            shorten = day_one_inclusive and self.within.count > 0
            counting: Counting = "beginning_with" if shorten else self.counting
            last_day = self.within.last_day(started_on, counting=counting)
            return self.less.ahead_of(last_day) if self.less else last_day
        if self.not_before:
            return self.not_before.last_day(started_on, counting=self.counting)
        if self.ahead_of:
            return self.ahead_of.ahead_of(started_on)
        if self.worked_out_by:
            return WAYS[self.worked_out_by].answer(started_on, facts).on
        if self.by:
            last_day = self.by.last_day(started_on)
            return self.less.ahead_of(last_day) if self.less else last_day
        return None

    def arithmetic(self, started_on: date, *, facts: Mapping[str, date] = NO_FACTS) -> str:
        """Write the sum out, from the day that started the limit to the day it is due.

        Where a worked-out rule has no day yet, the reason is given instead of a sum.

        Raises:
            NoDate: the duty never has a date, or the calendar ends before it.
        """
        if self.worked_out_by and self.due_if_any(started_on, facts=facts) is None:
            return f"no day yet: {WAYS[self.worked_out_by].answer(started_on, facts).how}"
        due = day_in_words(self.due(started_on, facts=facts))
        if self.set_otherwise and self.id in facts:
            return f"set by direction or written agreement, which goes before the law's own = {due}"
        return f"{sum_in_words(self, started_on, facts=facts)} = {due}{self._on_the_day}"

    @property
    def _on_the_day(self) -> str:
        return " (the same day)" if self.within and self.within.count == 0 else ""

    def applies_to(self, started_on: date, *, facts: Mapping[str, date] = NO_FACTS) -> bool:
        """Tell whether this version is the law for a limit that started on a day.

        A version judged by the day it is due is judged by its start while there is no such day.
        """
        force = self.in_force
        if force.judged_on == "start":
            return force.includes(started_on)
        judged = self.due_if_any(started_on, facts=facts) or started_on
        if force.started_from is not None:
            if started_on < force.started_from:
                return False
            # What is counted back can be due before the law began, and the law applies to it.
            judged = max(judged, force.started_from)
        return force.includes(judged)

    def force_for(self, party: str | None) -> Force:
        """Say with what force the rule binds one party: law for one may be the Code for another."""
        return self.source.force_for.get(party or "", self.source.force)
