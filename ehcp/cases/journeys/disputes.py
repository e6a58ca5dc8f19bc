"""Mediation and appeal: what can be put on record once a family was told something it may appeal.

No journey of its own: a dispute is about one decision, and stays with the case of that decision.
"""

from collections.abc import Iterable

from ehcp.cases.journeys.journey import CASEWORKER, MANAGER, Step, stays
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

BY_CASEWORKER = (
    Kind.MEDIATION_CONTACTED,
    Kind.MEDIATION_DECLINED,
    Kind.MEDIATION_REQUESTED,
    Kind.MEDIATION_HEALTH_ISSUES_TOLD,
    Kind.COMMISSIONER_TOLD_OF_MEDIATION,
    Kind.MEDIATION_CANNOT_BE_ARRANGED,
    Kind.MEDIATION_HELD,
    Kind.MEDIATION_CONCLUDED,
    Kind.MEDIATION_CERTIFICATE_ISSUED,
    Kind.COMMISSIONER_TOLD_AUTHORITY,
    Kind.AGREEMENT_CARRIED_OUT,
    Kind.APPEAL_REGISTERED,
    Kind.APPEAL_SENT_TO_AUTHORITY,
    Kind.TRIBUNAL_RESPONSE_SENT,
    Kind.APPEAL_WITHDRAWN,
    Kind.APPEAL_DISMISSED,
    Kind.TRIBUNAL_ORDERED,
    Kind.PLAN_CONTINUED,
    Kind.RECOMMENDATION_MADE,
    Kind.RECOMMENDATION_ANSWERED,
)
BY_MANAGER = (Kind.MEDIATION_AGREED, Kind.APPEAL_UNOPPOSED)


def disputed(stages: Iterable[Stage], *, plan: bool) -> tuple[Step, ...]:
    """Give the steps of a dispute at each of these stages.

    With `plan` there is a plan, which an order or an agreement can have amended.
    """
    at = tuple(stages)
    amended = stays(at, Kind.AMENDED_PLAN_FINALISED, MANAGER) if plan else ()
    return (
        *(step for kind in BY_CASEWORKER for step in stays(at, kind, CASEWORKER)),
        *(step for kind in BY_MANAGER for step in stays(at, kind, MANAGER)),
        *amended,
    )
