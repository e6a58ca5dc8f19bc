"""The step that follows a panel's decision: telling the family."""

from dataclasses import dataclass

from ehcp.cases.panel import FOLLOWS, Question
from ehcp.casework.panel_waiting import Candidate
from ehcp.web.staff.cases.words import path_to_record


@dataclass(frozen=True, kw_only=True)
class Told:
    """Where the step is recorded, and its words."""

    path: str
    says: str


def family_told(case: Candidate) -> Told | None:
    """Give the step that carries out what was decided about a case; None where nothing was."""
    if case.said is None:
        return None
    return step_after(case.question, case.said.details.get("decision", ""), case.reference)


def step_after(question: Question, decision: str, reference: str) -> Told | None:
    """Give the step that carries out a decision."""
    kind = FOLLOWS[question].get(decision)
    return Told(path=path_to_record(kind, reference), says=kind.says) if kind else None
