"""The stages of a needs assessment and the people who move it from one to the next."""

from enum import StrEnum

from ehcp.refusal import Refusal


class Stage(StrEnum):
    """A place on the journey. The first four are open; in the others the case has ended."""

    REQUESTED = "requested"
    ASSESSING = "assessing"
    DRAFTING = "drafting"
    DRAFT = "draft"
    PLAN_ISSUED = "plan_issued"
    NOT_ASSESSED = "not_assessed"
    NO_PLAN = "no_plan"
    WITHDRAWN = "withdrawn"
    MOVED_OUT = "moved_out"
    DIED = "died"

    @property
    def is_open(self) -> bool:
        """Say whether limits still run and somebody still owes the family a step."""
        return self in OPEN

    @property
    def says(self) -> str:
        """Name the stage in plain words."""
        return _SAYS[self]


OPEN = (Stage.REQUESTED, Stage.ASSESSING, Stage.DRAFTING, Stage.DRAFT)

_SAYS = {
    Stage.REQUESTED: "Awaiting decision to assess",
    Stage.ASSESSING: "Awaiting advice",
    Stage.DRAFTING: "Drafting the plan",
    Stage.DRAFT: "Draft with the family",
    Stage.PLAN_ISSUED: "Final plan issued",
    Stage.NOT_ASSESSED: "Not assessed",
    Stage.NO_PLAN: "Assessed, no plan",
    Stage.WITHDRAWN: "Withdrawn",
    Stage.MOVED_OUT: "Moved to another authority",
    Stage.DIED: "Child died",
}


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
