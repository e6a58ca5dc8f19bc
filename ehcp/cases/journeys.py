"""The journey of a needs assessment, one row per step, and what it allows at each stage.

From these rows come the page's choices, the permission check and the printed diagram.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import OPEN, Role, Stage

CASEWORKER, PLAN_WRITER, MANAGER, PROVIDER = Role
ASSESSED = (Stage.ASSESSING, Stage.DRAFTING, Stage.DRAFT)
ADVISED = (Stage.ASSESSING, Stage.DRAFTING)
ANY = (*Stage,)


@dataclass(frozen=True)
class Step:
    """At this stage, when this happens, the case goes there; recorded by this role."""

    at: Stage | None
    when: Kind
    to: Stage
    by: Role


def _stays(stages: Iterable[Stage], kind: Kind, by: Role) -> tuple[Step, ...]:
    return tuple(Step(stage, kind, stage, by) for stage in stages)


def _leaves(stages: Iterable[Stage], kind: Kind, to: Stage, by: Role) -> tuple[Step, ...]:
    return tuple(Step(stage, kind, to, by) for stage in stages)


NEEDS_ASSESSMENT: tuple[Step, ...] = (
    # at                    when it happens               goes to               recorded by
    Step(None, Kind.REQUEST_RECEIVED, Stage.REQUESTED, CASEWORKER),
    Step(None, Kind.BECAME_RESPONSIBLE, Stage.REQUESTED, CASEWORKER),
    *_stays(OPEN, Kind.REQUEST_RECEIVED, CASEWORKER),
    *_stays(OPEN, Kind.BECAME_RESPONSIBLE, CASEWORKER),
    *_stays((Stage.REQUESTED,), Kind.NOTIFIED_CONSIDERING, CASEWORKER),
    Step(Stage.REQUESTED, Kind.TOLD_WILL_ASSESS, Stage.ASSESSING, MANAGER),
    Step(Stage.REQUESTED, Kind.TOLD_WILL_NOT_ASSESS, Stage.NOT_ASSESSED, MANAGER),
    *_stays((Stage.REQUESTED, *ADVISED), Kind.EXISTING_ADVICE_USED, CASEWORKER),
    *_stays(ADVISED, Kind.ADVICE_REQUESTED, CASEWORKER),
    *_stays(ASSESSED, Kind.ADVICE_ACKNOWLEDGED, PROVIDER),
    *_stays(ASSESSED, Kind.APPOINTMENT_MISSED, PROVIDER),
    *_stays(ASSESSED, Kind.ADVICE_RECEIVED, PROVIDER),
    *_stays(ASSESSED, Kind.ADVICE_ACCEPTED, CASEWORKER),
    *_stays(ASSESSED, Kind.ADVICE_SENT_BACK, CASEWORKER),
    *_stays(ASSESSED, Kind.NIL_REPLY, PROVIDER),
    *_stays(ASSESSED, Kind.ADVICE_REQUEST_CANCELLED, CASEWORKER),
    Step(Stage.ASSESSING, Kind.DECIDED_TO_ISSUE, Stage.DRAFTING, MANAGER),
    *_leaves(ASSESSED, Kind.TOLD_NO_PLAN, Stage.NO_PLAN, MANAGER),
    *_leaves(ASSESSED, Kind.DRAFT_SERVED, Stage.DRAFT, PLAN_WRITER),
    *_stays((Stage.DRAFT,), Kind.REPRESENTATIONS_RECEIVED, CASEWORKER),
    *_stays((Stage.DRAFT,), Kind.DRAFT_MEETING_REQUESTED, CASEWORKER),
    *_stays((Stage.DRAFT,), Kind.DRAFT_MEETING_HELD, CASEWORKER),
    *_stays((Stage.DRAFTING, Stage.DRAFT), Kind.SETTING_CONSULTED, CASEWORKER),
    *_stays((Stage.DRAFTING, Stage.DRAFT), Kind.SETTING_REPLIED, PROVIDER),
    Step(Stage.DRAFT, Kind.PLAN_FINALISED, Stage.PLAN_ISSUED, MANAGER),
    *_stays((Stage.PLAN_ISSUED,), Kind.PROVISION_SECURED, CASEWORKER),
    *_stays((Stage.PLAN_ISSUED,), Kind.SETTING_ADMITTED, CASEWORKER),
    *_leaves(OPEN, Kind.WITHDRAWN, Stage.WITHDRAWN, CASEWORKER),
    *_leaves(OPEN, Kind.MOVED_OUT, Stage.MOVED_OUT, CASEWORKER),
    *_leaves(OPEN, Kind.DIED, Stage.DIED, CASEWORKER),
    *_stays(ANY, Kind.EXCEPTION_CLAIMED, CASEWORKER),
    *_stays(ANY, Kind.EXCEPTION_APPROVED, MANAGER),
    *_stays(ANY, Kind.EXCEPTION_REFUSED, MANAGER),
    *_stays(ANY, Kind.NOTE_ADDED, CASEWORKER),
    *_stays(ANY, Kind.OFFICER_CHANGED, MANAGER),
)

_STEPS = {(step.at, step.when): step for step in NEEDS_ASSESSMENT}
_PLACE = {stage: place for place, stage in enumerate(Stage)}
_MOVES = {step.when: step.to for step in NEEDS_ASSESSMENT if step.at is not step.to and step.at}


@dataclass(frozen=True, kw_only=True)
class Passage:
    """How far a case has come.

    Attributes:
        stage: where it is now; None before its first event.
        since: the day on which it came there.
        gaps: sequence numbers of events that came before a step they need (as trackers have them).
        impossible: sequence numbers of events that the journey has no place for.
    """

    stage: Stage | None
    since: date | None
    gaps: frozenset[int]
    impossible: frozenset[int]


def passage(events: Iterable[Event]) -> Passage:
    """Follow the journey through these events, which are in the order of happening.

    An event whose earlier steps are missing still counts (a tracker may lack the date of the
    decision); one that would leave a closed case or go back is impossible and changes nothing.
    """
    stage: Stage | None = None
    since: date | None = None
    gaps: set[int] = set()
    impossible: set[int] = set()
    for event in events:
        step = _STEPS.get((stage, event.kind))
        if step is not None:
            to = step.to
        else:
            goes = _MOVES.get(event.kind)
            if stage is None or not stage.is_open or (goes and _PLACE[goes] <= _PLACE[stage]):
                impossible.add(event.sequence)
                continue
            gaps.add(event.sequence)
            to = goes or stage
        if to is not stage:
            stage, since = to, event.happened_on
    return Passage(stage=stage, since=since, gaps=frozenset(gaps), impossible=frozenset(impossible))


def moves_the_case(kind: Kind) -> bool:
    """Say whether an event of this kind brings a case to another stage."""
    return kind in _MOVES


def next_kinds(stage: Stage) -> tuple[Kind, ...]:
    """Give the kinds of event that the journey allows at this stage, in their order."""
    return tuple(kind for kind in Kind if (stage, kind) in _STEPS)


def stages_for(kind: Kind) -> tuple[Stage, ...]:
    """Give the stages at which the journey allows this kind of event."""
    return tuple(stage for stage in Stage if (stage, kind) in _STEPS)
