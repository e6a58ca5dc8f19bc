"""Every journey that a case can take, each in a file of its own, found by name."""

from ehcp.cases.case_file import CaseFile
from ehcp.cases.journeys.amendment import AMENDMENT
from ehcp.cases.journeys.annual_review import ANNUAL_REVIEW
from ehcp.cases.journeys.ceasing import CEASING
from ehcp.cases.journeys.complaint import COMPLAINT
from ehcp.cases.journeys.journey import Journey, Passage, Step
from ehcp.cases.journeys.needs_assessment import NEEDS_ASSESSMENT
from ehcp.cases.journeys.ordered_assessment import ORDERED_ASSESSMENT
from ehcp.cases.journeys.phase_transfer import PHASE_TRANSFER
from ehcp.cases.journeys.reassessment import REASSESSMENT
from ehcp.cases.journeys.transfers import TRANSFER_IN, TRANSFER_OUT
from ehcp.refusal import Refusal

__all__ = ["JOURNEYS", "Journey", "Passage", "Step", "UnknownJourney", "journey_named", "passage"]

JOURNEYS = (
    NEEDS_ASSESSMENT,
    ANNUAL_REVIEW,
    AMENDMENT,
    PHASE_TRANSFER,
    REASSESSMENT,
    ORDERED_ASSESSMENT,
    CEASING,
    TRANSFER_OUT,
    TRANSFER_IN,
    COMPLAINT,
)
_BY_NAME = {journey.name: journey for journey in JOURNEYS}


class UnknownJourney(Refusal):
    """A name that no journey has."""


def journey_named(name: str) -> Journey:
    """Find a journey by its name: case, hyphens and spaces do not matter.

    Raises:
        UnknownJourney: no such journey; the message lists them.
    """
    try:
        return _BY_NAME[name.strip().lower().replace("-", "_").replace(" ", "_")]
    except KeyError:
        every = ", ".join(_BY_NAME)
        raise UnknownJourney(f"'{name}' is not a journey. The journeys are: {every}.") from None


def passage(file: CaseFile) -> Passage:
    """Follow a case along its own journey."""
    return _BY_NAME[file.journey].passage(file.events)
