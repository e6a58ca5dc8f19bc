"""What a journey is: one row per step, and how a case is followed along them.

From these rows come the page's choices, the permission check and the printed diagram.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ehcp.cases.events import Event
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Role, Stage

CASEWORKER, PLAN_WRITER, MANAGER, PROVIDER = Role


@dataclass(frozen=True)
class Step:
    """At this stage, when this happens, the case goes there; recorded by this role."""

    at: Stage | None
    when: Kind
    to: Stage
    by: Role


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


@dataclass(frozen=True, kw_only=True, eq=False)
class Journey:
    """A path that cases take, as one table.

    Attributes:
        name: as the register keeps it, for example `annual_review`.
        says: the journey in plain words.
        decided: the kinds that are its decision, for the standing column `decided_on`.
        drafted: the kinds that put a draft or proposal to the family.
        issued: the kinds by which a plan is made final.
    """

    name: str
    says: str
    steps: tuple[Step, ...]
    decided: tuple[Kind, ...] = ()
    drafted: tuple[Kind, ...] = ()
    issued: tuple[Kind, ...] = ()

    @cached_property
    def starts(self) -> tuple[Kind, ...]:
        """Give the kinds that open a case of this journey."""
        return tuple(step.when for step in self.steps if step.at is None)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Give the stages of this journey, in their order."""
        here = {step.to for step in self.steps}
        return tuple(stage for stage in Stage if stage in here)

    @cached_property
    def _by_place(self) -> dict[tuple[Stage | None, Kind], Step]:
        return {(step.at, step.when): step for step in self.steps}

    @cached_property
    def _moves(self) -> dict[Kind, Stage]:
        return {step.when: step.to for step in self.steps if step.at and step.at is not step.to}

    def moves_the_case(self, kind: Kind) -> bool:
        """Say whether an event of this kind brings a case to another stage."""
        return kind in self._moves

    def next_kinds(self, stage: Stage) -> tuple[Kind, ...]:
        """Give the kinds of event that the journey allows at this stage, in their order."""
        return tuple(kind for kind in Kind if (stage, kind) in self._by_place)

    @cached_property
    def _recorders(self) -> dict[Kind, frozenset[Role]]:
        found: dict[Kind, set[Role]] = {}
        for step in self.steps:
            found.setdefault(step.when, set()).add(step.by)
        return {kind: frozenset(roles) for kind, roles in found.items()}

    def recorded_by(self, kind: Kind) -> frozenset[Role]:
        """Give the roles that put this kind of event on record; none where it has no place."""
        return self._recorders.get(kind, frozenset())

    def stages_for(self, kind: Kind) -> tuple[Stage, ...]:
        """Give the stages at which the journey allows this kind of event."""
        return tuple(stage for stage in self.stages if (stage, kind) in self._by_place)

    def passage(self, events: Iterable[Event]) -> Passage:
        """Follow the journey through these events, which are in the order of happening.

        An event whose earlier steps are missing still counts (a tracker may lack the date of the
        decision); one that would leave a closed case or go back is impossible and changes nothing.
        """
        stage: Stage | None = None
        since: date | None = None
        gaps: set[int] = set()
        impossible: set[int] = set()
        for event in events:
            step = self._by_place.get((stage, event.kind))
            if step is not None:
                to = step.to
            else:
                goes = self._moves.get(event.kind)
                back = goes and stage and _PLACE[goes] <= _PLACE[stage]
                if stage is None or not stage.is_open or back or event.kind not in self._kinds:
                    impossible.add(event.sequence)
                    continue
                gaps.add(event.sequence)
                to = goes or stage
            if to is not stage:
                stage, since = to, event.happened_on
        return Passage(
            stage=stage, since=since, gaps=frozenset(gaps), impossible=frozenset(impossible)
        )

    @cached_property
    def _kinds(self) -> frozenset[Kind]:
        return frozenset(step.when for step in self.steps)


_PLACE = {stage: place for place, stage in enumerate(Stage)}


def starts(kinds: Iterable[Kind], to: Stage, by: Role = CASEWORKER) -> tuple[Step, ...]:
    """Give the steps by which these kinds open a case at a stage."""
    return tuple(Step(None, kind, to, by) for kind in kinds)


def stays(stages: Iterable[Stage], kind: Kind, by: Role) -> tuple[Step, ...]:
    """Give the steps of a kind that leaves each of these stages as it is."""
    return tuple(Step(stage, kind, stage, by) for stage in stages)


def leaves(stages: Iterable[Stage], kind: Kind, to: Stage, by: Role) -> tuple[Step, ...]:
    """Give the steps by which a kind brings a case from each of these stages to another."""
    return tuple(Step(stage, kind, to, by) for stage in stages)


def beside(stages: Iterable[Stage]) -> tuple[Step, ...]:
    """Give what can be put on record at each of these stages, whatever the journey.

    At a stage that is closed also that the plan or the child has gone: an appeal, an order or a
    report can still be under way there. It stays at its stage, for what was decided was decided.
    """
    at = tuple(stages)
    closed = [stage for stage in at if not stage.is_open and stage not in _NOTHING_RUNS]
    under_a_plan = [stage for stage in closed if stage not in _NO_PLAN]
    return (
        *stays(closed, Kind.DIED, CASEWORKER),
        *stays(under_a_plan, Kind.PLAN_CEASED, MANAGER),
        *stays(under_a_plan, Kind.PLAN_TRANSFERRED, MANAGER),
        *stays(at, Kind.EXCEPTION_CLAIMED, CASEWORKER),
        *stays(at, Kind.EXCEPTION_APPROVED, MANAGER),
        *stays(at, Kind.EXCEPTION_REFUSED, MANAGER),
        *stays(at, Kind.PANEL_DECIDED, MANAGER),
        *stays(at, Kind.CONTACT_LOGGED, CASEWORKER),
        *stays(at, Kind.NOTE_ADDED, CASEWORKER),
        *stays(at, Kind.OFFICER_CHANGED, CASEWORKER),
    )


def ends(stages: Iterable[Stage]) -> tuple[Step, ...]:
    """Give the ways in which every open case can end before its journey is over."""
    at = tuple(stages)
    return (
        *leaves(at, Kind.NO_LONGER_NEEDED, Stage.NOT_NEEDED, CASEWORKER),
        *leaves(at, Kind.WITHDRAWN, Stage.WITHDRAWN, CASEWORKER),
        *leaves(at, Kind.MOVED_OUT, Stage.MOVED_OUT, CASEWORKER),
        *leaves(at, Kind.DIED, Stage.DIED, CASEWORKER),
    )


ENDED_EARLY = (Stage.NOT_NEEDED, Stage.WITHDRAWN, Stage.MOVED_OUT, Stage.DIED)
"""Where the steps of `ends` lead."""

_NOTHING_RUNS = (*ENDED_EARLY, Stage.COMPLAINT_CLOSED)
_NO_PLAN = (Stage.NOT_ASSESSED, Stage.NO_PLAN, Stage.CEASED, Stage.PLAN_TRANSFERRED)
