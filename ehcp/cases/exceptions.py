"""Statutory exceptions: which approved ground lifts which limit, and why each one does or does not.

An exception moves no date and stops no clock. A missed limit that is excepted keeps its due date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.law import exception_tests as tests
from ehcp.law.exception_tests import TestResult
from ehcp.law.grounds import Ground, ground
from ehcp.law.in_words import day_in_words
from ehcp.law.rule import Rule

_OF_THE_SETTING = (AdviceKind.EDUCATION.value,)
ABOUT_EXCEPTIONS = (Kind.EXCEPTION_CLAIMED, Kind.EXCEPTION_APPROVED, Kind.EXCEPTION_REFUSED)


@dataclass(frozen=True, kw_only=True)
class StatutoryException:
    """An approved ground that lifts one limit.

    Attributes:
        ground_id: which ground.
        authority: the provision and the person who approved it, in words.
        why: what the ground's own test found.
    """

    ground_id: str
    authority: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Considered:
    """One ground that could lift a limit, and whether it does.

    Attributes:
        decision: `not claimed`, `claimed`, `approved` or `refused`.
        applies: approved, and the ground's test passes for this limit.
        by: who approved or refused it; None before that.
    """

    ground: Ground
    decision: str
    applies: bool
    why: str
    by: str | None = None
    decided_on: date | None = None


def standing_exception(
    *, file: CaseFile, rule: Rule, start: Event, due_on: date | None
) -> StatutoryException | None:
    """Give the approved exception that lifts this limit, or None."""
    if due_on is None or not rule.excepted_by or Kind.EXCEPTION_APPROVED not in file.kinds:
        return None
    for each in considered(file=file, rule=rule, start=start, due_on=due_on):
        if each.applies and each.decided_on is not None:
            return StatutoryException(
                ground_id=each.ground.id,
                authority=f"{each.ground.source.cite}; approved by {each.by} on "
                f"{day_in_words(each.decided_on)}",
                why=each.why,
            )
    return None


def considered(*, file: CaseFile, rule: Rule, start: Event, due_on: date) -> Iterator[Considered]:
    """Go through every ground that could lift this limit and say yes or no, and why."""
    for ground_id in rule.excepted_by:
        known = ground(ground_id)
        acts = acts_on(file, known, party=start.party if rule.clock.per else None)
        if not acts:
            yield Considered(
                ground=known, decision="not claimed", applies=False, why="Nobody has claimed it."
            )
            continue
        weighed = [
            _weighed(file=file, known=known, act=act, start=start, due_on=due_on) for act in acts
        ]
        yield next((each for each in weighed if each.applies), weighed[-1])


def _weighed(
    *, file: CaseFile, known: Ground, act: Event, start: Event, due_on: date
) -> Considered:
    """Say what one claim, approval or refusal of a ground does for one limit."""
    if act.kind is Kind.EXCEPTION_REFUSED:
        passes, why = False, act.details.get("reason", "It was claimed and refused.")
    else:
        test = put_to_test(file=file, known=known, facts=act.details, start=start, due_on=due_on)
        passes, why = test.passes, test.why
    return Considered(
        ground=known,
        decision=act.kind.value.removeprefix("exception_"),
        applies=passes and act.kind is Kind.EXCEPTION_APPROVED,
        why=why,
        by=None if act.kind is Kind.EXCEPTION_CLAIMED else act.recorded_by,
        decided_on=act.happened_on,
    )


def put_to_test(
    *, file: CaseFile, known: Ground, facts: dict[str, str], start: Event, due_on: date
) -> TestResult:
    """Put the facts of a claim to the exact test of its ground, for one limit.

    Raises:
        KeyError: a fact is missing; its name is the argument.
        ValueError: a fact is not a date.
    """
    period = {"period_from": start.counts_from, "period_until": due_on}
    match known.tested_by:
        case "closure":
            return _closure(file, facts, **period)
        case "absence":
            return tests.absence(
                absent_from=_day(facts, "absent_from"),
                absent_until=_day(facts, "absent_until"),
                at_least_days=known.at_least.count * 7 if known.at_least else 28,
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
                missed_on=_day(facts, "missed_on"), request_received_on=start.counts_from
            )


def _closure(
    file: CaseFile, facts: dict[str, str], *, period_from: date, period_until: date
) -> TestResult:
    """Test a closure against every day in the limit's period on which the setting was asked.

    What was asked after the limit was due cannot have made keeping it impractical.
    """
    asked = [
        event.happened_on
        for _, event in file.of((Kind.ADVICE_REQUESTED,))
        if event.party in _OF_THE_SETTING and period_from <= event.happened_on <= period_until
    ]
    if not asked:
        return TestResult(
            passes=False,
            why="The setting was not asked for advice in the period from "
            f"{day_in_words(period_from)} to {day_in_words(period_until)}.",
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


def _day(facts: dict[str, str], name: str) -> date:
    return date.fromisoformat(facts[name])


def acts_on(file: CaseFile, known: Ground, *, party: str | None) -> list[Event]:
    """List the claims and approvals of a ground that stand, or else the refusal that ended them.

    For the limit of one party, those about that party and those about every party. A refusal ends
    what was claimed or approved before it; what is claimed afterwards stands again.
    """
    acts: list[Event] = []
    for _, event in file.of(ABOUT_EXCEPTIONS):
        if event.details.get("ground") not in (known.id, known.code):
            continue
        if party is not None and event.party not in (None, party):
            continue
        if event.kind is Kind.EXCEPTION_REFUSED:
            acts.clear()
        elif acts and acts[-1].kind is Kind.EXCEPTION_REFUSED:
            acts.pop()
        acts.append(event)
    return acts
