"""What a case can ask of a panel, and on which panel it comes by its dates."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ehcp.cases.case_file import CaseFile
from ehcp.cases.events import Event
from ehcp.cases.in_plain_words import InPlainWords
from ehcp.cases.kinds import Kind
from ehcp.cases.stages import Stage

DEFER: Final = "defer"
PANEL_ON: Final = "panel_on"
"""The detail of a decision that names the panel's day."""
OUTSIDE_PANEL: Final = "outside_panel"
"""The detail of a decision made outside a panel: why."""
NO_PANEL_AFTER: Final = timedelta(weeks=4)
"""How far a panel looks ahead where none is set after it."""


class Question(InPlainWords):
    """What a panel is asked about a case.

    Attributes:
        says: the question in plain words.
    """

    ASSESS = "assess", "Assess or not"
    REASSESS = "reassess", "Re-assess or not"
    PLAN = "plan", "Plan or no plan"
    AFTER_REASSESSMENT = "after_reassessment", "Change the plan or not"
    REVIEW = "review", "Maintain, amend or cease the plan"


LIMITS: Mapping[Question, tuple[str, ...]] = {
    Question.ASSESS: ("decide_to_assess", "detained_decide"),
    Question.REASSESS: ("reassess_decision",),
    Question.PLAN: (
        *("notify_no_plan", "detained_no_plan", "order_b_i", "order_d", "unopposed_no_plan"),
        *("final_plan", "detained_final_plan", "order_b_ii", "unopposed_plan"),
    ),
    Question.AFTER_REASSESSMENT: ("reassess_final",),
    Question.REVIEW: ("review_decision", "review_first", "review_next", "transfer_review"),
}
"""The limits by the first of which each decision falls due."""

FOLLOWS: Mapping[Question, Mapping[str, Kind]] = {
    Question.ASSESS: {
        "assess": Kind.TOLD_WILL_ASSESS,
        "not_assess": Kind.TOLD_WILL_NOT_ASSESS,
    },
    Question.REASSESS: {
        "assess": Kind.TOLD_WILL_REASSESS,
        "not_assess": Kind.TOLD_WILL_NOT_REASSESS,
    },
    Question.PLAN: {"issue": Kind.DECIDED_TO_ISSUE, "no_plan": Kind.TOLD_NO_PLAN},
    Question.AFTER_REASSESSMENT: {
        "issue": Kind.DECIDED_TO_ISSUE,
        "maintain": Kind.DECIDED_NOT_TO_AMEND,
    },
    Question.REVIEW: {
        "maintain": Kind.TOLD_WILL_MAINTAIN,
        "amend": Kind.TOLD_WILL_AMEND,
        "cease": Kind.REVIEW_DECIDED_TO_CEASE,
    },
}
"""For each question what can be decided, and the step that carries it out: the family is told."""

STAGES: Final = (
    Stage.REQUESTED,
    Stage.REASSESSMENT_REQUESTED,
    Stage.ASSESSING,
    Stage.REVIEW_HELD,
)
"""The stages at which a case waits for such a decision."""


def question_at(journey: str, stage: str) -> Question | None:
    """Give what a panel is asked about a case of this journey at this stage; None: nothing."""
    match stage:
        case Stage.REQUESTED:
            return Question.ASSESS
        case Stage.REASSESSMENT_REQUESTED:
            return Question.REASSESS
        case Stage.ASSESSING:
            of_plan = journey == "reassessment"
            return Question.AFTER_REASSESSMENT if of_plan else Question.PLAN
        case Stage.REVIEW_HELD:
            return Question.REVIEW
    return None


def said_already(file: CaseFile, question: Question, *, since: date) -> Event | None:
    """Give the last answer to this question since a day, which may be to decide it later."""
    found = file.last(Kind.PANEL_DECIDED)
    if found is None or found.happened_on < since:
        return None
    return found if found.details.get("decision") in {*FOLLOWS[question], DEFER} else None


def panels_that_saw(file: CaseFile) -> frozenset[date]:
    """Give the days of the panels that have decided something about a case, or put it off."""
    days = (event.details.get(PANEL_ON, "") for _, event in file.of([Kind.PANEL_DECIDED]))
    return frozenset(date.fromisoformat(day) for day in days if _is_day(day))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class PanelDay:
    """A day on which the panel meets; `panel_id` is its number in the register."""

    panel_id: int
    meets_on: date


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A case that waits for a decision, as far as its place on an agenda depends on it.

    Attributes:
        due_on: the first day in law by which it is to be decided.
        ready_on: the day on which the last advice came, where the question waits for advice.
        deferred_on: the day on which the decision was put off.
        seen_on: the days of the panels that have decided something about it, or put it off.
    """

    started_on: date
    due_on: date | None
    ready_on: date | None = None
    deferred_on: date | None = None
    seen_on: frozenset[date] = frozenset()


def places(
    waiting: Waiting,
    panels: Sequence[PanelDay],
    *,
    today: date,
    put_on: Collection[int] = (),
    taken_off: Collection[int] = (),
) -> tuple[int, ...]:
    """Give the panels, of those in the order of their days, on whose agenda a case stands.

    By itself it stands on the first panel to come after which another would be too late, or on the
    next one where the last advice is in. It stands on one that has met as well, until its decision
    is recorded. Put on a sooner one by hand, it comes to no later one by itself.
    """
    by_itself: list[int] = []
    for panel, end in zip(panels, _ends(panels), strict=True):
        has_met = panel.meets_on < today
        if panel.panel_id in taken_off or not _can_come(waiting, panel):
            continue
        is_due = waiting.due_on is not None and waiting.due_on < end
        ready = waiting.ready_on is not None and (not has_met or waiting.ready_on <= panel.meets_on)
        if is_due or ready:
            by_itself.append(panel.panel_id)
            if not has_met:
                break
        elif not has_met and panel.panel_id in put_on:
            break
    return tuple(
        each.panel_id
        for each in panels
        if each.panel_id in by_itself
        or (each.panel_id in put_on and _may_come_again(waiting, each))
    )


def ends_with(panels: Sequence[PanelDay], panel_id: int) -> date:
    """Give the day before which a decision falls due that belongs on a panel's agenda."""
    return next(
        end for panel, end in zip(panels, _ends(panels), strict=True) if panel.panel_id == panel_id
    )


def _ends(panels: Sequence[PanelDay]) -> list[date]:
    following = [each.meets_on for each in panels[1:]]
    return following + [each.meets_on + NO_PANEL_AFTER for each in panels[-1:]]


def _can_come(waiting: Waiting, panel: PanelDay) -> bool:
    return waiting.started_on <= panel.meets_on and _may_come_again(waiting, panel)


def _may_come_again(waiting: Waiting, panel: PanelDay) -> bool:
    put_off = waiting.deferred_on is not None and panel.meets_on <= waiting.deferred_on
    return not put_off and panel.meets_on not in waiting.seen_on
