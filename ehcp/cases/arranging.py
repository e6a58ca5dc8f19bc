"""Who arranges a review, and who therefore owes what is done for it (SI 2014/1530 regs 20, 21)."""

from typing import Literal

from ehcp.cases.case_file import CaseFile
from ehcp.cases.kinds import Kind
from ehcp.law.rule import Rule

Arranger = Literal["setting", "authority"]


def who_arranges(file: CaseFile) -> Arranger:
    """Say who arranges the review of this case, as it was settled last.

    The head or principal of the setting attended (reg 20), until it is on record that the authority
    does (reg 21): of somebody taught at home or in no setting that reg 20(12) lists.
    """
    settled = file.last(Kind.REVIEW_ARRANGER_SET)
    by_authority = settled is not None and settled.details.get("arranged_by") == "authority"
    return "authority" if by_authority else "setting"


def owed_by(file: CaseFile, rule: Rule) -> str:
    """Say who owes what a rule asks for in this case."""
    if rule.by_authority and who_arranges(file) == "authority":
        return rule.by_authority.owed_by
    return rule.owed_by


def citation(file: CaseFile, rule: Rule) -> str:
    """Say under which provision it is owed in this case."""
    if rule.by_authority and who_arranges(file) == "authority":
        return rule.by_authority.cite
    return rule.source.cite
