"""Statutory exceptions: which approved ground lifts which limit, and why each one does or does not.

An exception moves no date and stops no clock. A missed limit that is excepted keeps its due date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.ground_tests import Span, put_to_test
from ehcp.cases.kinds import Kind
from ehcp.cases.persons import is_detained
from ehcp.law.grounds import Ground, ground
from ehcp.law.in_words import day_in_words
from ehcp.law.rule import Rule
from ehcp.law.rules import load_rules

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


def lifted_by(file: CaseFile, rule: Rule) -> tuple[str, ...]:
    """Name the grounds that can lift a limit of this case.

    Where a rule for detained persons stands beside it and shares its alerts, only what that one
    lists: of absence from the area SI 2015/62 knows nothing.
    """
    of_detained = _of_detained_persons().get(rule.id)
    if of_detained is None or not is_detained(file):
        return rule.excepted_by
    return tuple(ground_id for ground_id in rule.excepted_by if ground_id in of_detained)


@cache
def _of_detained_persons() -> dict[str, frozenset[str]]:
    """Give the grounds of each rule for detained persons by the rule in whose place it stands."""
    found: dict[str, frozenset[str]] = {}
    for rule in load_rules():
        if rule.only_for == "detained" and rule.watched_as:
            grounds = found.get(rule.watched_as, frozenset())
            found[rule.watched_as] = grounds | frozenset(rule.excepted_by)
    return found


def standing_exception(
    *, file: CaseFile, rule: Rule, party: str | None, started_on: date, due_on: date | None
) -> StatutoryException | None:
    """Give the approved exception that lifts this limit, or None."""
    if due_on is None or not rule.excepted_by or Kind.EXCEPTION_APPROVED not in file.kinds:
        return None
    for each in considered(file=file, rule=rule, party=party, started_on=started_on, due_on=due_on):
        if each.applies and each.decided_on is not None:
            return StatutoryException(
                ground_id=each.ground.id,
                authority=f"{each.ground.source.cite}; approved by {each.by} on "
                f"{day_in_words(each.decided_on)}",
                why=each.why,
            )
    return None


def considered(
    *, file: CaseFile, rule: Rule, party: str | None, started_on: date, due_on: date
) -> Iterator[Considered]:
    """Go through every ground that could lift this limit and say yes or no, and why."""
    span = Span(from_on=started_on, until_on=due_on)
    for ground_id in lifted_by(file, rule):
        known = ground(ground_id)
        acts = acts_on(file, known, party=party)
        if not acts:
            yield Considered(
                ground=known, decision="not claimed", applies=False, why="Nobody has claimed it."
            )
            continue
        weighed = [_weighed(file=file, known=known, act=act, span=span) for act in acts]
        yield next((each for each in weighed if each.applies), weighed[-1])


def _weighed(*, file: CaseFile, known: Ground, act: Event, span: Span) -> Considered:
    """Say what one claim, approval or refusal of a ground does for one limit."""
    if act.kind is Kind.EXCEPTION_REFUSED:
        passes, why = False, act.details.get("reason", "It was claimed and refused.")
    else:
        passes, why = _tested(file, known, act, span)
    return Considered(
        ground=known,
        decision=act.kind.value.removeprefix("exception_"),
        applies=passes and act.kind is Kind.EXCEPTION_APPROVED,
        why=why,
        by=None if act.kind is Kind.EXCEPTION_CLAIMED else act.recorded_by,
        decided_on=act.happened_on,
    )


def _tested(file: CaseFile, known: Ground, act: Event, span: Span) -> tuple[bool, str]:
    """Put an act that is on record to the test; one from before facts were asked for may fail."""
    try:
        test = put_to_test(file=file, known=known, facts=act.details, span=span)
    except KeyError as missing:
        return False, f"Its fact {missing.args[0]} is not on record."
    except ValueError:
        return False, "One of its days on record is no day."
    return test.passes, test.why


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
