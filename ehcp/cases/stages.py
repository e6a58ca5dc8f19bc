"""The stages of all journeys and the people who move a case from one to the next."""

from enum import StrEnum

from ehcp.cases.in_plain_words import InPlainWords
from ehcp.refusal import Refusal


class Stage(InPlainWords):
    """A place on a journey. Those of `OPEN` are open; in the others the case has ended.

    Attributes:
        says: the stage in plain words.
    """

    # A needs assessment, a re-assessment, an assessment that was ordered
    REQUESTED = "requested", "Awaiting decision to assess"
    REASSESSMENT_REQUESTED = "reassessment_requested", "Awaiting decision to re-assess"
    ASSESSING = "assessing", "Awaiting advice"
    DRAFTING = "drafting", "Drafting the plan"
    DRAFT = "draft", "Draft with the family"
    # An annual review, and an amendment without one
    REVIEW_DUE = "review_due", "Review to be arranged"
    REVIEW_ARRANGED = "review_arranged", "Review meeting fixed"
    REVIEW_HELD = "review_held", "Meeting held, awaiting decision"
    AMENDING = "amending", "Amendment decided, notice to be sent"
    AMENDMENT_PROPOSED = "amendment_proposed", "Amendments with the family"
    # A phase transfer
    TRANSFER_DUE = "transfer_due", "Phase transfer to be reviewed"
    TRANSFER_REVIEWED = "transfer_reviewed", "Phase transfer reviewed"
    # Ceasing, and moves between authorities
    CEASING_CONSIDERED = "ceasing_considered", "Ceasing considered"
    CEASE_NOTIFIED = "cease_notified", "Ceasing notified, plan still maintained"
    MOVING_OUT = "moving_out", "Plan to be transferred"
    TRANSFERRED_IN = "transferred_in", "Plan transferred in, letter owed"
    # A complaint
    COMPLAINT_OPEN = "complaint_open", "Complaint to be answered"
    REMEDY_OWED = "remedy_owed", "Remedy owed"
    # Ends
    PLAN_ISSUED = "plan_issued", "Final plan issued"
    NOT_ASSESSED = "not_assessed", "Not assessed"
    NOT_REASSESSED = "not_reassessed", "Not re-assessed"
    NO_PLAN = "no_plan", "Assessed, no plan"
    REVIEW_MAINTAINED = "review_maintained", "Reviewed, plan maintained"
    PLAN_AMENDED = "plan_amended", "Amended plan issued"
    AMENDMENT_DECLINED = "amendment_declined", "Not amended after all"
    CEASE_DECIDED = "cease_decided", "Reviewed, plan to cease"
    TRANSFER_NAMED = "transfer_named", "Plan final for the next phase"
    CEASED = "ceased", "Plan ceased"
    PLAN_KEPT = "plan_kept", "Plan not ceased"
    PLAN_TRANSFERRED = "plan_transferred", "Plan transferred to another authority"
    TRANSFER_TOLD = "transfer_told", "Plan transferred in, family told"
    COMPLAINT_CLOSED = "complaint_closed", "Complaint closed"
    NOT_NEEDED = "not_needed", "No longer needed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    MOVED_OUT = "moved_out", "Moved to another authority"
    DIED = "died", "Child died"

    @property
    def is_open(self) -> bool:
        """Say whether limits still run and somebody still owes the family a step."""
        return self in OPEN


OPEN_ASSESSMENT = (Stage.REQUESTED, Stage.ASSESSING, Stage.DRAFTING, Stage.DRAFT)
"""The open stages of a needs assessment, which the weekly backlog is counted by."""

OPEN = (
    *OPEN_ASSESSMENT,
    Stage.REASSESSMENT_REQUESTED,
    Stage.REVIEW_DUE,
    Stage.REVIEW_ARRANGED,
    Stage.REVIEW_HELD,
    Stage.AMENDING,
    Stage.AMENDMENT_PROPOSED,
    Stage.TRANSFER_DUE,
    Stage.TRANSFER_REVIEWED,
    Stage.CEASING_CONSIDERED,
    Stage.CEASE_NOTIFIED,
    Stage.MOVING_OUT,
    Stage.TRANSFERRED_IN,
    Stage.COMPLAINT_OPEN,
    Stage.REMEDY_OWED,
)


class Role(StrEnum):
    """Who records a step."""

    CASEWORKER = "caseworker"
    PLAN_WRITER = "plan_writer"
    MANAGER = "manager"
    PROVIDER = "provider"


class UnknownStage(Refusal):
    """A name that is not a stage."""


def stage_named(name: str) -> Stage:
    """Find a stage by its name.

    Raises:
        UnknownStage: no such stage; the message lists them.
    """
    try:
        return Stage(name.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        every = ", ".join(stage.value for stage in Stage)
        raise UnknownStage(f"'{name}' is not a stage. The stages are: {every}.") from None
