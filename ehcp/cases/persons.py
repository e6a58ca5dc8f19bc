"""What must be so of the person for some rules to apply, decided from the case."""

from datetime import date

from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.cases.year_groups import under_five_on
from ehcp.law.grammar import Condition

DETAINED = (Kind.DETAINED_REQUEST_RECEIVED, Kind.DETAINED_BROUGHT_TO_ATTENTION)
"""What opens the case of somebody in relevant youth accommodation (CFA s.71)."""


def is_such_a_person(file: CaseFile, condition: Condition, *, on: date) -> bool:
    """Say whether the person of a case fulfils the condition of a rule on a day."""
    match condition:
        case "under_five":
            return under_five_on(file.born_on, on)
        case "detained":
            return is_detained(file)


def is_detained(file: CaseFile) -> bool:
    """Say whether the case was opened for a detained person."""
    return not file.kinds.isdisjoint(DETAINED)
