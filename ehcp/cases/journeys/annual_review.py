"""The journey of a review: from the last review, or the making of the plan, to what it led to.

The review is complete with the authority's decision; an amendment goes on to the amended plan.
"""

from ehcp.cases.journeys.disputes import disputed
from ehcp.cases.journeys.journey import (
    CASEWORKER,
    MANAGER,
    PROVIDER,
    Journey,
    Step,
    beside,
    ends,
    leaves,
    starts,
    stays,
)
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

_BEFORE = (Stage.REVIEW_DUE, Stage.REVIEW_ARRANGED)
_AMENDED = (Stage.AMENDING, Stage.AMENDMENT_PROPOSED)
_OPEN = (*_BEFORE, Stage.REVIEW_HELD, *_AMENDED)
_DECIDED = (
    Stage.REVIEW_MAINTAINED,
    Stage.PLAN_AMENDED,
    Stage.AMENDMENT_DECLINED,
    Stage.CEASE_DECIDED,
)
# A decision to cease is disputed on the ceasing case that it opened, which keeps the plan so long.
_DISPUTABLE = tuple(stage for stage in _DECIDED if stage is not Stage.CEASE_DECIDED)
_PLAN_GONE = (Stage.CEASED, Stage.PLAN_TRANSFERRED)
_ABOUT_THE_PLAN = (
    Kind.DIRECT_PAYMENT_STARTED,
    Kind.DIRECT_PAYMENT_REVIEWED,
    Kind.DIRECT_PAYMENT_REFUSED,
    Kind.DIRECT_PAYMENT_REASONS_SENT,
    Kind.COMMISSIONER_MOVE_LEARNED,
    Kind.COMMISSIONER_CHANGE_LEARNED,
    Kind.COMMISSIONER_CHANGE_TOLD,
    Kind.NEW_COMMISSIONER_AWARE,
    Kind.NEW_COMMISSIONER_ASKED,
    Kind.PROVISION_SECURED,
    Kind.SETTING_ADMITTED,
    Kind.RELEASED,
    Kind.RELEASE_REVIEWED,
)

AMENDING: tuple[Step, ...] = (
    *stays(_AMENDED, Kind.SETTING_CONSULTED, CASEWORKER),
    *stays(_AMENDED, Kind.SETTING_REPLIED, PROVIDER),
    *stays(_AMENDED, Kind.PREFERENCE_RECEIVED, CASEWORKER),
    *leaves(_AMENDED, Kind.AMENDMENT_NOTICE_SENT, Stage.AMENDMENT_PROPOSED, CASEWORKER),
    *stays((Stage.AMENDMENT_PROPOSED,), Kind.REPRESENTATIONS_RECEIVED, CASEWORKER),
    *stays((Stage.AMENDMENT_PROPOSED,), Kind.DRAFT_MEETING_REQUESTED, CASEWORKER),
    *stays((Stage.AMENDMENT_PROPOSED,), Kind.DRAFT_MEETING_HELD, CASEWORKER),
    Step(Stage.AMENDMENT_PROPOSED, Kind.AMENDED_PLAN_FINALISED, Stage.PLAN_AMENDED, MANAGER),
    *leaves(_AMENDED, Kind.DECIDED_NOT_TO_AMEND, Stage.AMENDMENT_DECLINED, MANAGER),
)
"""From the decision to amend to the amended plan, after a review or without one."""

ANNUAL_REVIEW = Journey(
    name="annual_review",
    says="Annual review",
    decided=(Kind.TOLD_WILL_MAINTAIN, Kind.TOLD_WILL_AMEND, Kind.REVIEW_DECIDED_TO_CEASE),
    drafted=(Kind.AMENDMENT_NOTICE_SENT,),
    issued=(Kind.AMENDED_PLAN_FINALISED,),
    steps=(
        # at                    when it happens               goes to               recorded by
        *starts((Kind.PLAN_FIRST_MADE, Kind.PLAN_LAST_REVIEWED), Stage.REVIEW_DUE),
        *stays(_OPEN, Kind.PLAN_TAKEN_OVER, CASEWORKER),
        *stays(_BEFORE, Kind.EARLY_REVIEW_CALLED, CASEWORKER),
        *stays((*_BEFORE, Stage.REVIEW_HELD), Kind.REVIEW_ARRANGER_SET, CASEWORKER),
        *leaves(_BEFORE, Kind.REVIEW_MEETING_FIXED, Stage.REVIEW_ARRANGED, PROVIDER),
        *stays(_BEFORE, Kind.INVITATIONS_SENT, PROVIDER),
        *stays((*_BEFORE, Stage.REVIEW_HELD), Kind.REVIEW_ADVICE_RECEIVED, PROVIDER),
        *stays(_BEFORE, Kind.REVIEW_ADVICE_CIRCULATED, PROVIDER),
        # Held without having been fixed, as trackers have it; held again where it was adjourned,
        # which begins no limit anew.
        *leaves(
            (*_BEFORE, Stage.REVIEW_HELD), Kind.REVIEW_MEETING_HELD, Stage.REVIEW_HELD, PROVIDER
        ),
        *stays((Stage.REVIEW_HELD, *_AMENDED, *_DECIDED), Kind.REVIEW_REPORT_SENT, PROVIDER),
        Step(Stage.REVIEW_HELD, Kind.TOLD_WILL_MAINTAIN, Stage.REVIEW_MAINTAINED, MANAGER),
        Step(Stage.REVIEW_HELD, Kind.TOLD_WILL_AMEND, Stage.AMENDING, MANAGER),
        Step(Stage.REVIEW_HELD, Kind.REVIEW_DECIDED_TO_CEASE, Stage.CEASE_DECIDED, MANAGER),
        *AMENDING,
        *(
            step
            for kind in _ABOUT_THE_PLAN
            for step in stays((*_OPEN, *_DECIDED), kind, CASEWORKER)
        ),
        *disputed(_DISPUTABLE, plan=True),
        *leaves(_OPEN, Kind.PLAN_CEASED, Stage.CEASED, MANAGER),
        *leaves(_OPEN, Kind.PLAN_TRANSFERRED, Stage.PLAN_TRANSFERRED, MANAGER),
        # A review that is owed cannot be withdrawn, and a plan that moves is transferred (reg 15).
        *(step for step in ends(_OPEN) if step.when not in (Kind.WITHDRAWN, Kind.MOVED_OUT)),
        *beside((*_OPEN, *_DECIDED, *_PLAN_GONE, Stage.NOT_NEEDED, Stage.DIED)),
    ),
)
