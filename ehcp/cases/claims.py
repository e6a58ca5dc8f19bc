"""Whether an exception can be claimed, approved or refused: its ground, its facts, its test."""

from ehcp.cases.case_file import CaseFile
from ehcp.cases.deadlines import deadlines
from ehcp.cases.events import Event
from ehcp.cases.exceptions import acts_on
from ehcp.cases.ground_tests import Span, put_to_test
from ehcp.cases.kinds import Kind
from ehcp.cases.not_possible import NotPossible
from ehcp.law.exception_tests import TestResult
from ehcp.law.grounds import Ground, UnknownGround, ground
from ehcp.law.rules import load_rules


def refuse_bad_claim(file: CaseFile, event: Event) -> None:
    """Refuse a claim whose ground is unknown, whose facts are missing or whose test fails.

    Raises:
        NotPossible: with the reason that the test gives.
    """
    known = _ground(event)
    if known.tested_by == "missed_appointment" and event.party is None:
        raise NotPossible(
            f"The ground {known.id} excuses only the body whose appointment was missed (reg "
            "8(2)(c)). Say whose advice it was: add --party, for example --party EP."
        )
    results = _results(file, event, known)
    if not results:
        raise NotPossible(f"No limit of case {file.reference} can be lifted by {known.id} yet.")
    if not any(result.passes for result in results):
        # The longest limit comes last in the order of the law, and is what a claim is made for.
        raise NotPossible(f"The ground {known.id} does not apply. {results[-1].why}")


def refuse_bad_refusal(file: CaseFile, event: Event) -> None:
    """Refuse the refusal of an exception that nobody has claimed.

    Raises:
        NotPossible: the ground is unknown, or no claim of it stands.
    """
    known = _ground(event)
    acts = acts_on(file, known, party=event.party)
    if not acts or acts[-1].kind is Kind.EXCEPTION_REFUSED:
        raise NotPossible(
            f"Nobody has claimed {known.id} in case {file.reference}, so it cannot be refused."
        )


def _ground(event: Event) -> Ground:
    named = event.details.get("ground")
    if not named:
        raise NotPossible(f"{event.kind} needs its ground: add --detail ground=school_closed.")
    try:
        return ground(named)
    except UnknownGround as unknown:
        raise NotPossible(str(unknown)) from None


def _results(file: CaseFile, event: Event, known: Ground) -> list[TestResult]:
    """Put the claim to the test of its ground, for each limit that the ground could lift."""
    try:
        return [
            put_to_test(
                file=file,
                known=known,
                facts=event.details,
                span=Span(from_on=limit.started_on, until_on=limit.due_on),
            )
            for limit in deadlines(file, load_rules())
            if known.id in limit.rule.excepted_by
            and limit.due_on is not None
            and (event.party is None or limit.party in (None, event.party))
        ]
    except KeyError as missing:
        raise NotPossible(
            f"The ground {known.id} needs the fact {missing.args[0]}: add "
            f"--detail {missing.args[0]}=…. It asks for: {', '.join(known.facts)}."
        ) from None
    except ValueError as wrong:
        raise NotPossible(f"{wrong}. Write days as 2026-07-23.") from None
