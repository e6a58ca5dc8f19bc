"""Whether an exception can be claimed, approved or refused: ground, facts, evidence, test.

A caseworker claims; somebody else approves what was claimed, or refuses it. Days on which a school
is closed come from the council's calendar, and never from the keyboard.
"""

from collections.abc import Mapping
from functools import cache

from ehcp.cases.case_file import CaseFile
from ehcp.cases.closure_claims import (
    BY_THE_CALENDAR,
    CLOSED_FROM,
    REOPENS,
    agreeing,
    apart,
    only_asked_there,
    refuse_unknown_closure,
    refuse_what_the_calendar_does_not_show,
)
from ehcp.cases.closures import NO_CLOSURES, Closure, Closures, SettingClosures
from ehcp.cases.deadlines import Deadline, deadlines
from ehcp.cases.events import Event
from ehcp.cases.exceptions import acts_on, lifted_by
from ehcp.cases.ground_tests import (
    SCHOOL,
    SCHOOL_URN,
    Span,
    asked_of_the_setting,
    put_to_test,
)
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.law.exception_tests import TestResult
from ehcp.law.grounds import Ground, UnknownGround, ground
from ehcp.law.in_words import day_in_words
from ehcp.law.rule import Rule
from ehcp.law.rules import rules_lifted_by

EVIDENCE = "evidence"
"""The detail of a claim that says what shows the facts: a letter, a record, who saw it."""

_GROUND = "ground"
_OF_AN_APPROVAL = frozenset({_GROUND, "note"})
_FROM_THE_RECORD = frozenset({"advice_requested_on", "request_received_on"})


def completed(file: CaseFile, event: Event, *, closures: Closures = NO_CLOSURES) -> Event:
    """Give a claim with its days out of the calendar, or an approval with the facts of its claim.

    To be done before it is put on record, so that the entry stands by itself. What cannot be
    completed is given back as it is: the check says what is wrong with it.
    """
    try:
        known = _ground(event)
    except NotPossible:
        return event
    if event.came_from_a_tracker:
        return event
    if event.kind is Kind.EXCEPTION_CLAIMED and known.tested_by == BY_THE_CALENDAR:
        setting = closures.of(event.details.get(SCHOOL, ""))
        closure = None if setting is None else _meant(file, event, known, setting)
        if setting is None or closure is None:
            return event
        days = {CLOSED_FROM: closure.closed_from, REOPENS: closure.reopens}
        facts = {name: day.isoformat() for name, day in days.items()} | {SCHOOL: setting.name}
        if setting.urn:
            facts[SCHOOL_URN] = setting.urn
        return event.model_copy(update={"details": facts | event.details | {SCHOOL: setting.name}})
    if event.kind is Kind.EXCEPTION_APPROVED:
        claims = _claims(file, event, known)
        if len({claim.party for claim in claims}) == 1:
            claim = claims[-1]
            return event.model_copy(
                update={"party": claim.party, "details": claim.details | event.details}
            )
    return event


def refuse_bad_act(file: CaseFile, event: Event, *, closures: Closures = NO_CLOSURES) -> None:
    """Refuse a claim, an approval or a refusal of an exception that does not hold.

    Raises:
        NotPossible: with the reason, and what to do.
    """
    if event.came_from_a_tracker:
        refuse_bad_claim(file, event)
    elif event.kind is Kind.EXCEPTION_CLAIMED:
        refuse_bad_claim(file, event, closures=closures)
    elif event.kind is Kind.EXCEPTION_APPROVED:
        _refuse_bad_approval(file, event, closures=closures)
    else:
        refuse_bad_refusal(file, event)


def refuse_bad_claim(file: CaseFile, event: Event, *, closures: Closures = NO_CLOSURES) -> None:
    """Refuse a claim whose ground is unknown, whose facts are missing or whose test fails.

    Of what a tracker brought only ground, facts and test are looked at.

    Raises:
        NotPossible: with the reason that the test gives.
    """
    known = _ground(event)
    if known.tested_by == "missed_appointment" and event.party is None:
        raise NotPossible(
            f"The ground {known.id} excuses only the body whose appointment was missed (reg "
            "8(2)(c)). Say whose advice it was: add --party, for example --party EP."
        )
    if not event.came_from_a_tracker:
        if not event.details.get(EVIDENCE, "").strip():
            raise NotPossible(
                f"{event.kind} needs its evidence: add --detail {EVIDENCE}='what shows it, and "
                "where it is kept'. An exception without evidence lifts nothing."
            )
        if known.tested_by == BY_THE_CALENDAR:
            refuse_what_the_calendar_does_not_show(file, event, known, closures)
            file = only_asked_there(file, event, closures)
            event = completed(file, event, closures=closures)
    _refuse_failed_test(file, event, known)


def answers_of_the_test(
    file: CaseFile, event: Event, *, closures: Closures = NO_CLOSURES
) -> tuple[tuple[Deadline, TestResult], ...]:
    """Give what the test of a claim's ground answers for each limit that the ground could lift.

    Raises:
        NotPossible: the ground is unknown, or one of its facts is missing or no day.
    """
    known = _ground(event)
    if known.tested_by == BY_THE_CALENDAR and not event.came_from_a_tracker:
        file = only_asked_there(file, event, closures)
        event = completed(file, event, closures=closures)
    return tuple(_answers(file, event, known, event.details))


def refuse_approval_without_claim(*, before: CaseFile, after: CaseFile) -> None:
    """Refuse a correction that takes its claim from an approval that stands.

    Raises:
        NotPossible: an approval would lift a limit, and nobody would have claimed it.
    """
    for approval in bare_approvals(after):
        if approval not in bare_approvals(before):
            raise NotPossible(
                f"{approval.details.get(_GROUND)} was approved on "
                f"{day_in_words(approval.happened_on)} (entry {approval.sequence}) because it was "
                "claimed, and the approval stands. Strike the approval out first, or record "
                "exception_refused."
            )


def bare_approvals(file: CaseFile) -> list[Event]:
    """List the approvals that stand without a claim of the same ground and party before them."""
    bare = []
    for _, approval in file.of((Kind.EXCEPTION_APPROVED,)):
        if approval.came_from_a_tracker:
            continue
        known = _ground(approval)
        claims = _claims(file, approval, known)
        if approval in acts_on(file, known, party=approval.party) and not claims:
            bare.append(approval)
    return bare


def refuse_bad_refusal(file: CaseFile, event: Event) -> None:
    """Refuse to refuse what nobody has claimed.

    Raises:
        NotPossible: the ground is unknown, or no claim of it stands.
    """
    known = _ground(event)
    acts = acts_on(file, known, party=event.party)
    if not acts or acts[-1].kind is Kind.EXCEPTION_REFUSED:
        raise NotPossible(
            f"Nobody has claimed {known.id} in case {file.reference}, so it cannot be refused."
        )


def _refuse_bad_approval(file: CaseFile, event: Event, *, closures: Closures) -> None:
    known = _ground(event)
    claims = _claims(file, event, known)
    if not claims:
        raise NotPossible(
            f"Nobody has claimed {known.id} in case {file.reference}, so it cannot be approved. "
            "Record exception_claimed with its facts and evidence first; somebody else approves."
        )
    if len({claim.party for claim in claims}) > 1:
        raise NotPossible(
            f"{known.id} is claimed for {' and '.join(sorted(str(c.party) for c in claims))}. Say "
            "which is approved: add --party."
        )
    claim = claims[-1]
    if event.happened_on < claim.happened_on:
        raise NotPossible(
            f"{known.id} was claimed on {day_in_words(claim.happened_on)} and cannot be approved "
            f"before that, on {day_in_words(event.happened_on)}. Check the date."
        )
    if claim.came_from_a_tracker:
        refuse_unknown_closure(file, claim, known, closures)
    elif _name(claim.recorded_by) == _name(event.recorded_by):
        raise NotPossible(
            f"{event.recorded_by} claimed {known.id} in case {file.reference}, so somebody else "
            "has to approve it."
        )
    strange = sorted(
        name
        for name, value in event.details.items()
        if name not in _OF_AN_APPROVAL and claim.details.get(name) != value
    )
    if strange:
        raise NotPossible(
            f"An approval takes its facts from the claim of {day_in_words(claim.happened_on)} "
            f"(entry {claim.sequence}). Leave out {' and '.join(strange)}; if the claim is wrong, "
            "refuse it and let it be claimed anew."
        )
    _refuse_failed_test(file, completed(file, event, closures=closures), known)


def _name(written: str) -> str:
    """Give a name without its capitals and its spaces, which make nobody somebody else."""
    return " ".join(written.casefold().split())


def _refuse_failed_test(file: CaseFile, event: Event, known: Ground) -> None:
    results = _results(file, event, known, event.details)
    if not results:
        raise NotPossible(f"No limit of case {file.reference} can be lifted by {known.id} yet.")
    if not any(result.passes for result in results):
        # The longest limit comes last in the order of the law, and is what a claim is made for.
        raise NotPossible(f"The ground {known.id} does not apply. {results[-1].why}")


def _meant(file: CaseFile, event: Event, known: Ground, setting: SettingClosures) -> Closure | None:
    """Give the closure that a claim is about: one that passes, else the one nearest to asking."""
    closures = agreeing(event, setting)
    for closure in closures:
        facts = {
            CLOSED_FROM: closure.closed_from.isoformat(),
            REOPENS: closure.reopens.isoformat(),
        }
        if any(result.passes for result in _results(file, event, known, event.details | facts)):
            return closure
    asked = [each.happened_on for each in asked_of_the_setting(file)] or [event.happened_on]
    return min(closures, key=lambda each: apart(each, asked[0]), default=None)


def _claims(file: CaseFile, event: Event, known: Ground) -> list[Event]:
    """List the claims that stand and that an approval can be about."""
    acts = acts_on(file, known, party=event.party)
    return [act for act in acts if act.kind is Kind.EXCEPTION_CLAIMED]


def _ground(event: Event) -> Ground:
    named = event.details.get(_GROUND)
    if not named:
        raise NotPossible(f"{event.kind} needs its ground: add --detail ground=school_closed.")
    try:
        return ground(named)
    except UnknownGround as unknown:
        raise NotPossible(str(unknown)) from None


@cache
def _lifted(ground_id: str) -> tuple[Rule, ...]:
    return rules_lifted_by(ground_id)


def _results(
    file: CaseFile, event: Event, known: Ground, facts: Mapping[str, str]
) -> list[TestResult]:
    return [result for _, result in _answers(file, event, known, facts)]


def _answers(
    file: CaseFile, event: Event, known: Ground, facts: Mapping[str, str]
) -> list[tuple[Deadline, TestResult]]:
    """Put the claim to the test of its ground, for each limit that the ground could lift."""
    try:
        return [
            (
                limit,
                put_to_test(
                    file=file,
                    known=known,
                    facts=facts,
                    span=Span(from_on=limit.started_on, until_on=limit.due_on),
                ),
            )
            for limit in deadlines(file, _lifted(known.id))
            if known.id in lifted_by(file, limit.rule)
            and limit.due_on is not None
            and (event.party is None or limit.party in (None, event.party))
        ]
    except KeyError as missing:
        asked_for = [name for name in known.facts if name not in _FROM_THE_RECORD]
        raise NotPossible(
            f"The ground {known.id} needs the fact {missing.args[0]}: add "
            f"--detail {missing.args[0]}=…. It asks for: {', '.join(asked_for)}."
        ) from None
    except ValueError as wrong:
        raise NotPossible(f"{wrong}. Write days as 2026-07-23.") from None
