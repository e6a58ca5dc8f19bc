"""What a case can open with, in the order in which a council meets it, and in its own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ehcp.cases.journeys import JOURNEYS, Journey
from ehcp.cases.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One way in which a case can open.

    Attributes:
        asks_who: a request, of which it is asked who made it.
        when: what its day is.
    """

    kind: Kind
    journey: Journey
    says: str
    hint: str
    when: str
    asks_who: bool = False


_WORDS: Final[dict[Kind, tuple[str, str, str]]] = {
    Kind.REQUEST_RECEIVED: (
        "A request for an EHC needs assessment",
        "From a parent, a young person, a school or somebody else. Six weeks to decide.",
        "The day on which the request was received",
    ),
    Kind.BECAME_RESPONSIBLE: (
        "A child brought to the authority's attention",
        "Nobody asked for an assessment, and the authority has to consider one (section 24).",
        "The day on which the child was brought to the authority's attention",
    ),
    Kind.REASSESSMENT_REQUESTED: (
        "A request for a re-assessment",
        "The child has a plan, and somebody asks for a new assessment.",
        "The day on which the request was received",
    ),
    Kind.TRANSFERRED_IN: (
        "A plan that moves here from another authority",
        "Six weeks to tell the family what happens with it.",
        "The day of the transfer",
    ),
    Kind.COMPLAINT_RECEIVED: (
        "A complaint",
        "About this child's case.",
        "The day on which the complaint was received",
    ),
    Kind.MOVE_LEARNED: (
        "A family that moves to another authority",
        "The plan goes with them.",
        "The day on which the authority learned of the move",
    ),
    Kind.AMENDMENT_PROPOSED: (
        "An amendment of a plan without a review",
        "The authority proposes it (regulation 28).",
        "The day of the proposal",
    ),
    Kind.CEASING_CONSIDERED: (
        "Ceasing a plan",
        "The authority considers it; family and setting are consulted first.",
        "The day from which ceasing is considered",
    ),
    Kind.PLAN_LAST_REVIEWED: (
        "An annual review of a plan that is in force already",
        "Counted from its last review.",
        "The day of the last review",
    ),
    Kind.PLAN_FIRST_MADE: (
        "The first annual review of a plan that is in force already",
        "Counted from the day on which the plan was made.",
        "The day on which the plan was made",
    ),
    Kind.PHASE_TRANSFER_TO_SCHOOL_DUE: (
        "A move to another phase of school",
        "Most of these open by themselves in April.",
        "The day on which the move came into view",
    ),
    Kind.PHASE_TRANSFER_TO_POST16_DUE: (
        "A move from school to a post-16 institution",
        "Most of these open by themselves in April.",
        "The day on which the move came into view",
    ),
    Kind.POST16_MOVE_PLANNED: (
        "A move between post-16 institutions",
        "",
        "The day on which the move was planned",
    ),
    Kind.REASSESSMENT_DECIDED: (
        "A re-assessment that the authority decided on itself",
        "Section 44(3).",
        "The day of the decision",
    ),
    Kind.ASSESSMENT_ORDERED: (
        "An assessment or plan after an appeal or mediation",
        "It opens by itself where the order was recorded on the case that was disputed.",
        "The day of the order or agreement",
    ),
    Kind.DETAINED_REQUEST_RECEIVED: (
        "A request about a detained person",
        "In relevant youth accommodation (section 71).",
        "The day on which the request was received",
    ),
    Kind.DETAINED_BROUGHT_TO_ATTENTION: (
        "A detained person brought to the authority's attention",
        "In relevant youth accommodation (section 71).",
        "The day on which they were brought to the authority's attention",
    ),
}
_MAIN = (
    Kind.REQUEST_RECEIVED,
    Kind.BECAME_RESPONSIBLE,
    Kind.REASSESSMENT_REQUESTED,
    Kind.TRANSFERRED_IN,
    Kind.COMPLAINT_RECEIVED,
)
_REQUESTS = (
    Kind.REQUEST_RECEIVED,
    Kind.REASSESSMENT_REQUESTED,
    Kind.DETAINED_REQUEST_RECEIVED,
)

SOURCES: Final[Sequence[tuple[str, str]]] = (
    ("Parent", "A parent or carer"),
    ("Young person", "The young person"),
    ("School", "A school, college or early years provider"),
    ("Health", "A health service"),
    ("Social care", "Social care"),
    ("Youth justice", "A youth justice service"),
    ("Other", "Somebody else"),
)
"""Who made a request: what the register keeps, and its words."""


def _opening(kind: Kind) -> Opening:
    says, hint, when = _WORDS[kind]
    (journey,) = (each for each in JOURNEYS if kind in each.starts)
    return Opening(
        kind=kind, journey=journey, says=says, hint=hint, when=when, asks_who=kind in _REQUESTS
    )


OPENINGS: Final = {kind.value: _opening(kind) for kind in _WORDS}
"""Every way in which a case can open, by the kind of entry that opens it."""

MAIN: Final = tuple(OPENINGS[kind.value] for kind in _MAIN)
OTHERS: Final = tuple(each for each in OPENINGS.values() if each.kind not in _MAIN)
OF_SOMEBODY_NEW: Final = {
    name: each for name, each in OPENINGS.items() if each.kind is not Kind.AMENDMENT_PROPOSED
}
"""What can open the first case of a child. An amendment comes with its notice, about a plan that is
in the register: it is opened from the child's review."""
