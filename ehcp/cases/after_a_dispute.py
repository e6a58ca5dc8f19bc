"""What became of a plan after an appeal or mediation, on the case of the decision disputed."""

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.journeys import journey_named, passage
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage


def amended_after_a_dispute(file: CaseFile) -> tuple[Event, ...]:
    """Give each amended plan that was made final while the case stayed at its stage.

    An order or an agreement had it amended. What ends an amendment of the journey's own is none.
    """
    stage = passage(file).stage
    if stage is None or stage not in journey_named(file.journey).stages_for(
        Kind.AMENDED_PLAN_FINALISED
    ):
        return ()
    amended = [event for _, event in file.of((Kind.AMENDED_PLAN_FINALISED,))]
    if stage is Stage.AMENDMENT_PROPOSED:
        return ()
    return tuple(amended[1:] if stage is Stage.PLAN_AMENDED else amended)
