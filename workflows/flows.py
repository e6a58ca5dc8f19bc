"""Every journey's flow, by the journey's name."""

from typing import Final

from workflows.amendment import amendment
from workflows.annual_review import annual_review
from workflows.case_flow import CaseFlow
from workflows.ceasing import ceasing
from workflows.complaint import complaint
from workflows.needs_assessment import needs_assessment
from workflows.ordered_assessment import ordered_assessment
from workflows.phase_transfer import phase_transfer
from workflows.reassessment import reassessment
from workflows.transfers import transfer_in, transfer_out

FLOWS: Final[dict[str, CaseFlow]] = {
    "needs_assessment": needs_assessment,
    "annual_review": annual_review,
    "amendment": amendment,
    "phase_transfer": phase_transfer,
    "reassessment": reassessment,
    "ordered_assessment": ordered_assessment,
    "ceasing": ceasing,
    "transfer_out": transfer_out,
    "transfer_in": transfer_in,
    "complaint": complaint,
}
