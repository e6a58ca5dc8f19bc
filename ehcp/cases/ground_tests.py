"""Putting the facts of a claimed exception to the exact test of its ground, for one limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.closures import tidy
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.law import exception_tests as tests
from ehcp.law.exception_tests import TestResult
from ehcp.law.grounds import Ground
from ehcp.law.in_words import day_in_words

SCHOOL, SCHOOL_URN = "school", "school_urn"
"""The details of a claim that name the setting that was closed."""

SETTING, SETTING_URN = "setting", "urn"
"""The details of a request for advice that name the setting that was asked."""

_FOUR_WEEKS = 28


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """The period of a limit: from the day it is counted from to the day it is due."""

    from_on: date
    until_on: date


def put_to_test(
    *, file: CaseFile, known: Ground, facts: Mapping[str, str], span: Span
) -> TestResult:
    """Put the facts of a claim to the exact test of its ground, for one limit.

    Raises:
        KeyError: a fact is missing; its name is the argument.
        ValueError: a fact is not a date.
    """
    period = {"period_from": span.from_on, "period_until": span.until_on}
    match known.tested_by:
        case "closure":
            return _closure(file, facts, span)
        case "absence":
            return tests.absence(
                absent_from=_day(facts, "absent_from"),
                absent_until=_day(facts, "absent_until"),
                at_least_days=known.at_least.count * 7 if known.at_least else _FOUR_WEEKS,
                **period,
            )
        case "personal_circumstances":
            until = facts.get("until_on")
            return tests.personal_circumstances(
                described=facts["described"],
                from_on=_day(facts, "from_on"),
                until_on=date.fromisoformat(until) if until else None,
                **period,
            )
        case "missed_appointment":
            return tests.missed_appointment(
                missed_on=_day(facts, "missed_on"), request_received_on=span.from_on
            )


def asked_of_the_setting(file: CaseFile) -> list[Event]:
    """List the requests for advice that went to the setting attended."""
    return [
        event for _, event in file.of((Kind.ADVICE_REQUESTED,), party=AdviceKind.EDUCATION.value)
    ]


def setting_asked(event: Event) -> tuple[str, ...]:
    """Give the name and the number of the setting that a request says it went to, if it does."""
    named = (event.details.get(SETTING), event.details.get(SETTING_URN))
    return tuple(name for name in named if name)


def _closure(file: CaseFile, facts: Mapping[str, str], span: Span) -> TestResult:
    """Test a closure against every day in the limit's period on which the setting was asked.

    What was asked after the limit was due cannot have made keeping it impractical. A request that
    says it went to another setting than the one that was closed does not count.
    """
    closed = {tidy(facts[name]) for name in (SCHOOL, SCHOOL_URN) if facts.get(name)}
    asked = []
    for event in asked_of_the_setting(file):
        named = {tidy(name) for name in setting_asked(event)}
        elsewhere = closed and named and closed.isdisjoint(named)
        if span.from_on <= event.happened_on <= span.until_on and not elsewhere:
            asked.append(event.happened_on)
    if not asked:
        return TestResult(
            passes=False,
            why="The setting was not asked for advice in the period from "
            f"{day_in_words(span.from_on)} to {day_in_words(span.until_on)}.",
        )
    results = [
        tests.closure(
            closed_from=_day(facts, "closed_from"),
            reopens=_day(facts, "reopens"),
            advice_requested_on=day,
        )
        for day in asked
    ]
    return next((result for result in results if result.passes), results[0])


def _day(facts: Mapping[str, str], name: str) -> date:
    return date.fromisoformat(facts[name])
