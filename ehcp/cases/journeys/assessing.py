"""The steps that every assessment has in common: advice, decision, draft, final plan."""

from collections.abc import Iterable

from ehcp.cases.journeys.journey import (
    CASEWORKER,
    MANAGER,
    PLAN_WRITER,
    PROVIDER,
    Step,
    leaves,
    stays,
)
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

ASSESSED = (Stage.ASSESSING, Stage.DRAFTING, Stage.DRAFT)
ADVISED = (Stage.ASSESSING, Stage.DRAFTING)


def in_place(stages: Iterable[Stage]) -> tuple[Step, ...]:
    """Give the steps by which what a final plan says is done (CFA s.42, s.43)."""
    at = tuple(stages)
    return (
        *stays(at, Kind.PROVISION_SECURED, CASEWORKER),
        *stays(at, Kind.SETTING_ADMITTED, CASEWORKER),
    )


FROM_ADVICE_TO_PLAN: tuple[Step, ...] = (
    *stays(ADVISED, Kind.EXISTING_ADVICE_USED, CASEWORKER),
    *stays(ADVISED, Kind.ADVICE_REQUESTED, CASEWORKER),
    *stays(ASSESSED, Kind.ADVICE_ACKNOWLEDGED, PROVIDER),
    *stays(ASSESSED, Kind.ADVICE_PROMISED, PROVIDER),
    *stays(ASSESSED, Kind.APPOINTMENT_MISSED, PROVIDER),
    *stays(ASSESSED, Kind.ADVICE_REQUEST_RETURNED, PROVIDER),
    *stays(ASSESSED, Kind.ADVICE_RECEIVED, PROVIDER),
    *stays(ASSESSED, Kind.ADVICE_ACCEPTED, CASEWORKER),
    *stays(ASSESSED, Kind.ADVICE_SENT_BACK, CASEWORKER),
    *stays(ASSESSED, Kind.NIL_REPLY, PROVIDER),
    *stays(ASSESSED, Kind.ADVICE_REQUEST_CANCELLED, CASEWORKER),
    Step(Stage.ASSESSING, Kind.DECIDED_TO_ISSUE, Stage.DRAFTING, MANAGER),
    *leaves(ASSESSED, Kind.DRAFT_SERVED, Stage.DRAFT, PLAN_WRITER),
    *stays((Stage.DRAFT,), Kind.REPRESENTATIONS_RECEIVED, CASEWORKER),
    *stays((Stage.DRAFT,), Kind.DRAFT_MEETING_REQUESTED, CASEWORKER),
    *stays((Stage.DRAFT,), Kind.DRAFT_MEETING_HELD, CASEWORKER),
    *stays((Stage.DRAFTING, Stage.DRAFT), Kind.SETTING_CONSULTED, CASEWORKER),
    *stays((Stage.DRAFTING, Stage.DRAFT), Kind.SETTING_REPLIED, PROVIDER),
    Step(Stage.DRAFT, Kind.PLAN_FINALISED, Stage.PLAN_ISSUED, MANAGER),
    *in_place((Stage.PLAN_ISSUED,)),
)
NO_PLAN: tuple[Step, ...] = leaves(ASSESSED, Kind.TOLD_NO_PLAN, Stage.NO_PLAN, MANAGER)
