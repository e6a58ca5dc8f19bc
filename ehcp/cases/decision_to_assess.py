"""The decision to assess: advice is sought because of it, of the services that it names."""

from collections.abc import Collection, Mapping
from typing import Final

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind

DECISIONS_TO_ASSESS: Final = (
    Kind.TOLD_WILL_ASSESS,
    Kind.TOLD_WILL_REASSESS,
    Kind.REASSESSMENT_DECIDED,
    Kind.ASSESSMENT_ORDERED,
)

DISPUTES_DECIDED: Final = (Kind.TRIBUNAL_ORDERED, Kind.MEDIATION_AGREED, Kind.APPEAL_UNOPPOSED)
"""An order, an agreement or a yielded appeal: to assess, it opens a case of its own."""

SERVICES: Final = "services"
"""The fact of such a decision, or of what opens one, that names services by codes, with commas.

Only those that are asked in place of the usual one of their kind of advice.
"""


def decision_to_assess(file: CaseFile) -> Event | None:
    """Give the last event since which advice is to be sought (regs 6, 26, 44(2)(b))."""
    found = [event for _, event in file.of(DECISIONS_TO_ASSESS) if has_advice_sought(event.details)]
    if file.journey == "ordered_assessment" and found:
        return next((event for event in found if event.kind is Kind.ASSESSMENT_ORDERED), None)
    return found[-1] if found else None


def has_advice_sought(details: Mapping[str, str]) -> bool:
    """Say whether such a decision is one to assess.

    An order to make a plan, or to consider again whether to make one, asks for no assessment.
    """
    return details.get("order", "assess") == "assess"


def services_named(details: Mapping[str, str]) -> tuple[str, ...]:
    """Give the codes of the services that a decision names."""
    return tuple(code for each in details.get(SERVICES, "").split(",") if (code := each.strip()))


def service_decided_on(file: CaseFile, codes: Collection[str]) -> str | None:
    """Give which of these services of one kind of advice the decision names; None: none of them."""
    decision = decision_to_assess(file)
    named = services_named(decision.details) if decision else ()
    return next((code for code in named if code in codes), None)
