"""How the panel's questions, answers and warnings are said on its pages."""

from collections.abc import Iterable, Sequence
from datetime import date

from ehcp.cases.advice_kinds import AdviceKind
from ehcp.cases.panel import DEFER, FOLLOWS, Question
from ehcp.casework.panel import Item, Warned
from ehcp.web.pages import day_in_full

DECISIONS = {
    "assess": "Assess",
    "not_assess": "Do not assess",
    "issue": "Issue a plan",
    "no_plan": "Do not issue a plan",
    "maintain": "Keep the plan as it is",
    "amend": "Amend the plan",
    "cease": "Cease the plan",
    DEFER: "Decide later, at the next panel",
}
_OTHERWISE = {
    (Question.REASSESS, "assess"): "Re-assess",
    (Question.REASSESS, "not_assess"): "Do not re-assess",
    (Question.AFTER_REASSESSMENT, "issue"): "Make the plan anew, or amend it",
}


def answer(question: Question | None, decision: str) -> str:
    """Say an answer to a question in words."""
    if question is not None and (question, decision) in _OTHERWISE:
        return _OTHERWISE[question, decision]
    return DECISIONS.get(decision, decision)


def answers(question: Question) -> list[tuple[str, str]]:
    """Give the answers that a form offers."""
    return [(each, answer(question, each)) for each in (*FOLLOWS[question], DEFER)]


def warning(item: Item) -> str | None:
    """Say where the panel is later than the law, and what would be in time."""
    due = item.case.due_on
    match item.warned:
        case Warned.ON_THE_LAST_DAY:
            return "The panel meets on the last day: the family must be told the same day."
        case Warned.EARLIER_PANEL if item.earlier is not None:
            return (
                f"The panel is later than the last day in law. The panel of "
                f"{day_in_full(item.earlier.meets_on)} would be in time."
            )
        case Warned.OUTSIDE:
            return (
                "The panel is later than the last day in law, and no panel is in time. Decide "
                f"outside the panel by {day_in_full(due)}."
            )
        case Warned.LATE_ALREADY:
            return "The last day in law has passed. Do not wait for the panel: decide outside it."
    return None


def advice_named(parties: Iterable[str]) -> str:
    """Name some kinds of advice in one line."""
    return ", ".join(_named(party) for party in parties)


def evidence_at_hand(received: Sequence[tuple[str, date]]) -> str:
    """Write what a form begins with as the evidence considered: the advice that is in."""
    said = ", ".join(f"{_named(party)} (received {day_in_full(on)})" for party, on in received)
    return f"Advice: {said}." if said else ""


def _named(party: str) -> str:
    try:
        return AdviceKind(party).says
    except ValueError:
        return party
