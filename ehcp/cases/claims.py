"""Whether a claimed exception can be put on record: its ground, its facts and its exact test."""

from ehcp.cases.case_file import CaseFile
from ehcp.cases.deadlines import deadlines
from ehcp.cases.events import Event
from ehcp.cases.exceptions import put_to_test
from ehcp.cases.not_possible import NotPossible
from ehcp.law.grounds import UnknownGround, ground
from ehcp.law.rules import load_rules


def refuse_bad_claim(file: CaseFile, event: Event) -> None:
    """Refuse a claim whose ground is unknown, whose facts are missing or whose test fails.

    Raises:
        NotPossible: with the reason that the test gives.
    """
    named = event.details.get("ground")
    if not named:
        raise NotPossible(f"{event.kind} needs its ground: add --detail ground=school_closed.")
    try:
        known = ground(named)
    except UnknownGround as unknown:
        raise NotPossible(str(unknown)) from None
    limits = [
        limit
        for limit in deadlines(file, load_rules())
        if known.id in limit.rule.excepted_by
        and limit.due_on is not None
        and (event.party is None or limit.party in (None, event.party))
    ]
    if not limits:
        raise NotPossible(f"No limit of case {file.reference} can be lifted by {known.id} yet.")
    results = []
    for limit in limits:
        try:
            if limit.due_on is not None:
                results.append(
                    put_to_test(
                        file=file,
                        known=known,
                        facts=event.details,
                        start=limit.start,
                        due_on=limit.due_on,
                    )
                )
        except KeyError as missing:
            raise NotPossible(
                f"The ground {known.id} needs the fact {missing.args[0]}: add "
                f"--detail {missing.args[0]}=…. It asks for: {', '.join(known.facts)}."
            ) from None
        except ValueError as wrong:
            raise NotPossible(f"{wrong}. Write days as 2026-07-23.") from None
    if not any(result.passes for result in results):
        raise NotPossible(f"The ground {known.id} does not apply. {results[0].why}")
